#@script(menuPath = "Plugins > SSD > SSD to TrackMate...")
#@ String (label = "Movie", required = false, persist = false, value = "", description = "An image file; empty: the active image") image
#@ String (label = "Detections", required = false, persist = false, value = "", description = "A detections.csv; empty: the boxes in the overlay of the movie") detections
#@ String (label = "Minimum score", required = false, persist = false, value = "0", description = "Detections with a lower score are left out, 0 to 1") score
#@ String (label = "Linking distance", required = false, persist = false, value = "auto", description = "Largest distance from frame to frame in the unit of the movie, or auto: the median size of the boxes of the class") linking_distance
#@ String (label = "Gap distance", required = false, persist = false, value = "auto", description = "Largest distance across missing frames in the unit of the movie, or auto: as the linking distance") gap_distance
#@ String (label = "Maximum frame gap", required = false, persist = false, value = "2", description = "Largest step between linked frames; 1: no frame may be missing") max_gap
#@ String (label = "TrackMate file", required = false, persist = false, value = "", description = "An XML file to write; empty: open TrackMate's window") output
#@ LogService log

// Makes TrackMate spots of the detections of a movie and links them, class by class, with the LAP tracker.
//
//   run("SSD to TrackMate...", "image=[/data/movie.tif] detections=[/data/found/detections.csv] output=[/data/movie.xml]");
//
// A spot has the box as its contour, the score as its quality, the class as its name, and the features SSD_CLASS
// (number of the class), SSD_SCORE, SSD_WIDTH and SSD_HEIGHT (in the unit of the movie). No class of TrackMate is
// named outside strings, so that the script compiles where TrackMate is not installed.

import ij.IJ
import ij.ImagePlus
import ij.Macro
import ij.WindowManager
import ij.macro.Interpreter
import java.awt.GraphicsEnvironment
import java.nio.file.Files
import java.nio.file.Path
import sc.fiji.ssd.detect.folder.DetectionsCsv
import sc.fiji.ssd.io.AtomicFiles
import sc.fiji.ssd.io.OneLine
import sc.fiji.ssd.io.UserException

class Found {
	int slice
	String name
	double score, xMin, yMin, xMax, yMax
}

class SsdToTrackMate {

	static final String PACKAGE = 'fiji.plugin.trackmate.'

	Map keys
	Closure say
	ClassLoader loader = Thread.currentThread().contextClassLoader ?: SsdToTrackMate.classLoader
	ImagePlus movie
	List<String> classes = []

	Class type(String name) {
		try {
			Class.forName(name, true, loader)
		}
		catch (ClassNotFoundException e) {
			throw new UserException('TrackMate is not installed; in Fiji it comes with the update site Fiji (Help > Update...).', e)
		}
	}

	Class trackMate(String name) { type(PACKAGE + name) }

	double number(String key, double least, double most) {
		try {
			double value = Double.parseDouble(keys[key].strip())
			if (value >= least && value <= most) return value
		}
		catch (NumberFormatException e) {
			// refused below
		}
		throw new UserException("${key}: '${keys[key].take(40)}' is not valid; use a number from ${text(least)} to ${text(most)}" +
			(key.endsWith('distance') ? ', or auto.' : '.'))
	}

	static String text(double value) { new BigDecimal(value.toString()).stripTrailingZeros().toPlainString() }

	Path file(String key, String path) {
		def file = Path.of(path)
		if (!Files.isRegularFile(file)) throw new UserException("${key}: ${path} does not exist; correct the path.")
		file
	}

	ImagePlus open() {
		def path = keys.image.strip()
		if (path.isEmpty()) {
			def active = WindowManager.currentImage
			if (active == null) throw new UserException('image: no image is open; open the movie or give image=FILE.')
			return active
		}
		def opened = IJ.openImage(file('image', path).toString())
		if (opened == null) throw new UserException("image: ${path} cannot be read; save it as a TIFF.")
		opened
	}

