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
package sc.fiji.ssd.evaluate;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;

import sc.fiji.ssd.Golden;
import sc.fiji.ssd.box.Box;
import sc.fiji.ssd.data.AnnotatedImage;
import sc.fiji.ssd.data.Dataset;
import sc.fiji.ssd.data.GroundTruth;
import sc.fiji.ssd.detect.Detection;

/** A dataset that is written down in a test. */
public record TestDataset(List<AnnotatedImage> images, List<String> classNames) implements Dataset {

	/** As {@link Golden} data has it. */
	public record Scene(TestDataset truth, Map<String, List<Detection>> detections, JsonObject expected) {}

	@Override
	public String location() {
		return "test";
	}

	@Override
	public List<String> warnings() {
		return List.of();
	}

	@Override
	public String digest() {
		return "";
	}

	static AnnotatedImage image(final String name, final GroundTruth... objects) {
		return new AnnotatedImage(name, Path.of(name), 400, 400, List.of(objects));
	}

	static GroundTruth truth(final String name, final double xMin, final double yMin, final double xMax,
		final double yMax)
	{
		return new GroundTruth(new Box(xMin, yMin, xMax, yMax), name);
	}

	public static Detection found(final String name, final double score, final double xMin, final double yMin,
		final double xMax, final double yMax)
	{
		return new Detection(new Box(xMin, yMin, xMax, yMax), 1, name, score);
	}

	public static Scene golden(final String metric) {
		final JsonObject all = Golden.read("metrics"), scene = all.getAsJsonObject(metric);
		final int images = scene.get("images").getAsInt();
		final List<List<GroundTruth>> truths = new ArrayList<>();
		final Map<String, List<Detection>> detections = new LinkedHashMap<>();
		for (int i = 0; i < images; i++) {
			truths.add(new ArrayList<>());
			detections.put("image" + i, new ArrayList<>());
		}
		for (final JsonElement e : scene.getAsJsonArray("truths")) {
			final JsonObject t = e.getAsJsonObject();
			final double area = t.has("area") ? t.get("area").getAsDouble() : box(t).area();
			truths.get(t.get("image").getAsInt()).add(new GroundTruth(box(t), t.get("class").getAsString(),
				t.get("difficult").getAsBoolean(), t.get("crowd").getAsBoolean(), area));
		}
		for (final JsonElement e : scene.getAsJsonArray("detections")) {
			final JsonObject d = e.getAsJsonObject();
			detections.get("image" + d.get("image").getAsInt())
				.add(new Detection(box(d), 1, d.get("class").getAsString(), d.get("score").getAsDouble()));
		}
		final List<AnnotatedImage> annotated = new ArrayList<>();
		for (int i = 0; i < images; i++)
			annotated.add(image("image" + i, truths.get(i).toArray(GroundTruth[]::new)));
		final List<String> classes = new ArrayList<>();
		all.getAsJsonArray("classes").forEach(c -> classes.add(c.getAsString()));
		return new Scene(new TestDataset(annotated, classes), detections, scene.getAsJsonObject("expected"));
	}

	/** VOC's numbers to ours. */
	private static Box box(final JsonObject of) {
		final double[] b = Golden.doubles(of.get("box"));
		return new Box(b[0] - 1, b[1] - 1, b[2], b[3]);
	}
}
