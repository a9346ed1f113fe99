package sc.fiji.ssd.imagej;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import ij.Macro;
import sc.fiji.ssd.SsdException;

/** Tests {@link MacroOptions}. */
class MacroOptionsTest {

	@Test
	void readsEveryFormOfValue() {
		final Map<String, String> options = MacroOptions.parse(
			" a=1 b=[two words] c='three words' d= e=[nested [x] y]  f=/p/q=r.tif g=[] ");
		assertEquals(Map.of("a", "1", "b", "two words", "c", "three words", "d", "", "e", "nested [x] y", "f", "/p/q=r.tif",
			"g", ""), options);
		assertEquals(List.of("a", "b", "c", "d", "e", "f", "g"), List.copyOf(options.keySet()));
	}

	@Test
	void agreesWithImageJWhereImageJIsRight() {
		final String options = "model=[/a b/c.ssd] score=0.25 show_table=false dataset=/x;/y ";
		MacroOptions.parse(options).forEach((key, value) -> assertEquals(Macro.getValue(options, key, null), value));
	}

	@Test
	void seesNoKeyInsideAValue() {
		assertEquals(Map.of("model", "/data/score=0.9 x/m.ssd"), MacroOptions.parse("model=[/data/score=0.9 x/m.ssd]"));
	}

	@Test
	void takesNothingForNoOptions() {
		assertTrue(MacroOptions.parse(null).isEmpty());
		assertTrue(MacroOptions.parse("  ").isEmpty());
	}

	@ParameterizedTest
	@CsvSource({ "model=a score,score", "model=a b.ssd,b.ssd", "=3,'='", "model=[a score=1,model", "model='a,model",
		"score=1 score=1,score", "model=[a]b,model" })
	void refusesWhatItCannotRead(final String options, final String named) {
		final String message = assertThrows(SsdException.class, () -> MacroOptions.parse(options)).getMessage();
		assertTrue(message.contains(named), message);
		assertEquals(1, message.lines().count(), message);
	}
}
