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
package sc.fiji.ssd.site;

import java.util.List;

/** Which names jars have in Fiji. */
final class SiteLayout {

	private static final String ND4J = "org.nd4j";
	private static final String DEEPLEARNING4J = "org.deeplearning4j";

	private SiteLayout() {}

	/**
	 * The path of a library in Fiji's folder.
	 * <ul>
	 * <li>All jars lie in one folder, so {@code guava-1.0.0-M2.1.jar} of ND4J would
	 * pass for a version of Fiji's Guava: such names get the project's name before
	 * them.</li>
	 * <li>Two natives of one module keep Fiji from starting. The Updater recognises a version only before a plain
	 * platform, so that {@code nd4j-native-1.0.0-M2.1-linux-x86_64-onednn-avx2.jar} would never be replaced by a newer
	 * one, nor by another site's {@code nd4j-native-1.0.0-M2.1-linux-x86_64.jar}, which is the same module. So ND4J's
	 * have the latter name whatever the variant; of others, each variant of which is its own module, what follows the
	 * platform goes before the version.</li>
	 * </ul>
	 *
	 * @param artifact the library
	 * @param platform the platform that it is for; null if it is for all
	 */
	static String filename(final Artifact artifact, final Platform platform) {
		final String name = prefix(artifact) + artifact.name();
		if (platform == null) {
			return "jars/" + name + (artifact.classifier().isEmpty() ? "" : "-" + artifact.classifier()) + "-" +
				artifact.version() + ".jar";
		}
		final String variant = artifact.group().equals(ND4J)
			? ""
			: artifact.classifier().substring(platform.javacpp().length());
		return "jars/" + platform.fiji() + "/" + name + variant + "-" + artifact.version() + "-" + platform.javacpp() +
			".jar";
	}

	private static String prefix(final Artifact artifact) {
		final String project = switch (artifact.group()) {
			case ND4J -> "nd4j-";
			case DEEPLEARNING4J -> "deeplearning4j-";
			default -> "";
		};
		return artifact.name().startsWith(project) ? "" : project;
	}

	/** @return the platform that an artifact is for; null if it is for all */
	static Platform platform(final Artifact artifact, final List<Platform> platforms) {
		for (final Platform platform : platforms)
			if (artifact.classifier().equals(platform.javacpp()) ||
				artifact.classifier().startsWith(platform.javacpp() + "-")) return platform;
		return null;
	}
}
