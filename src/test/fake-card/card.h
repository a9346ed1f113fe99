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

// A imitated NVIDIA GPU: the calls of the CUDA driver, NVRTC and cuDNN 9 that the engine cudnn makes, computed on the
// processor and checked against the rules of their documentation. What is shared by the driver (settings.cpp,
// memory.cpp, streams.cpp, kernels.cpp), by cuDNN (descriptors.cpp) and by arithmetic.cpp.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <mutex>
#include <string>
#include <vector>

namespace card {

/** Every call of the three libraries holds it. */
extern std::recursive_mutex mutex;

/** How the GPU behaves: set by FAKE_CARD=key=value,... when the library is loaded, and later by fake_card_set. */
struct Settings {
	long cards = 1;
	/** State of each GPU. */
	long freeMiB = 8000;
	/** Work is done as late as the order of streams and events allows; otherwise at once. */
	long lazy = 0;
	/** cuDNN refuses operations that are joined to one. */
	long noFused = 0;
	/** The first kernel that cuDNN names cannot be built. */
	long firstFails = 0;
	/** All kernels use matrix units: what a float32 convolution may meet. */
	long tensorCoresOnly = 0;
	/** All kernels of weight gradients sum in an order of chance. */
	long nondeterministicOnly = 0;
	/** cuDNN has no kernel for anything. */
	long noKernels = 0;
	/** All kernels but the second are compiled at run time, each in this many milliseconds. */
	long compileMillis = 0;
	/** The call after which one fails once, counted from 0 by fake_card_get("calls"); negative for none. */
	long failAt = -1;
	/** Whether the failure is a lack of memory. */
	long failForMemory = 0;
	/** Nothing is computed or copied: what is left are the order and the modelled times of streams. */
	long dry = 0;
	/** The model of a card: 10^9 operations of convolutions a millisecond; 0 for no times. */
	long teraflops = 0;
	/** Bytes that kernels read and write, in 10^6 a millisecond. */
	long gigabytes = 3000;
	/** Bytes that are copied from and to a card in each direction, in 10^6 a millisecond. */
	long linkGigabytes = 50;
	/** Microseconds that a call takes this side, and that a kernel takes at least. */
	long callMicros = 2;
};
extern Settings settings;

/** Writes down that the caller broke a rule. */
void broken(const char *format, ...) __attribute__((format(printf, 1, 2)));

/** Counts events and objects by name. */
void add(const std::string &name, long difference = 1);

/** Keeps the highest value. */
void noteMost(const std::string &name, long value);

/** Counts a call that may fail. Returns whether it has to. */
bool mustFail(const char *call);

struct Device;
struct Stream;

/** The card of the calling thread's context, null without one, which breaks a rule. */
Device *current(const char *call);

/** Whether memory of the stream's card has these bytes; anything else breaks a rule. */
bool isOnCard(const Stream *stream, uint64_t address, size_t bytes, const char *what);

/** Whether there is such a stream. */
bool isStream(const Stream *stream);

/** What a card can do at the same time. */
enum Unit { KERNELS, TO_CARD, TO_HOST, BETWEEN_CARDS, UNITS };

/** How long the model takes for work, and what does it. */
struct Cost {
	Unit unit;
	double micros;
};
Cost costOfKernel(double bytes);
Cost costOfConvolution(double operations, double bytes);
Cost costOfCopy(Unit unit, double bytes);

/** Does work in the order of a stream, now or later, or records it. Returns a status of the driver. */
int enqueue(Stream *stream, std::function<void()> work, Cost cost);

/** Waits in place of run-time compilation, during which other threads may call. */
void compile();

/** The data types of cuDNN that maps have. */
enum DataType { FLOAT = 0, HALF = 2, INT32 = 4, BFLOAT16 = 9 };

/** A map or kernel: dimensions n, c, h, w, stored channels-last. */
struct Shape {
	int64_t n, c, h, w;
	int type;

	size_t count() const { return (size_t)(n * c * h * w); }
	size_t bytes() const { return count() * (type == FLOAT ? 4 : 2); }
};

/** The same in both directions. */
struct Window {
	int64_t pad, stride, dilation;
};

std::vector<float> read(uint64_t address, const Shape &shape);
void write(uint64_t address, const std::vector<float> &values, const Shape &shape);

std::vector<float> convolve(const std::vector<float> &x, const Shape &xs, const std::vector<float> &w, const Shape &ws,
	const Shape &ys, const Window &window);
std::vector<float> convolveByInput(const Shape &xs, const std::vector<float> &w, const Shape &ws,
	const std::vector<float> &dy, const Shape &ys, const Window &window);
std::vector<float> convolveByKernel(const std::vector<float> &x, const Shape &xs, const Shape &ws,
	const std::vector<float> &dy, const Shape &ys, const Window &window);
void addBias(std::vector<float> &y, const std::vector<float> &bias, bool relu);

} // namespace card
