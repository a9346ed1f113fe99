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
package sc.fiji.ssd.model.weights.file;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import sc.fiji.ssd.io.FloatType;

/**
 * Reads the pickles that {@code torch.save} writes of dictionaries of tensors,
 * and nothing else.
 * <p> A pickle is a program: its opcodes may import any name and call it with any arguments. General unpicklers, in
 * Java too, answer unknown names with their own objects and keep registries of constructors that others in the same JVM
 * may add to; they cannot be told to end at the first name that is not a tensor's. This interpreter knows the opcodes
 * of plain values and containers, and the few names below. Every other opcode and every other name ends it. Its results
 * are strings, numbers, lists, maps, {@link Storage} and {@link Tensor}; it creates no other object and calls nothing.
 * Time and memory grow linearly with the pickle.
 * </p>
 */
final class Pickle {

	/** Python's None. */
	static final Object NONE = new Object() {

		@Override
		public String toString() {
			return "None";
		}
	};

	/** Turns a persistent id, PyTorch's reference to a storage, into what it stands for. */
	@FunctionalInterface
	interface PersistentIds {

		Storage load(List<?> id) throws IOException;
	}

	/**
	 * A run of numbers outside the pickle.
	 *
	 * @param type of the numbers; null if they are not floating-point
	 * @param itemSize bytes of a number
	 * @param key its name in the file
	 * @param size how many numbers
	 */
	record Storage(FloatType type, int itemSize, String key, long size) {}

	/**
	 * A view of a storage.
	 *
	 * @param storage that it views
	 * @param offset of its first number
	 * @param shape its dimensions
	 * @param strides distance between neighbours in the storage, in numbers, for each dimension
	 */
	record Tensor(Storage storage, long offset, long[] shape, long[] strides) {}

	/** A name that a pickle may import. */
	record Name(String module, String name) {}

	private static final int MAX_RANK = 8;
	private static final int MAX_LONG = 16;
	private static final Name ORDERED_DICT = new Name("collections", "OrderedDict");
	private static final Name TENSOR = new Name("torch._utils", "_rebuild_tensor_v2");
	private static final Name OLD_TENSOR = new Name("torch._utils", "_rebuild_tensor");
	private static final Name PARAMETER = new Name("torch._utils", "_rebuild_parameter");
	private static final Map<String, FloatType> FLOATS = Map.of("HalfStorage", FloatType.F16, "BFloat16Storage",
		FloatType.BF16, "FloatStorage", FloatType.F32, "DoubleStorage", FloatType.F64);
	private static final Map<String, Integer> OTHER_STORAGES = Map.of("LongStorage", 8, "IntStorage", 4, "ShortStorage",
		2, "CharStorage", 1, "ByteStorage", 1, "BoolStorage", 1);

	private final PickleStream in;
	private final PersistentIds ids;
	private final List<Object> stack = new ArrayList<>();
	private final Deque<Integer> marks = new ArrayDeque<>();
	private final Map<Long, Object> memo = new HashMap<>();
	private long copied;

	private Pickle(final PickleStream in, final PersistentIds ids) {
		this.in = in;
		this.ids = ids;
	}

	/**
	 * @param in at the beginning of a pickle; afterwards after its end
	 * @param ids finds storages
	 * @return the value
	 * @throws IOException if it is damaged or holds anything but tensors in plain
	 *           containers; one line
	 */
	static Object load(final PickleStream in, final PersistentIds ids) throws IOException {
		try {
			return new Pickle(in, ids).run();
		}
		catch (final ClassCastException | NumberFormatException | ArithmeticException e) {
			throw new IOException("its pickle is damaged", e);
		}
	}

	/**
	 * @param type the imported name of a storage's class
	 * @param key of the storage
	 * @param size how many numbers
	 * @throws IOException if there is no such class
	 */
	static Storage storage(final Object type, final String key, final long size) throws IOException {
		if (!(type instanceof Name n) || !n.module().equals("torch")) throw new IOException("its pickle is damaged");
		final FloatType floats = FLOATS.get(n.name());
		return new Storage(floats, floats != null ? floats.size() : OTHER_STORAGES.get(n.name()), key, size);
	}

	private Object run() throws IOException {
		while (true) {
			final int opcode = in.readByte();
			if (opcode == '.') return pop();
			execute(opcode);
		}
	}