	/** TrackMate tracks through frames; a stack without frames is a movie whose slices are the frames. */
	void framesOf(ImagePlus image) {
		if (image.NFrames > 1 || image.NSlices == 1) return
		image.setDimensions(image.NChannels, 1, image.NSlices)
		say("${image.title}: has ${image.NFrames} slices and no frames; the slices are taken as frames")
	}

	List<Found> read() {
		double least = number('score', 0, 1)
		def all = keys.detections.strip().isEmpty() ? fromOverlay() : fromTable(file('detections', keys.detections.strip()))
		def kept = all.findAll { it.score >= least && it.xMax > it.xMin && it.yMax > it.yMin }
		if (kept.isEmpty())
			throw new UserException("detections: no detection has a score of ${text(least)} or more; run SSD Detect... first or lower the score.")
		kept
	}

	List<Found> fromOverlay() {
		def found = []
		movie.overlay?.each { roi ->
			if (roi.getProperty('class') == null || !roi.getProperty('score')?.isDouble()) return
			def box = roi.floatBounds
			int slice = roi.hasHyperStackPosition()
				? movie.getStackIndex(1, Math.max(1, roi.ZPosition), Math.max(1, roi.TPosition))
				: Math.max(1, roi.position)
			found << new Found(slice: slice, name: roi.getProperty('class'), score: roi.getProperty('score') as double,
				xMin: box.x, yMin: box.y, xMax: box.x + box.width, yMax: box.y + box.height)
		}
		if (found.isEmpty())
			throw new UserException("detections: the overlay of ${movie.title} has no detections; run SSD Detect... or give detections=FILE.")
		found
	}

	List<Found> fromTable(Path table) {
		def rows = DetectionsCsv.read(table)
		def name = movie.originalFileInfo?.fileName ?: movie.title
		def named = rows.findAll { it.image() == name || it.image().endsWith('/' + name) }
		def images = named*.image().unique()
		if (images.size() > 1)
			throw new UserException("detections: ${table} has several images called ${name}; keep the rows of one.")
		if (images.isEmpty()) throw new UserException("detections: ${table} has no row of the image ${name}; detect in it first.")
		def last = named*.slice().max()
		if (last > movie.stackSize)
			throw new UserException("detections: ${table} has slice ${last}, but ${name} has ${movie.stackSize}; give the movie that was searched.")
		named.collect {
			new Found(slice: it.slice(), name: it.className(), score: it.score(), xMin: it.box().xMin(), yMin: it.box().yMin(),
				xMax: it.box().xMax(), yMax: it.box().yMax())
		}
	}

	def spot(Found found) {
		def calibration = movie.calibration
		double w = calibration.pixelWidth, h = calibration.pixelHeight
		double left = found.xMin * w, right = found.xMax * w, top = found.yMin * h, bottom = found.yMax * h
		def spot = trackMate('SpotRoi').createSpot([left, right, right, left] as double[], [top, top, bottom, bottom] as double[], found.score)
		int[] place = movie.convertIndexToPosition(found.slice)
		spot.name = found.name
		spot.putFeature('POSITION_Z', (place[1] - 1) * calibration.pixelDepth as Double)
		spot.putFeature('POSITION_T', (place[2] - 1) * interval() as Double)
		spot.putFeature('SSD_CLASS', classes.indexOf(found.name) + 1 as Double)
		spot.putFeature('SSD_SCORE', found.score as Double)
		spot.putFeature('SSD_WIDTH', right - left as Double)
		spot.putFeature('SSD_HEIGHT', bottom - top as Double)
		[spot: spot, frame: place[2] - 1]
	}

	double interval() { movie.calibration.frameInterval > 0 ? movie.calibration.frameInterval : 1 }

	void declareFeatures(model) {
		def names = [SSD_CLASS: 'SSD class', SSD_SCORE: 'SSD score', SSD_WIDTH: 'Box width', SSD_HEIGHT: 'Box height']
		def brief = [SSD_CLASS: 'Class', SSD_SCORE: 'Score', SSD_WIDTH: 'Width', SSD_HEIGHT: 'Height']
		def kinds = [SSD_CLASS: 'NONE', SSD_SCORE: 'QUALITY', SSD_WIDTH: 'LENGTH', SSD_HEIGHT: 'LENGTH']
		def dimension = trackMate('Dimension')
		model.featureModel.declareSpotFeatures(names.keySet() as List, names, brief,
			kinds.collectEntries { key, kind -> [key, Enum.valueOf(dimension, kind)] },
			names.collectEntries { key, name -> [key, key == 'SSD_CLASS'] })
	}

