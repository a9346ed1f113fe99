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

// What the kernels of cuDNN compute, in float. All channels are multiples of 8.
#include "card.h"

#include <cstring>

namespace card {

static float fromBfloat16(uint16_t value) {
	const uint32_t bits = (uint32_t)value << 16;
	float result;
	memcpy(&result, &bits, sizeof result);
	return result;
}

/** To the nearest, ties to even. */
static uint16_t toBfloat16(float value) {
	uint32_t bits;
	memcpy(&bits, &value, sizeof bits);
	if ((bits & 0x7fffffff) > 0x7f800000) return (uint16_t)(bits >> 16 | 0x40);
	return (uint16_t)((bits + 0x7fff + (bits >> 16 & 1)) >> 16);
}

std::vector<float> read(uint64_t address, const Shape &shape) {
	std::vector<float> values(shape.count());
	if (shape.type == FLOAT) memcpy(values.data(), (const void *)address, shape.bytes());
	else if (shape.type == BFLOAT16)
		for (size_t i = 0; i < values.size(); i++) values[i] = fromBfloat16(((const uint16_t *)address)[i]);
	else
		for (size_t i = 0; i < values.size(); i++) values[i] = (float)((const _Float16 *)address)[i];
	return values;
}

void write(uint64_t address, const std::vector<float> &values, const Shape &shape) {
	if (shape.type == FLOAT) memcpy((void *)address, values.data(), shape.bytes());
	else if (shape.type == BFLOAT16)
		for (size_t i = 0; i < values.size(); i++) ((uint16_t *)address)[i] = toBfloat16(values[i]);
	else
		for (size_t i = 0; i < values.size(); i++) ((_Float16 *)address)[i] = (_Float16)values[i];
}

/** Channels are a multiple of it: they are computed so many at a time. */
static const int64_t PACK = 8;

typedef float Pack __attribute__((vector_size(PACK * sizeof(float)), aligned(4)));

static Pack packAt(const float *values) { return *(const Pack *)values; }

/** A map with zeros around it, and between its pixels where it is spread for the way back through a stride. */
struct Padded {
	int64_t height, width, channels;
	std::vector<float> values;

	Padded(const std::vector<float> &map, const Shape &shape, int64_t pad, int64_t spread, int64_t height, int64_t width)
		: height(height), width(width), channels(shape.c), values((size_t)(shape.n * height * width * shape.c)) {
		for (int64_t n = 0; n < shape.n; n++)
			for (int64_t y = 0; y < shape.h; y++)
				for (int64_t x = 0; x < shape.w; x++) {
					const int64_t row = y * spread + pad, column = x * spread + pad;
					if (row < 0 || row >= height || column < 0 || column >= width) continue;
					memcpy(&values[((n * height + row) * width + column) * channels],
						&map[((n * shape.h + y) * shape.w + x) * channels], channels * sizeof(float));
				}
	}

