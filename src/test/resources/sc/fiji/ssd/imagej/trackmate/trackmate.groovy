// Stand-ins for the classes of TrackMate that the script calls: they keep what they are given.
package fiji.plugin.trackmate

enum Dimension { NONE, QUALITY, LENGTH }

class Logger {
	static final Logger VOID_LOGGER = new Logger()
}

class Spot {
	String name
	double quality
	double[] x, y
	Map<String, Double> features = [:]
	int frame
	void putFeature(String key, Double value) { features[key] = value }
	double distance(Spot other) { Math.hypot(x.sum() - other.x.sum(), y.sum() - other.y.sum()) / 4 }
}

class SpotRoi {
	static Spot createSpot(double[] x, double[] y, double quality) { new Spot(x: x, y: y, quality: quality) }
}

class SpotCollection {
	List<Spot> spots = []
	boolean visible
	void add(Spot spot, Integer frame) { spot.frame = frame; spots << spot }
	void setVisible(boolean value) { visible = value }
}

class Graph {
	List<Spot> vertices = []
	List<Edge> edges = []
	List<Spot> vertexSet() { vertices }
	List<Edge> edgeSet() { edges }
	boolean addVertex(Spot spot) { vertices << spot }
	Edge addEdge(Spot from, Spot to) { def edge = new Edge(from: from, to: to); edges << edge; edge }
	Spot getEdgeSource(Edge edge) { edge.from }
	Spot getEdgeTarget(Edge edge) { edge.to }
	double getEdgeWeight(Edge edge) { edge.weight }
	void setEdgeWeight(Edge edge, double weight) { edge.weight = weight }
}

class Edge {
	Spot from, to
	double weight
}

class FeatureModel {
	Map<String, Dimension> dimensions = [:]
	Map<String, Boolean> whole = [:]
	void declareSpotFeatures(Collection<String> features, Map names, Map shortNames, Map dimensions, Map isInt) {
		features.each { assert names[it] && shortNames[it] && dimensions[it] instanceof Dimension && isInt[it] != null }
		this.dimensions = dimensions
		whole = isInt
	}
}

class TrackModel {
	List<Set<Spot>> tracks = []
	Map<Integer, String> names = [:]
	Set<Integer> trackIDs(boolean visibleOnly) { (0..<tracks.size()) as Set }
	Set<Spot> trackSpots(Integer id) { tracks[id] }
	void setName(Integer id, String name) { names[id] = name }
}

class Model {
	Logger logger
	FeatureModel featureModel = new FeatureModel()
	TrackModel trackModel = new TrackModel()
	SpotCollection spots
	String space, time
	void setPhysicalUnits(String spaceUnits, String timeUnits) { space = spaceUnits; time = timeUnits }
	void setSpots(SpotCollection all, boolean notify) { spots = all }
	void setTracks(Graph graph, boolean notify) {
		Map<Spot, Set<Spot>> track = graph.vertices.collectEntries { [it, [it] as LinkedHashSet] }
		graph.edges.each { edge ->
			def joined = (track[edge.from] + track[edge.to]) as LinkedHashSet
			joined.each { track[it] = joined }
		}
		trackModel.tracks = track.values().unique(false) { a, b -> a.is(b) ? 0 : 1 }.findAll { it.size() > 1 }
	}
}

class Settings {
	ij.ImagePlus image
	def detectorFactory, detectorSettings, trackerFactory, trackerSettings
	Settings(ij.ImagePlus image) { this.image = image }
	void addAllAnalyzers() {}
}

class TrackMate {
	Model model
	Settings settings
	TrackMate(Model model, Settings settings) { this.model = model; this.settings = settings }
	boolean computeSpotFeatures(boolean log) { true }
	boolean computeEdgeFeatures(boolean log) { true }
	boolean computeTrackFeatures(boolean log) { true }
}