	/** Half of the boxes of the class are no larger than this, in the unit of the movie. */
	double medianSize(List<Found> found) {
		def calibration = movie.calibration
		def sizes = found.collect {
			((it.xMax - it.xMin) * calibration.pixelWidth + (it.yMax - it.yMin) * calibration.pixelHeight) / 2
		}.sort()
		sizes[sizes.size().intdiv(2)]
	}

	Map linking(factory, double size) {
		double distance = keys.linking_distance.strip() == 'auto' ? size : number('linking_distance', 1e-6, 1e9)
		double gap = keys.gap_distance.strip() == 'auto' ? distance : number('gap_distance', 1e-6, 1e9)
		Map settings = factory.defaultSettings
		settings.LINKING_MAX_DISTANCE = distance as Double
		settings.GAP_CLOSING_MAX_DISTANCE = gap as Double
		settings.MAX_FRAME_GAP = number('max_gap', 1, 1000) as Integer
		settings.ALLOW_GAP_CLOSING = settings.MAX_FRAME_GAP > 1
		settings.ALLOW_TRACK_SPLITTING = false
		settings.ALLOW_TRACK_MERGING = false
		settings
	}

	/** Links the spots of each class among themselves, in one graph for all. */
	def link(factory, Map<String, Object> spots, Map<String, Map> settings) {
		def graph = null
		spots.each { name, collection ->
			def tracker = factory.create(collection, settings[name])
			if (!tracker.checkInput() || !tracker.process())
				throw new UserException("TrackMate could not link the class ${name}: ${tracker.errorMessage}")
			def part = tracker.result
			if (graph == null) graph = part
			else {
				part.vertexSet().each { graph.addVertex(it) }
				part.edgeSet().each { edge ->
					def copy = graph.addEdge(part.getEdgeSource(edge), part.getEdgeTarget(edge))
					graph.setEdgeWeight(copy, part.getEdgeWeight(edge))
				}
			}
		}
		graph
	}

	def model(List<Found> found, factory, Map<String, Map> settings) {
		def model = trackMate('Model').newInstance()
		model.logger = trackMate('Logger').VOID_LOGGER
		def calibration = movie.calibration
		model.setPhysicalUnits(calibration.unit ?: 'pixel', calibration.timeUnit ?: 'frame')
		declareFeatures(model)
		def all = trackMate('SpotCollection').newInstance(), byClass = [:]
		found.each {
			def made = spot(it)
			all.add(made.spot, made.frame)
			if (!byClass.containsKey(it.name)) byClass[it.name] = trackMate('SpotCollection').newInstance()
			byClass[it.name].add(made.spot, made.frame)
		}
		all.setVisible(true)
		byClass.values()*.setVisible(true)
		model.setSpots(all, false)
		model.setTracks(link(factory, byClass, settings), false)
		model.trackModel.trackIDs(false).each { id ->
			def members = model.trackModel.trackSpots(id)
			if (members) model.trackModel.setName(id, "${members.first().name} ${id}".toString())
		}
		model
	}

	def settings(factory, Map linking) {
		def settings = trackMate('Settings').newInstance([movie] as Object[])
		settings.detectorFactory = trackMate('detection.ManualDetectorFactory').newInstance()
		settings.detectorSettings = settings.detectorFactory.defaultSettings
		settings.trackerFactory = factory
		settings.trackerSettings = linking
		settings.addAllAnalyzers()
		settings
	}

