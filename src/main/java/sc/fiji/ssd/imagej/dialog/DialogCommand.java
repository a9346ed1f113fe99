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
package sc.fiji.ssd.imagej.dialog;

import java.io.File;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

import org.scijava.command.CommandModuleItem;
import org.scijava.module.ModuleInfo;
import org.scijava.module.ModuleItem;

/** A command whose dialog {@link ParameterDialogPreprocessor} shows. */
public interface DialogCommand {

	/** Style of a parameter that the dialog shows only when the user asks for advanced parameters. */
	String ADVANCED = "advanced";

	/** Style of a number from 0 to 1 that the dialog shows with a slider. */
	String SLIDER = "slider";

	/** Style of a parameter whose values the dialog offers in a list, see {@link #options}. */
	String LIST = "list";

	/** Style of a text that takes the whole width of the dialog. */
	String WIDE = "wide";

	/** Style of a path that may be several, separated by semicolons: a path that is browsed is added to them. */
	String SEVERAL = "several";

	/** Style of a parameter whose last value is not offered again in the session. */
	String FORGET = "forget";

	/**
	 * A value that a parameter may have.
	 *
	 * @param value what the parameter gets
	 * @param description in a few words; empty if the value speaks for itself
	 */
	record Option(String value, String description) {

		/** @param value that speaks for itself */
		public Option(final String value) {
			this(value, "");
		}
	}

	/** @param info of a command @return its name in the menu */
	static String label(final ModuleInfo info) {
		return info.getMenuPath().getLeaf().getName();
	}

	/** @param info of a command @return its parameters: its own in their order, then those that it shares with others */
	static List<ModuleItem<?>> inputs(final ModuleInfo info) {
		final List<ModuleItem<?>> own = new ArrayList<>(), shared = new ArrayList<>();
		for (final ModuleItem<?> item : info.inputs()) {
			final boolean isOwn = item instanceof CommandModuleItem<?> one &&
				one.getField().getDeclaringClass().getName().equals(info.getDelegateClassName());
			(isOwn ? own : shared).add(item);
		}
		own.addAll(shared);
		return own;
	}

	/** @param item of a command @return whether its values can be written as text: it is a text, a path or a switch */
	static boolean isText(final ModuleItem<?> item) {
		return item.getType() == String.class || item.getType() == File.class || item.getType() == boolean.class;
	}

	/** @return whether a person called the command from the menu and can be asked */
	boolean isAsking();

	/** Proposes values for parameters that have none; called before the dialog opens. */
	void propose();

	/**
	 * @param key of a parameter
	 * @return the values to offer in a list; the user may type others. Empty if the parameter has no list. May be slow and
	 *         is called outside the event thread.
	 */
	List<Option> options(String key);

	/** @param key of a parameter @return whether it matters for the current image and belongs into the dialog */
	boolean isRelevant(String key);

	/**
	 * @param again shows the dialog once more with what was entered and a message, which is its argument; returns whether the
	 *          user wants to try again
	 */
	void onRefusal(Predicate<String> again);

	/** @return whether the values are offered again in the session; not if they only repeat those of an earlier run */
	default boolean isRemembered() {
		return true;
	}

	/**
	 * One of the actions is run, once.
	 *
	 * @param accepted when the values were accepted: the work begins, or the command ended well
	 * @param dismissed when the command ended before that
	 */
	void onAccepted(Runnable accepted, Runnable dismissed);

	/** Called if the user cancels the dialog. */
	void dismiss();
}
