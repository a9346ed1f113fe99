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
package sc.fiji.ssd.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Locale;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.scijava.Context;
import org.scijava.plugin.PluginInfo;
import org.scijava.plugin.PluginService;

import sc.fiji.ssd.io.UserException;

/** Chooses among the installed engines only in name. */
class DefaultEngineServiceTest {

	private Context context;
	private EngineService engines;

	@BeforeEach
	void openContext() {
		context = new Context(PluginService.class, EngineService.class);
		final PluginService plugins = context.service(PluginService.class);
		plugins.removePlugins(plugins.getPluginsOfType(EngineProvider.class));
		add(plugins, Graphics.class, 1);
		add(plugins, Missing.class, 3);
		add(plugins, Processor.class, 2);
		engines = context.service(EngineService.class);
	}

	@AfterEach
	void disposeContext() {
		context.dispose();
	}

	@Test
	void autoTakesTheFirstUsableThatOffersWhatIsAskedFor() {
		assertEquals(List.of("missing", "processor", "graphics"), List.copyOf(engines.probe().keySet()));
		assertEquals("graphics", chosen("auto", "auto", "auto"), "a GPU goes first");
		assertEquals("processor", chosen("auto", "cpu", "auto"));
		assertEquals("processor", chosen("auto", "auto", "float32"));
		assertEquals("graphics", chosen("auto", "cuda", "auto"));
		assertEquals("graphics", chosen("auto", "cuda:0", "auto"));
		assertEquals("graphics", chosen("auto", "all", "auto"));
		assertEquals("graphics", chosen("auto", "cuda:0,cuda:1", "auto"));
		assertEquals("graphics", chosen("auto", "auto", "float16"));
		assertEquals("graphics", chosen("graphics", "auto", "auto"));
	}

	@Test
	void saysInOneLineWhyNoneIsTaken() {
		assertRefused("missing", "auto", "gone");
		assertRefused("auto", "cuda:1", "cuda:0 and float16, not cuda:1");
		assertRefused("none", "auto", "use auto or one of missing, processor, graphics");
	}

	@Test
	void makesAnEngineOnEveryDeviceThatTheChoiceLeavesOpen() {
		add(context.service(PluginService.class), Several.class, 4);
		assertEquals(List.of("cuda:0", "cuda:2"), devices("several", "auto"), "one of three has no memory left");
		assertEquals(List.of("cuda:2"), devices("several", "cuda:2"));
		final String message = assertThrows(UserException.class, () -> devices("several", "cuda:1")).getMessage();
		assertEquals("device: cuda:1 is full.", message);
	}

	/** Whatever is asked, the engine that is resolved is the one that would be made. */
	@Test
	void resolvesWhatWouldRun() {
		final String[] asked = { "auto", "cpu", "cuda", "cuda:0" };
		for (final String device : asked)
			for (final String precision : new String[] { "auto", "float32", "float16" }) {
				final EngineSettings settings = new EngineSettings("auto", device, precision, 0);
				final String made = message("auto", device, precision);
				if (!made.startsWith(NamedProvider.MADE)) {
					assertEquals(made,
						assertThrows(UserException.class, () -> engines.resolve(settings, false)).getMessage());
					continue;
				}
				final ResolvedEngine resolved = engines.resolve(settings, false);
				assertEquals(made, NamedProvider.MADE + resolved.description().engine());
				final boolean gpu = resolved.description().engine().equals("graphics");
				assertEquals(gpu ? "cuda:0" : "cpu", resolved.description().device());
				assertEquals(gpu ? "float16" : "float32", resolved.description().precision());
				assertEquals(gpu, resolved.isOnGpu());
				assertEquals(gpu ? 32 : 4, resolved.batch(), "the batch is that of the device that auto takes");
				assertEquals(gpu ? 32 : 8, engines.resolve(settings, true).batch());
			}
	}

	private List<String> devices(final String engine, final String device) {
		return engines.createOnAll(FormulaNetwork.NARROW, FormulaNetwork.formulaWeights(), new EngineSettings(engine, device, "auto", 0), 1).stream()
			.map(made -> made.description().device()).toList();
	}

	private void assertRefused(final String engine, final String device, final String reason) {
		final String message = message(engine, device, "auto");
		assertTrue(message.contains(reason), message);
		assertEquals(1, message.lines().count());
	}

	private String chosen(final String engine, final String device, final String precision) {
		return message(engine, device, precision).replace(NamedProvider.MADE, "");
	}

	private String message(final String engine, final String device, final String precision) {
		return assertThrows(UserException.class,
			() -> engines.create(null, new EngineSettings(engine, device, precision, 0), 1, false)).getMessage();
	}

	private static void add(final PluginService plugins, final Class<? extends EngineProvider> type,
		final double priority)
	{
		final PluginInfo<EngineProvider> info = new PluginInfo<>(type.getName(), EngineProvider.class);
		info.setPriority(priority);
		plugins.addPlugin(info);
	}

	/** Instead of making an engine it says that it would. */
	abstract static class NamedProvider implements EngineProvider {

		static final String MADE = "made by ";

		@Override
		public String name() {
			return getClass().getSimpleName().toLowerCase(Locale.ROOT);
		}

		@Override
		public NetworkEngine create(final NetworkSpec network, final EngineSettings settings, final int maxBatch,
			final boolean training)
		{
			throw new UserException(MADE + name());
		}
	}

	/** Has a graphics card. */
	public static final class Graphics extends NamedProvider {

		@Override
		public Availability probe() {
			return new Availability(true, List.of("cuda:0"), List.of("float16"), "");
		}
	}

	/** Has the processor. */
	public static final class Processor extends NamedProvider {

		@Override
		public Availability probe() {
			return new Availability(true, List.of("cpu"), List.of("float32"), "");
		}
	}

	/** Has three graphics cards, the second without memory. */
	public static final class Several extends NamedProvider {

		@Override
		public Availability probe() {
			return new Availability(true, List.of("cuda:0", "cuda:1", "cuda:2"), List.of("float16"), "");
		}

		@Override
		public List<EngineSettings> spread(final EngineSettings settings) {
			return EngineSettings.AUTO.equals(settings.device())
				? probe().devices().stream().map(settings::withDevice).toList()
				: List.of(settings);
		}

		@Override
		public NetworkEngine create(final NetworkSpec network, final EngineSettings settings, final int maxBatch,
			final boolean training)
		{
			if (settings.device().equals("cuda:1")) throw new UserException("device: cuda:1 is full.");
			return new ScriptedEngine(network, maxBatch, settings.device(), (i, l, c) -> {});
		}
	}

	/** Cannot run. */
	public static final class Missing extends NamedProvider {

		@Override
		public Availability probe() {
			return Availability.unusable("gone");
		}
	}
}
