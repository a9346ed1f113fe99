/*-
 * #%L
 * Trains, runs and evaluates SSD, the Single Shot MultiBox Detector (Liu et al., ECCV 2016), inside Fiji and ImageJ.
 * %%
 * Copyright (C) 2026 SSD for Fiji developers.
 * %%
 * Redistribution and use in source and binary forms, with or without
 * modification, are permitted provided that the following conditions are met:
 * 
 * 1. Redistributions of source code must retain the above copyright notice,
 *    this list of conditions and the following disclaimer.
 * 2. Redistributions in binary form must reproduce the above copyright notice,
 *    this list of conditions and the following disclaimer in the documentation
 *    and/or other materials provided with the distribution.
 * 
 * THIS SOFTWARE IS PROVIDED BY THE COPYRIGHT HOLDERS AND CONTRIBUTORS "AS IS"
 * AND ANY EXPRESS OR IMPLIED WARRANTIES, INCLUDING, BUT NOT LIMITED TO, THE
 * IMPLIED WARRANTIES OF MERCHANTABILITY AND FITNESS FOR A PARTICULAR PURPOSE
 * ARE DISCLAIMED. IN NO EVENT SHALL THE COPYRIGHT HOLDERS OR CONTRIBUTORS BE
 * LIABLE FOR ANY DIRECT, INDIRECT, INCIDENTAL, SPECIAL, EXEMPLARY, OR
 * CONSEQUENTIAL DAMAGES (INCLUDING, BUT NOT LIMITED TO, PROCUREMENT OF
 * SUBSTITUTE GOODS OR SERVICES; LOSS OF USE, DATA, OR PROFITS; OR BUSINESS
 * INTERRUPTION) HOWEVER CAUSED AND ON ANY THEORY OF LIABILITY, WHETHER IN
 * CONTRACT, STRICT LIABILITY, OR TORT (INCLUDING NEGLIGENCE OR OTHERWISE)
 * ARISING IN ANY WAY OUT OF THE USE OF THIS SOFTWARE, EVEN IF ADVISED OF THE
 * POSSIBILITY OF SUCH DAMAGE.
 * #L%
 */
package sc.fiji.ssd.model.weights;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Stream;

import sc.fiji.ssd.engine.Layer;
import sc.fiji.ssd.engine.NamedWeights;
import sc.fiji.ssd.engine.NetworkSpec;
import sc.fiji.ssd.io.FileAccess;
import sc.fiji.ssd.io.UserException;
import sc.fiji.ssd.model.Initialization;
import sc.fiji.ssd.model.ModelFile;
import sc.fiji.ssd.model.Preprocessing;
import sc.fiji.ssd.model.Presets;
import sc.fiji.ssd.model.SsdArchitecture;
import sc.fiji.ssd.model.SsdArchitecture.SourceMap;
import sc.fiji.ssd.model.SsdModel;
import sc.fiji.ssd.model.TransferredWeights;
import sc.fiji.ssd.model.weights.file.StoredArray;
import sc.fiji.ssd.model.weights.file.WeightFile;

/**
 * Makes a model of weights that others published.
 *
 * <pre>{@code
 * SsdModel model = WeightImport.read(Path.of("ssd300_vgg16_coco.pth"), WeightImport.AUTO, "", List.of());
 * }</pre>
 * <p>
 * Reads {@code .caffemodel}, {@code .pth} (both containers), {@code .safetensors}
 * and Keras' {@code .h5}; a file is parsed, nothing in it is run. Weights of an SSD
 * (of Caffe's, amdegroot's, lufficc's or torchvision's naming) become a model that
 * detects as its origin does. Weights of VGG16 trained on ImageNet become a model
 * to train from: conv1_1 to conv5_3 as they are, fc6 and fc7 subsampled, the rest
 * drawn at random.
 * </p>
 */
public final class WeightImport {

	/** The word that leaves format, preset and classes to the file. */
	public static final String AUTO = "auto";

	/** Lines of a mismatch that are shown. */
	private static final int SHOWN = 5;

	private final WeightFile file;
	private final String preset;
	private final List<String> classNames;
	private final Consumer<String> log;

	private WeightImport(final WeightFile file, final String preset, final List<String> classNames,
		final Consumer<String> log)
	{
		this.file = file;
		this.preset = preset;
		this.classNames = classNames;
		this.log = log;
	}

	/** @return the names of the formats, {@link #AUTO} left aside */
	public static List<String> formats() {
		return Stream.concat(Arrays.stream(SsdLayout.values()).map(SsdLayout::key),
			Arrays.stream(BaseLayout.values()).map(BaseLayout::key)).toList();
	}