	const float *at(int64_t n, int64_t y, int64_t x) const { return &values[((n * height + y) * width + x) * channels]; }
};

/** One pack of channels of COUNT neighbours of the result. */
template <int COUNT>
static void convolvePixels(const Padded &x, const float *kernel, const Shape &ws, float *result, int64_t n, int64_t oy,
	int64_t ox, int64_t stride, int64_t dilation) {
	const int64_t in = x.channels, out = ws.n;
	Pack sums[COUNT] = {};
	for (int64_t ky = 0; ky < ws.h; ky++)
		for (int64_t kx = 0; kx < ws.w; kx++) {
			const float *const source = x.at(n, oy * stride + ky * dilation, ox * stride + kx * dilation);
			const float *const weights = kernel + (ky * ws.w + kx) * in * out;
			for (int64_t i = 0; i < in; i++) {
				const Pack weight = packAt(weights + i * out);
				for (int k = 0; k < COUNT; k++) sums[k] += source[k * stride * in + i] * weight;
			}
		}
	for (int k = 0; k < COUNT; k++) *(Pack *)(result + k * out) = sums[k];
}

/** @param turned the kernel in the order height, width, in, out */
static std::vector<float> convolve(const Padded &x, const std::vector<float> &turned, const Shape &ws, const Shape &ys,
	int64_t stride, int64_t dilation) {
	static const int AT_ONCE = 6;
	std::vector<float> y(ys.count());
	for (int64_t n = 0; n < ys.n; n++)
		for (int64_t oy = 0; oy < ys.h; oy++)
			for (int64_t o = 0; o < ws.n; o += PACK) {
				float *const row = &y[(n * ys.h + oy) * ys.w * ws.n + o];
				int64_t ox = 0;
				for (; ox + AT_ONCE <= ys.w; ox += AT_ONCE)
					convolvePixels<AT_ONCE>(x, &turned[o], ws, row + ox * ws.n, n, oy, ox, stride, dilation);
				for (; ox < ys.w; ox++) convolvePixels<1>(x, &turned[o], ws, row + ox * ws.n, n, oy, ox, stride, dilation);
			}
	return y;
}

std::vector<float> convolve(const std::vector<float> &x, const Shape &xs, const std::vector<float> &w, const Shape &ws,
	const Shape &ys, const Window &window) {
	const int64_t taps = ws.h * ws.w;
	std::vector<float> turned(w.size());
	for (int64_t o = 0; o < ws.n; o++)
		for (int64_t tap = 0; tap < taps; tap++)
			for (int64_t i = 0; i < ws.c; i++) turned[(tap * ws.c + i) * ws.n + o] = w[(o * taps + tap) * ws.c + i];
	const Padded padded(x, xs, window.pad, 1, xs.h + 2 * window.pad, xs.w + 2 * window.pad);
	return convolve(padded, turned, ws, ys, window.stride, window.dilation);
}

/** The convolution of the derivatives, spread by the stride, with the kernel the other way round. */
std::vector<float> convolveByInput(const Shape &xs, const std::vector<float> &w, const Shape &ws,
	const std::vector<float> &dy, const Shape &ys, const Window &window) {
	const int64_t taps = ws.h * ws.w, reach = window.dilation * (ws.h - 1);
	std::vector<float> turned(w.size());
	for (int64_t o = 0; o < ws.n; o++)
		for (int64_t tap = 0; tap < taps; tap++)
			memcpy(&turned[((taps - 1 - tap) * ws.n + o) * ws.c], &w[(o * taps + tap) * ws.c], ws.c * sizeof(float));
	const Padded padded(dy, ys, reach - window.pad, window.stride, xs.h + reach, xs.w + reach);
	return convolve(padded, turned, Shape{ws.c, ws.n, ws.h, ws.w, FLOAT}, xs, 1, window.dilation);
}

/** Adds what a row of derivatives gives to COUNT rows of a kernel's tap. */
template <int COUNT>
static void addRow(const float *x, int64_t xStep, int64_t in, const float *dy, int64_t out, int64_t width, float *dw,
	int64_t dwStep) {
	for (int64_t i = 0; i < in; i += PACK) {
		Pack sums[COUNT] = {};
		for (int64_t ox = 0; ox < width; ox++) {
			const Pack source = packAt(x + ox * xStep + i);
			for (int k = 0; k < COUNT; k++) sums[k] += dy[ox * out + k] * source;
		}
		for (int k = 0; k < COUNT; k++) *(Pack *)(dw + k * dwStep + i) += sums[k];
	}
}

std::vector<float> convolveByKernel(const std::vector<float> &x, const Shape &xs, const Shape &ws,
	const std::vector<float> &dy, const Shape &ys, const Window &window) {
	const int64_t in = xs.c, out = ys.c, taps = ws.h * ws.w;
	const Padded padded(x, xs, window.pad, 1, xs.h + 2 * window.pad, xs.w + 2 * window.pad);
	std::vector<float> dw(ws.count());
	for (int64_t n = 0; n < ys.n; n++)
		for (int64_t oy = 0; oy < ys.h; oy++)
			for (int64_t tap = 0; tap < taps; tap++) {
				const float *const source = padded.at(n, oy * window.stride + tap / ws.w * window.dilation,
					tap % ws.w * window.dilation);
				const float *const row = &dy[(n * ys.h + oy) * ys.w * out];
				for (int64_t o = 0; o < out; o += PACK)
					addRow<PACK>(source, window.stride * in, in, row + o, out, ys.w, &dw[(o * taps + tap) * in], taps * in);
			}
	return dw;
}

void addBias(std::vector<float> &y, const std::vector<float> &bias, bool relu) {
	for (size_t i = 0; i < y.size(); i++) {
		y[i] += bias[i % bias.size()];
		if (relu && y[i] < 0) y[i] = 0;
	}
}

} // namespace card
