package sc.fiji.ssd;

import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

import com.google.gson.Gson;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;

/** Values computed by other software; the script that made a file lies beside it. */
public final class Golden {

	private static final Gson GSON = new Gson();

	private Golden() {}

	/** @param name of a file in {@code golden/}, without ending */
	public static JsonObject read(final String name) {
		try (Reader in = new InputStreamReader(Golden.class.getResourceAsStream("golden/" + name + ".json"),
			StandardCharsets.UTF_8))
		{
			return GSON.fromJson(in, JsonObject.class);
		}
		catch (final IOException e) {
			throw new UncheckedIOException(e);
		}
	}

	public static int[] ints(final JsonElement array) {
		return GSON.fromJson(array, int[].class);
	}

	public static double[] doubles(final JsonElement array) {
		return GSON.fromJson(array, double[].class);
	}

	public static double[][] rows(final JsonElement array) {
		return GSON.fromJson(array, double[][].class);
	}

	/** @param array of rows, which are laid end to end */
	public static float[] flat(final JsonElement array) {
		final float[][] rows = GSON.fromJson(array, float[][].class);
		final float[] flat = new float[rows.length == 0 ? 0 : rows.length * rows[0].length];
		for (int i = 0; i < rows.length; i++)
			System.arraycopy(rows[i], 0, flat, i * rows[i].length, rows[i].length);
		return flat;
	}
}