	private void execute(final int opcode) throws IOException {
		switch (opcode) {
			case 0x80 -> in.readByte(); // PROTO
			case 0x95 -> in.read(8); // FRAME
			case '(' -> marks.push(stack.size());
			case '0' -> pop();
			case '1' -> popMark();
			case 'N' -> push(NONE);
			case 0x88 -> push(true);
			case 0x89 -> push(false);
			case 'I' -> push(line(in.line()));
			case 'L' -> push(whole(in.line().replace("L", "")));
			case 'J' -> push((long) in.read(4).getInt());
			case 'K' -> push((long) in.readByte());
			case 'M' -> push((long) in.read(2).getShort() & 0xffff);
			case 0x8a -> push(integer(in.readByte()));
			case 0x8b -> push(integer(in.read(4).getInt()));
			case 'F' -> push(Double.parseDouble(in.line()));
			case 'G' -> push(Double.longBitsToDouble(Long.reverseBytes(in.read(8).getLong())));
			case 'U', 0x8c -> push(in.text(in.readByte()));
			case 'T' -> push(in.text(in.read(4).getInt()));
			case 'X' -> push(in.text(in.read(4).getInt() & 0xffffffffL));
			case 0x8d -> push(in.text(in.read(8).getLong()));
			case 'V' -> push(in.line());
			case 'p' -> memo.put(whole(in.line()), peek());
			case 'q' -> memo.put((long) in.readByte(), peek());
			case 'r' -> memo.put((long) in.read(4).getInt(), peek());
			case 0x94 -> memo.put((long) memo.size(), peek());
			case 'g' -> push(recall(whole(in.line())));
			case 'h' -> push(recall(in.readByte()));
			case 'j' -> push(recall(in.read(4).getInt()));
			case 'c' -> push(name(in.line(), in.line()));
			case 0x93 -> {
				final String name = (String) pop();
				push(name((String) pop(), name));
			}
			case 'Q' -> push(ids.load((List<?>) pop()));
			case 'R' -> {
				final List<?> arguments = (List<?>) pop();
				push(call((Name) pop(), arguments));
			}
			case 'b' -> {
				pop(); // an attribute of an OrderedDict, PyTorch's _metadata; not needed
				map();
			}
			default -> container(opcode);
		}
	}

	private void container(final int opcode) throws IOException {
		switch (opcode) {
			case '}' -> push(new LinkedHashMap<>(4));
			case 'd' -> push(put(new LinkedHashMap<>(), popMark()));
			case ']' -> push(new ArrayList<>(0));
			case 'l' -> push(popMark());
			case ')' -> push(List.of());
			case 't' -> push(Collections.unmodifiableList(popMark()));
			case 0x85 -> push(Collections.singletonList(pop()));
			case 0x86 -> tuple(2);
			case 0x87 -> tuple(3);
			case 'a' -> {
				final Object value = pop();
				list().add(value);
			}
			case 'e' -> {
				final List<Object> values = popMark();
				list().addAll(values);
			}
			case 's' -> {
				final Object value = pop(), key = pop();
				put(map(), List.of(key, value));
			}
			case 'u' -> {
				final List<Object> values = popMark();
				put(map(), values);
			}
			default -> throw new IOException(String.format(
				"its pickle has the opcode 0x%02x, which a dictionary of tensors does not need; it is not run", opcode));
		}
	}

	private static Name name(final String module, final String name) throws IOException {
		final Name found = new Name(module, name);
		if (found.equals(ORDERED_DICT) || found.equals(TENSOR) || found.equals(OLD_TENSOR) || found.equals(PARAMETER) ||
			module.equals("torch") && (FLOATS.containsKey(name) || OTHER_STORAGES.containsKey(name))) return found;
		throw new IOException("it holds more than weights (" + printable(module + "." + name) +
			"), which is not run; save only model.state_dict() in Python");
	}

	private Object call(final Name name, final List<?> arguments) throws IOException {
		if (name.equals(ORDERED_DICT)) return orderedDict(arguments);
		if (name.equals(PARAMETER)) return (Tensor) argument(arguments, 0);
		if (!name.equals(TENSOR) && !name.equals(OLD_TENSOR)) throw new IOException("its pickle is damaged");
		return new Tensor((Storage) argument(arguments, 0), (Long) argument(arguments, 1),
			wholes((List<?>) argument(arguments, 2)), wholes((List<?>) argument(arguments, 3)));
	}

