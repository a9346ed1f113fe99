package sc.fiji.ssd.imagej;

import net.imagej.patcher.LegacyInjector;

import org.scijava.Context;
import org.scijava.console.ConsoleService;
import org.scijava.startup.StartupService;

/** Stands for {@code fiji}: handles {@code --headless --run SCRIPT 'KEY="VALUE",...'} with the code that handles it there. */
final class HeadlessSciJava {

	private HeadlessSciJava() {}

	public static void main(final String[] args) {
		LegacyInjector.preinit();
		final Context context = new Context();
		context.service(ConsoleService.class).processArgs(args);
		context.service(StartupService.class).executeOperations();
		System.err.println("The script did not end the process.");
		System.exit(99);
	}
}