	void write(trackmate, String log, Path file) {
		def part = Files.createTempFile('trackmate', '.xml')
		try {
			def writer = trackMate('io.TmXmlWriter').newInstance([part.toFile(), trackMate('Logger').VOID_LOGGER] as Object[])
			writer.appendLog(log)
			writer.appendModel(trackmate.model)
			writer.appendSettings(trackmate.settings)
			writer.appendGUIState('ConfigureViews')
			writer.appendDisplaySettings(trackMate('gui.displaysettings.DisplaySettingsIO').readUserDefault())
			writer.writeToFile()
			AtomicFiles.write(file.toAbsolutePath(), { stream -> Files.copy(part, stream) })
		}
		finally {
			Files.deleteIfExists(part)
		}
	}

	void show(trackmate) {
		if (movie.window == null) movie.show()
		def selection = trackMate('SelectionModel').newInstance([trackmate.model] as Object[])
		def display = trackMate('gui.displaysettings.DisplaySettingsIO').readUserDefault()
		trackMate('visualization.hyperstack.HyperStackDisplayer').newInstance([trackmate.model, selection, movie, display] as Object[]).render()
		def wizard = trackMate('gui.wizard.TrackMateWizardSequence').newInstance([trackmate, selection, display] as Object[])
		wizard.setCurrent('ConfigureViews')
		def frame = wizard.run("TrackMate on ${movie.shortTitle}".toString())
		trackMate('gui.GuiUtils').positionWindow(frame, movie.window)
		frame.visible = true
	}

	/** @return the line to end with */
	String run() {
		type(PACKAGE + 'TrackMate')
		def target = keys.output.strip()
		if (target.isEmpty() && GraphicsEnvironment.headless)
			throw new UserException('output: there is no display for the window of TrackMate; give output=FILE.xml.')
		movie = open()
		framesOf(movie)
		def found = read()
		classes = found*.name.unique().sort()
		def factory = trackMate('tracking.jaqaman.SparseLAPTrackerFactory').newInstance()
		def linkings = classes.collectEntries { name -> [name, linking(factory, medianSize(found.findAll { it.name == name }))] }
		def model = model(found, factory, linkings)
		def widest = linkings.values().max { it.LINKING_MAX_DISTANCE }
		def trackmate = trackMate('TrackMate').newInstance([model, settings(factory, widest)] as Object[])
		trackmate.computeSpotFeatures(false)
		trackmate.computeEdgeFeatures(false)
		trackmate.computeTrackFeatures(false)
		def legend = classes.withIndex().collect { name, i -> "SSD_CLASS ${i + 1}: ${name}" }.join('\n')
		if (target.isEmpty()) show(trackmate)
		else write(trackmate, legend + '\n', Path.of(target))
		int tracks = model.trackModel.trackIDs(false).size()
		"${movie.title}: ${found.size()} spots of ${classes.size()} ${classes.size() == 1 ? 'class' : 'classes'} in ${tracks} ${tracks == 1 ? 'track' : 'tracks'}" +
			(target.isEmpty() ? '' : "; written to ${target}")
	}
}

def say = { line -> GraphicsEnvironment.headless ? log.info(line) : IJ.log(line) }
def keys = [image: image, detections: detections, score: score, linking_distance: linking_distance,
	gap_distance: gap_distance, max_gap: max_gap, output: output].collectEntries { key, value -> [key, value ?: ''] }
[score: '0', linking_distance: 'auto', gap_distance: 'auto', max_gap: '2'].each { key, value -> if (keys[key].isBlank()) keys[key] = value }
String failure = null
try {
	say(new SsdToTrackMate(keys: keys, say: say).run())
}
catch (UserException e) {
	failure = OneLine.of(e.message)
}
catch (IOException e) {
	failure = OneLine.of("output: ${keys.output} cannot be written: ${OneLine.of(e)}")
}
if (failure != null) {
	if (GraphicsEnvironment.headless) log.error(failure)
	else if (IJ.macro) IJ.log(failure)
	else IJ.showMessage('SSD to TrackMate', failure)
	if (IJ.macro) try { // without the throw, ImageJ ends the macro in order
		if (Interpreter.instance == null) Macro.abort() else IJ.error('SSD', failure)
	}
	catch (RuntimeException e) {
		if (e.message != Macro.MACRO_CANCELED) throw e
	}
}
null