	/** Python 2 gives the pairs as an argument; each is charged, so that repetition costs bytes of the pickle. */
	private Object orderedDict(final List<?> arguments) throws IOException {
		final Map<Object, Object> map = new LinkedHashMap<>(4);
		if (arguments.isEmpty()) return map;
		for (final Object pair : (List<?>) arguments.get(0)) {
			if (++copied > in.position()) throw new IOException("its pickle is damaged");
			put(map, (List<?>) pair);
		}
		return map;
	}

	private static Object argument(final List<?> arguments, final int i) throws IOException {
		if (i >= arguments.size()) throw new IOException("its pickle is damaged");
		return arguments.get(i);
	}

	private static long[] wholes(final List<?> values) throws IOException {
		if (values.size() > MAX_RANK)
			throw new IOException("its pickle has a tensor of " + values.size() + " dimensions");
		return values.stream().mapToLong(v -> (Long) v).toArray();
	}

	/** Keys are strings and whole numbers, so that no container is hashed. */
	private static Map<Object, Object> put(final Map<Object, Object> map, final List<?> values) throws IOException {
		if (values.size() % 2 != 0) throw new IOException("its pickle is damaged");
		for (int i = 0; i < values.size(); i += 2) {
			final Object key = values.get(i);
			if (!(key instanceof String) && !(key instanceof Long))
				throw new IOException("its pickle has a key that is neither text nor number");
			map.put(key, values.get(i + 1));
		}
		return map;
	}

	private static Object line(final String digits) {
		return digits.equals("01") ? Boolean.TRUE : digits.equals("00") ? Boolean.FALSE : (Object) whole(digits);
	}

	private static Long whole(final String digits) {
		return Long.valueOf(digits);
	}

	private Object integer(final int length) throws IOException {
		if (length < 0 || length > MAX_LONG)
			throw new IOException("its pickle has a whole number of " + length + " bytes");
		final ByteBuffer bytes = in.read(length);
		final byte[] bigEndian = new byte[length + 1];
		for (int i = 0; i < length; i++)
			bigEndian[length - i] = bytes.get(i);
		bigEndian[0] = (byte) (length > 0 && bigEndian[1] < 0 ? -1 : 0);
		final BigInteger value = new BigInteger(bigEndian);
		return value.bitLength() < Long.SIZE ? (Object) value.longValue() : value;
	}

	@SuppressWarnings("unchecked")
	private List<Object> list() throws IOException {
		if (peek() instanceof ArrayList<?> list) return (List<Object>) list;
		throw new IOException("its pickle is damaged");
	}

	@SuppressWarnings("unchecked")
	private Map<Object, Object> map() throws IOException {
		if (peek() instanceof Map<?, ?> map) return (Map<Object, Object>) map;
		throw new IOException("its pickle is damaged");
	}

	private void tuple(final int size) throws IOException {
		final Object[] values = new Object[size];
		for (int i = size - 1; i >= 0; i--)
			values[i] = pop();
		push(List.of(values));
	}

	private void push(final Object value) {
		stack.add(value);
	}

	private Object pop() throws IOException {
		final Object top = peek();
		stack.remove(stack.size() - 1);
		return top;
	}

	private Object peek() throws IOException {
		if (stack.size() <= (marks.isEmpty() ? 0 : marks.peek())) throw new IOException("its pickle is damaged");
		return stack.get(stack.size() - 1);
	}

	private List<Object> popMark() throws IOException {
		if (marks.isEmpty()) throw new IOException("its pickle is damaged");
		final List<Object> above = stack.subList(marks.pop(), stack.size());
		final List<Object> values = new ArrayList<>(above);
		above.clear();
		return values;
	}

	private Object recall(final long place) throws IOException {
		final Object value = memo.get(place);
		if (value == null) throw new IOException("its pickle is damaged");
		return value;
	}

	private static String printable(final String text) {
		return text.replaceAll("[^\\x20-\\x7e]", "?").substring(0, Math.min(80, text.length()));
	}
}