	/**
	 * @param source file of weights
	 * @param format {@link #AUTO}, or one of {@link #formats()}
	 * @param preset name or path of an architecture; empty: found from the number
	 *          of heads and classes, for VGG16 {@code ssd300-voc}
	 * @param classNames without background, in the order of the weights; none: those
	 *          of VOC or COCO if the number fits
	 * @return the model
	 * @throws UserException if the file is damaged or holds other things than weights,
	 *           if no format has its names, or its arrays do not fit the network
	 */
	public static SsdModel read(final Path source, final String format, final String preset,
		final List<String> classNames)
	{
		return read(source, format, preset, classNames, line -> {});
	}

	/**
	 * Says what it took from the file and what it had to guess; see the other method.
	 *
	 * @param source file of weights
	 * @param format {@link #AUTO}, or one of {@link #formats()}
	 * @param preset name or path of an architecture, or empty
	 * @param classNames without background, or none
	 * @param log receives the lines
	 * @return the model
	 * @throws UserException as the other method does, and if the preset contradicts
	 *           the default boxes that a .caffemodel describes
	 */
	public static SsdModel read(final Path source, final String format, final String preset,
		final List<String> classNames, final Consumer<String> log)
	{
		try (WeightFile file = WeightFile.open(source)) {
			return new WeightImport(file, preset, classNames, log).read(format);
		}
	}

	private SsdModel read(final String format) {
		final Set<String> names = file.arrays().keySet();
		final Optional<SsdLayout> ssd = format.equals(AUTO)
			? SsdLayout.of(names)
			: Arrays.stream(SsdLayout.values()).filter(l -> l.key().equals(format)).findFirst();
		if (ssd.isPresent()) return detector(ssd.get());
		final Optional<BaseLayout> base = format.equals(AUTO)
			? BaseLayout.of(names)
			: Arrays.stream(BaseLayout.values()).filter(l -> l.key().equals(format)).findFirst();
		if (base.isPresent()) return start(base.get());
		if (!format.equals(AUTO))
			throw new UserException(
				"format: '" + format + "' is not one of " + AUTO + ", " + String.join(", ", formats()) + ".");
		throw new UserException("source: the arrays of " + file.path() + " do not have the names used by " +
			String.join(", ", formats()) + " (the first is " +
			(names.isEmpty() ? "none" : String.join(", ", names.stream().limit(3).toList())) +
			"); give weights of one of these programs.");
	}

	private SsdModel detector(final SsdLayout layout) {
		final Optional<ExportedModel> own = preset.isEmpty() && classNames.isEmpty()
			? ExportedModel.of(file.path(), file.metadata())
			: Optional.empty();
		final SsdArchitecture architecture = own.map(ExportedModel::architecture)
			.orElseGet(() -> layout == SsdLayout.CAFFE ? caffe() : layout.adapt(architecture(layout)));
		final int classes = classes(layout, architecture);
		final List<String> named = own.map(ExportedModel::classNames).orElseGet(() -> named(classes - 1));
		final Map<String, int[]> shapes = architecture.network(named.size() + 1).parameterShapes();
		final Map<String, String> names = layout.names(architecture);
		check(layout, architecture, shapes, names);
		final Map<String, NamedWeights.Array> arrays = new LinkedHashMap<>();
		shapes
			.forEach((name, shape) -> arrays.put(name, array(name, shape, file.arrays().get(names.get(name)).read())));
		return new SsdModel(architecture, named, own.map(ExportedModel::preprocessing).orElseGet(() -> preprocessing(layout)),
			provenance(layout.key()), new NamedWeights(arrays));
	}

	/** The architecture that a .caffemodel describes itself; where it has no PriorBox layers, a preset's default boxes. */
	private SsdArchitecture caffe() {
		return FileAccess.get(() -> {
			final CaffeArchitecture described = new CaffeArchitecture(file);
			final Optional<SsdArchitecture> layers = preset.isEmpty()
				? described.preset()
				: Optional.of(Presets.load(preset));
			if (layers.isEmpty()) return SsdLayout.CAFFE.adapt(architecture(SsdLayout.CAFFE));
			if (!described.hasDefaultBoxes()) return withoutDefaultBoxes(described);
			final SsdArchitecture own = described.described(SsdLayout.CAFFE.adapt(described.preset().orElse(layers.get())));
			if (!preset.isEmpty()) {
				final SsdArchitecture asked = SsdLayout.CAFFE.adapt(layers.get());
				final String difference = CaffeArchitecture.difference(asked, own);
				if (difference != null)
					throw new UserException("preset: " + preset + " contradicts " + file.path() + ", which has " +
						difference + "; leave preset empty to use the settings in the file.");
				return asked.with(true, own.clipping(), own.decoding());
			}
			final SsdArchitecture named = CaffeArchitecture.named(own);
			log.accept("Default boxes, variances and clipping: from the file's PriorBox layers (" +
				(named == own ? "like none of the presets" : "those of " + named.name()) + ")");
			if (!described.thresholds().isEmpty())
				log.accept("The file's own detection settings: " + described.thresholds());
			return named;
		}, e -> "source: " + file.path() + " cannot be imported: " + e.getMessage() + ".");
	}

