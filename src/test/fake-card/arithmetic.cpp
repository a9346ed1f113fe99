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

// What the kernels of cuDNN compute, in float, naively but for the order of loops.
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

/** Calls visit(place in the input, place in the output, tap) in pixels, for all that meet in a convolution. */
template <class Visit>
static void eachMeeting(const Shape &x, const Shape &w, const Shape &y, const Window &window, Visit visit) {
	for (int64_t n = 0; n < y.n; n++)
		for (int64_t oy = 0; oy < y.h; oy++)
			for (int64_t ox = 0; ox < y.w; ox++)
				for (int64_t ky = 0; ky < w.h; ky++) {
					const int64_t iy = oy * window.stride - window.pad + ky * window.dilation;
					if (iy < 0 || iy >= x.h) continue;
					for (int64_t kx = 0; kx < w.w; kx++) {
						const int64_t ix = ox * window.stride - window.pad + kx * window.dilation;
						if (ix < 0 || ix >= x.w) continue;
						visit((n * x.h + iy) * x.w + ix, (n * y.h + oy) * y.w + ox, ky * w.w + kx);
					}
				}
}

std::vector<float> convolve(const std::vector<float> &x, const Shape &xs, const std::vector<float> &w, const Shape &ws,
	const Shape &ys, const Window &window) {
	const int64_t in = xs.c, out = ys.c, taps = ws.h * ws.w;
	std::vector<float> turned(w.size()), y(ys.count());
	for (int64_t o = 0; o < out; o++)
		for (int64_t tap = 0; tap < taps; tap++)
			for (int64_t i = 0; i < in; i++) turned[(tap * in + i) * out + o] = w[(o * taps + tap) * in + i];
	eachMeeting(xs, ws, ys, window, [&](int64_t from, int64_t to, int64_t tap) {
		const float *source = &x[from * in], *kernel = &turned[tap * in * out];
		float *sum = &y[to * out];
		for (int64_t i = 0; i < in; i++)
			for (int64_t o = 0; o < out; o++) sum[o] += source[i] * kernel[i * out + o];
	});
	return y;
}

std::vector<float> convolveByInput(const Shape &xs, const std::vector<float> &w, const Shape &ws,
	const std::vector<float> &dy, const Shape &ys, const Window &window) {
	const int64_t in = xs.c, out = ys.c, taps = ws.h * ws.w;
	std::vector<float> dx(xs.count());
	eachMeeting(xs, ws, ys, window, [&](int64_t to, int64_t from, int64_t tap) {
		float *sum = &dx[to * in];
		for (int64_t o = 0; o < out; o++) {
			const float derivative = dy[from * out + o];
			const float *kernel = &w[(o * taps + tap) * in];
			for (int64_t i = 0; i < in; i++) sum[i] += derivative * kernel[i];
		}
	});
	return dx;
}

std::vector<float> convolveByKernel(const std::vector<float> &x, const Shape &xs, const Shape &ws,
	const std::vector<float> &dy, const Shape &ys, const Window &window) {
	const int64_t in = xs.c, out = ys.c, taps = ws.h * ws.w;
	std::vector<float> dw(ws.count());
	eachMeeting(xs, ws, ys, window, [&](int64_t at, int64_t from, int64_t tap) {
		const float *source = &x[at * in];
		for (int64_t o = 0; o < out; o++) {
			const float derivative = dy[from * out + o];
			float *sum = &dw[(o * taps + tap) * in];
			for (int64_t i = 0; i < in; i++) sum[i] += derivative * source[i];
		}
	});
	return dw;
}

void addBias(std::vector<float> &y, const std::vector<float> &bias, bool relu) {
	for (size_t i = 0; i < y.size(); i++) {
		y[i] += bias[i % bias.size()];
		if (relu && y[i] < 0) y[i] = 0;
	}
}

} // namespace card
