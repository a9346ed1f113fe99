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
package sc.fiji.ssd.imagej.mask;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.scijava.plugin.Plugin;

import sc.fiji.ssd.data.AnnotatedImage;
import sc.fiji.ssd.data.Dataset;
import sc.fiji.ssd.data.DatasetBuilder;
import sc.fiji.ssd.data.DatasetFormat;
import sc.fiji.ssd.data.GroundTruth;
import sc.fiji.ssd.data.ImageSize;
import sc.fiji.ssd.data.Recognition;
import sc.fiji.ssd.data.layout.AutomaticSplit;
import sc.fiji.ssd.data.layout.ImageNames;
import sc.fiji.ssd.data.layout.PairedLayout;
import sc.fiji.ssd.data.layout.SplitNames;
import sc.fiji.ssd.data.mask.MaskPlane;
import sc.fiji.ssd.data.mask.MaskSettings;
import sc.fiji.ssd.io.UserException;

/**
 * Images with masks: label images, a file for each object, a stack of objects, or a
 * folder for each class. The box of an object encloses its pixels. {@link MaskFiles} says
 * which files are masks, {@link MaskSettings} how they are read.
 */
@Plugin(type = DatasetFormat.class, priority = 300, name = "masks",
	description = "images with masks in a folder masks, or NAME_masks.tif next to NAME.tif")
public final class MaskFormat implements DatasetFormat {

	/** More objects in one image than any has: the mask is a photograph. */
	private static final int MOST_OBJECTS = 65_535;

	private static final PairedLayout LAYOUT = new PairedLayout(MaskFiles.FOLDERS, MaskFiles::partner)
		.annotationsAre(MaskFiles::isMask);

	@Override
	public Recognition recognise(final Path folder) {
		if (LAYOUT.isThere(folder) || !bowl(folder, null).isEmpty()) return Recognition.yes();
		return MaskFiles.FOLDERS.stream().map(folder::resolve).anyMatch(Files::isDirectory)
			? Recognition.nearly("it has a folder of masks, but no images with the same names")
			: Recognition.no("it has no masks");
	}

	/** An image and its masks. */
	private record Member(String name, Path file, List<MaskFiles.Mask> masks) {}

	/** The layout of the Data Science Bowl of 2018: a folder for each image. */
	private static List<Member> bowl(final Path folder, final String part) {
		final Path root = part == null ? folder : folder.resolve(part);
		final List<Member> members = new ArrayList<>();
		for (final Path one : MaskFiles.folders(root)) {
			final Path images = one.resolve("images"), masks = one.resolve("masks");
			if (!Files.isDirectory(images) || !Files.isDirectory(masks)) continue;
			for (final Path image : ImageNames.list(images))
				members.add(new Member(one.getFileName() + "/" + image.getFileName(), image,
					MaskFiles.masksIn(masks).stream().map(file -> new MaskFiles.Mask(null, file, true)).toList()));
		}
		return members;
	}

	private static List<Member> members(final Path folder, final String split, final DatasetBuilder builder) {
		for (final String part : SplitNames.of(split))
			if (!bowl(folder, part).isEmpty()) return bowl(folder, part);
		if (!LAYOUT.isThere(folder)) return AutomaticSplit.choose(bowl(folder, null), split, Member::name, member -> true,
			folder.toString(), builder::warn);
		final List<Member> members = new ArrayList<>();
		int without = 0;
		for (final PairedLayout.Member member : LAYOUT.members(folder, split, builder::warn)) {
			if (member.annotations() == null) without++;
			else members.add(new Member(member.name(), member.file(), masks(member)));
		}
		if (without > 0) builder.warn(folder + ": " + without + (without == 1 ? " image of split " : " images of split ") +
			split + (without == 1 ? " has" : " have") + " no mask, so they are not annotated; left out");
		return members;
	}

	/** All masks of an image, of which one was found. */
	private static List<MaskFiles.Mask> masks(final PairedLayout.Member member) {
		Path folder = member.annotations().getParent();
		final boolean inner = folder.getFileName() != null && !MaskFiles.FOLDERS.contains(folder.getFileName().toString()) &&
			folder.getParent() != null && MaskFiles.of(member.file(), folder.getParent()).stream()
				.anyMatch(mask -> mask.file().equals(member.annotations()));
		if (inner) folder = folder.getParent();
		return MaskFiles.of(member.file(), folder);
	}

	@Override
	public Dataset open(final Path folder, final String split) {
		final MaskSettings settings = MaskSettings.of(folder);
		final DatasetBuilder builder = new DatasetBuilder(folder.toString());
		final List<MaskObjects> images = new ArrayList<>();
		for (final Member member : members(folder, split, builder))
			images.add(read(member, settings));
		final boolean binary = images.stream().allMatch(MaskObjects::isBinary);
		final boolean connected = !settings.classes().isEmpty() || settings.objects().equals(MaskSettings.CONNECTED) ||
			settings.objects().equals(MaskSettings.AUTO) && binary;
		final boolean guessed = settings.objects().equals(MaskSettings.AUTO) && settings.classes().isEmpty() && binary &&
			images.stream().anyMatch(image -> !image.single());
		if (guessed) builder.warn(folder + ": no mask has more than one value, so connected pixels are treated as objects (" +
			MaskSettings.FILE + " with objects: labels makes each mask one object)");
		long small = 0;
		for (final MaskObjects image : images)
			small += image.addTo(builder, settings, connected);
		if (small > 0) builder.warn(folder + ": " + small + (small == 1 ? " object has" : " objects have") +
			" fewer than " + settings.smallest() + " pixels; left out");
		return builder.build();
	}

	private static MaskObjects read(final Member member, final MaskSettings settings) {
		final ImageSize size = ImageSize.of(member.file());
		final Map<Integer, List<MaskObjects.Found>> planes = new HashMap<>();
		int width = size == null ? 0 : size.width(), height = size == null ? 0 : size.height();
		boolean single = false;
		final int stack = member.masks().size() == 1 && !member.masks().get(0).single() ? MaskObjects.planes(member.file()) : 1;
		for (final MaskFiles.Mask mask : member.masks()) {
			final List<MaskPlane> values = MaskImage.read(mask.file());
			final boolean byPlane = values.size() > 1 && values.size() == stack;
			single |= mask.single() || values.size() > 1 && !byPlane;
			for (int i = 0; i < values.size(); i++) {
				final MaskObjects.Found found = MaskObjects.Found.of(values.get(i), mask, settings,
					mask.single() || values.size() > 1 && !byPlane);
				if (width == 0) {
					width = found.width();
					height = found.height();
				}
				if (found.width() != width || found.height() != height) throw new UserException(mask.file() + ": has " +
					found.width() + " x " + found.height() + " pixels, its image has " + width + " x " + height +
					"; replace the mask or the image");
				planes.computeIfAbsent(byPlane ? i : 0, plane -> new ArrayList<>()).add(found);
			}
		}
		final MaskObjects objects = new MaskObjects(member.name(), member.file(), width, height, planes, single);
		if (objects.most() > MOST_OBJECTS) throw new UserException(member.masks().get(0).file() + ": has " + objects.most() +
			" objects, so it is probably an image rather than a mask; replace it");
		return objects;
	}

	/** @return the name of a plane of an image */
	static String planeName(final String name, final int plane) {
		return AnnotatedImage.planeName(name, plane + 1);
	}

	/** @return an object of a mask */
	static GroundTruth truth(final MaskPlane.Region region, final String className) {
		return new GroundTruth(region.box(), className, false, false, region.pixels());
	}
}