	private SsdArchitecture withoutDefaultBoxes(final CaffeArchitecture described) throws IOException {
		final SsdArchitecture boxes = architecture(SsdLayout.CAFFE);
		log.accept("The file has no PriorBox layers, so it does not say which default boxes it was trained with; those of " +
			boxes.name() + " are used" + (preset.isEmpty()
				? ", by the number of source maps and classes. If it was trained with others, import it again with preset="
				: "."));
		return SsdLayout.CAFFE.adapt(preset.isEmpty() ? described.withChannels(boxes) : boxes);
	}

	/** What a .caffemodel's data layer does with pixels, otherwise what the implementation does. */
	private Preprocessing preprocessing(final SsdLayout layout) {
		final Preprocessing usual = layout.preprocessing();
		return FileAccess.get(() -> {
			final List<Double> mean = file.caffe().mean();
			final double scale = file.caffe().scale();
			if (mean.isEmpty() || mean.equals(usual.mean()) && scale == usual.scale()) return usual;
			if (!(scale > 0)) throw new IOException("its data layer multiplies with " + scale);
			log.accept("Mean " + mean + " and scale " + scale + ": from the file's data layer");
			return new Preprocessing(usual.order(), mean, scale, usual.channels(), usual.intensityRange(),
				usual.resizing(), null);
		}, e -> "source: " + file.path() + " cannot be imported: " + e.getMessage() + ".");
	}

	/** The preset of the number of source maps and classes, or the one that was requested. */
	private SsdArchitecture architecture(final SsdLayout layout) {
		if (!preset.isEmpty()) return Presets.load(preset);
		final String input = sources(layout, Presets.load("ssd512-voc")) == 7 ? "ssd512" : "ssd300";
		if (layout == SsdLayout.TORCHVISION) return Presets.load(input + "-coco");
		final List<String> names = ClassNames.ofCount(classes(layout, Presets.load(input + "-voc")) - 1);
		if (names == null)
			throw new UserException("preset: the number of classes in " + file.path() +
				" does not say which default boxes it was trained with; give one of " +
				String.join(", ", Presets.MAIN) + ".");
		return Presets.load(input + (names == ClassNames.VOC ? "-voc" : "-coco"));
	}

	private int sources(final SsdLayout layout, final SsdArchitecture architecture) {
		final Map<String, String> names = layout.names(architecture);
		return (int) architecture.sources().stream().filter(s -> file.arrays().containsKey(names.get(location(s))))
			.count();
	}

	/** @return the number of classes, background included, that the first source map's heads say */
	private int classes(final SsdLayout layout, final SsdArchitecture architecture) {
		final SourceMap source = architecture.sources().get(0);
		final String name = layout.names(architecture).get(source.readByHeads() + "_mbox_conf" + NamedWeights.WEIGHT);
		final StoredArray confidence = file.arrays().get(name);
		if (confidence == null)
			throw new UserException("source: " + file.path() + " has no " + name + ", so it is not an SSD of " +
				layout.key() + "; give another format.");
		final int boxes = source.boxes(), outputs = confidence.shape().length == 0 ? 0 : confidence.shape()[0];
		if (outputs < 2 * boxes || outputs % boxes != 0)
			throw new UserException("source: " + name + " in " + file.path() + " is " + confidence.describe() +
				", whose first number is not a multiple of the " + boxes + " boxes of " + architecture.name() +
				"; give the preset it was trained with.");
		return outputs / boxes;
	}

	private static String location(final SourceMap source) {
		return source.readByHeads() + "_mbox_loc" + NamedWeights.WEIGHT;
	}

	private List<String> named(final int count) {
		if (classNames.isEmpty()) {
			final Map<Path, List<String>> labels = new LinkedHashMap<>();
			LabelMap.besides(file.path()).forEach(f -> labels.put(f, LabelMap.read(f)));
			labels.values().removeIf(names -> names.size() != count);
			if (labels.size() == 1) {
				final Map.Entry<Path, List<String>> only = labels.entrySet().iterator().next();
				log.accept("Class names: from " + only.getKey());
				return only.getValue();
			}
			final List<String> known = ClassNames.ofCount(count);
			if (known == null)
				throw new UserException("classes: " + file.path() + " has " + count +
					" classes but not their names; give classes=NAME,NAME,... or the path of Caffe's labelmap_*.prototxt.");
			log.accept("Class names: those of " + (known == ClassNames.VOC ? "PASCAL VOC" : "COCO") +
				", because the file has " + count + " classes");
			return known;
		}
		if (classNames.size() != count)
			throw new UserException("classes: " + classNames.size() + " names are given, but " + file.path() + " has " +
				count + " classes; give that many names, without the background.");
		return classNames;
	}

	private void check(final SsdLayout layout, final SsdArchitecture architecture, final Map<String, int[]> shapes,
		final Map<String, String> names)
	{
		final List<String> lines = new ArrayList<>();
		final Set<String> unused = new TreeSet<>(file.arrays().keySet());
		shapes.forEach((name, shape) -> {
			final String theirs = names.get(name);
			unused.remove(theirs);
			final StoredArray array = file.arrays().get(theirs);
			final String who = name.equals(theirs) ? name : name + " (" + theirs + ")";
			if (array == null) lines.add(who + " is missing, expected " + Arrays.toString(shape));
			else
				if (!(layout == SsdLayout.CAFFE
					? Arrays.equals(significant(array.shape()), significant(shape))
					: Arrays.equals(array.shape(), shape)))
					lines.add(who + " is " + array.describe() + ", expected " + Arrays.toString(shape));
		});
		for (final String name : unused)
			lines.add(name + " " + file.arrays().get(name).describe() + " does not exist in the network");
		refuse(layout.key(), architecture, lines);
	}

	private void refuse(final String layout, final SsdArchitecture architecture, final List<String> lines) {
		if (lines.isEmpty()) return;
		final String more = lines.size() > SHOWN ? "; and " + (lines.size() - SHOWN) + " more" : "";
		throw new UserException("source: " + file.path() + " (" + layout + ") does not fit " + architecture.name() +
			": " + String.join("; ", lines.subList(0, Math.min(SHOWN, lines.size()))) + more +
			". Give the preset it was trained with.");
	}

	/** Caffe's old blobs have four dimensions, ones first. */
	private static int[] significant(final int[] shape) {
		int ones = 0;
		while (ones < shape.length && shape[ones] == 1)
			ones++;
		return Arrays.copyOfRange(shape, ones, shape.length);
	}

	private SsdModel start(final BaseLayout layout) {
		final SsdArchitecture architecture = Presets.load(preset.isEmpty() ? Presets.NAMES.get(0) : preset);
		final List<String> named = !classNames.isEmpty()
			? classNames
			: architecture.name().endsWith("-coco") ? ClassNames.COCO : ClassNames.VOC;
		final NetworkSpec network = architecture.network(named.size() + 1);
		final Map<String, int[]> shapes = network.parameterShapes();
		final List<String> wanted = BaseLayout.wanted().stream().filter(shapes::containsKey).toList();
		final BaseWeights base = new BaseWeights(layout, file.arrays());
		refuse(layout.key(), architecture,
			wanted.stream().map(name -> base.mismatch(name, shapes.get(name))).filter(Objects::nonNull).toList());
		final Map<String, NamedWeights.Array> arrays = new LinkedHashMap<>(
			Initialization.heXavier(network, 0).arrays());
		for (final String name : wanted)
			arrays.put(name, array(name, shapes.get(name), base.read(name, shapes.get(name))));
		final Map<String, Object> provenance = provenance(layout.key());
		provenance.put(TransferredWeights.DRAWN_LAYERS,
			network.layers().stream().map(Layer::name).filter(layer -> shapes.containsKey(layer + NamedWeights.WEIGHT))
				.filter(layer -> !wanted.contains(layer + NamedWeights.WEIGHT)).toList());
		return new SsdModel(architecture, named, layout.preprocessing(), provenance, new NamedWeights(arrays));
	}

	/** Files of parts of a network may have NaN in place of the rest, as torchvision's {@code vgg16_features} has. */
	private NamedWeights.Array array(final String name, final int[] shape, final float[] values) {
		for (final float value : values)
			if (!Float.isFinite(value))
				throw new UserException("source: " + name + " in " + file.path() + " holds " + value +
					", so nothing can be detected with it; give a file with all weights.");
		return new NamedWeights.Array(shape, values);
	}

	private Map<String, Object> provenance(final String layout) {
		final Map<String, Object> provenance = new LinkedHashMap<>();
		provenance.put("importedFrom", file.path().getFileName().toString());
		provenance.put("importedFormat", layout);
		provenance.put("importedSha256", ModelFile.digest(file.path()));
		return provenance;
	}
}
