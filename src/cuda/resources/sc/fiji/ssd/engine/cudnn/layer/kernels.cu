// What cuDNN does not do, or not in one pass. Compiled at start by NVRTC with -DTYPE=32 (float), 16 (half) or 17
// (bfloat16), the type of maps. Maps are channels-last with channels padded to a multiple of 8, the padding zero. No
// header is included and no memory is shared, so that the same source also compiles as C++ for the host (HOST).

#ifdef HOST
#define LANES 1
static inline float warp_sum(float v) { return v; }
#else
#define LANES 32
static __device__ __forceinline__ float warp_sum(float v) {
	for (int offset = 16; offset > 0; offset /= 2) v += __shfl_xor_sync(0xffffffffu, v, offset);
	return v;
}
#endif

typedef long long i64;

#if TYPE == 32
typedef float T;
static __device__ __forceinline__ float get(T v) { return v; }
static __device__ __forceinline__ T put(float v) { return v; }
#elif TYPE == 17
typedef unsigned short T;
static __device__ __forceinline__ float get(T v) { return __uint_as_float((unsigned)v << 16); }
static __device__ __forceinline__ T put(float v) {
	const unsigned bits = __float_as_uint(v);
	if ((bits & 0x7fffffffu) > 0x7f800000u) return (T)(bits >> 16 | 0x40); // not a number
	return (T)((bits + 0x7fff + (bits >> 16 & 1)) >> 16); // to the nearest, ties to even
}
#else
typedef unsigned short T;
#ifdef HOST
static inline float get(T v) { _Float16 h; __builtin_memcpy(&h, &v, 2); return (float)h; }
static inline T put(float v) { _Float16 h = (_Float16)v; T t; __builtin_memcpy(&t, &h, 2); return t; }
#else
static __device__ __forceinline__ float get(T v) { float f; asm("cvt.f32.f16 %0, %1;" : "=f"(f) : "h"(v)); return f; }
static __device__ __forceinline__ T put(float v) { T t; asm("cvt.rn.f16.f32 %0, %1;" : "=h"(t) : "f"(v)); return t; }
#endif
#endif

// Eight channels of a pixel: one or two loads of 16 bytes.
struct __align__(16) Pack { T v[8]; };
struct __align__(8) Bytes { unsigned char v[8]; };

#define INDEX ((i64)blockIdx.x * blockDim.x + threadIdx.x)
#define KERNEL extern "C" __global__ void

// [n][3][pixels] in float to maps of 8 channels. A thread a pixel.
KERNEL image_to_map(const float *image, Pack *map, i64 count, int pixels, int channels) {
	const i64 i = INDEX;
	if (i >= count) return;
	const float *from = image + i / pixels * channels * pixels + i % pixels;
	Pack p;
	for (int c = 0; c < 8; c++) p.v[c] = put(c < channels ? from[(i64)c * pixels] : 0.0f);
	map[i] = p;
}

// Parameters to the type of maps. A thread a value.
KERNEL convert(const float *from, T *to, i64 count) {
	const i64 i = INDEX;
	if (i < count) to[i] = put(from[i]);
}

// Where cuDNN has not joined them to the convolution. A thread a pack.
KERNEL add_bias(Pack *map, const Pack *bias, i64 count, int packs, int relu) {
	const i64 i = INDEX;
	if (i >= count) return;
	Pack m = map[i], b = bias[i % packs];
	for (int c = 0; c < 8; c++) {
		const float v = get(m.v[c]) + get(b.v[c]);
		m.v[c] = put(relu && v < 0.0f ? 0.0f : v);
	}
	map[i] = m;
}

// The winner is kept as its place in the window; as 255 if nothing may flow back because a ReLU before the pooling
// would stop it. A thread a pack of the output.
KERNEL pool(const Pack *in, Pack *out, Bytes *winners, i64 count, int packs, int inputSize, int size, int kernel, int stride,
	int pad, int masks) {
	const i64 i = INDEX;
	if (i >= count) return;
	const int pack = (int)(i % packs), x = (int)(i / packs % size), y = (int)(i / packs / size % size);
	const i64 image = i / packs / size / size * inputSize * inputSize;
	const int x0 = x * stride - pad, y0 = y * stride - pad;
	float best[8];
	Bytes winner;
	for (int c = 0; c < 8; c++) { best[c] = 0.0f; winner.v[c] = 254; }
	for (int ky = 0; ky < kernel; ky++) {
		if (y0 + ky < 0 || y0 + ky >= inputSize) continue;
		for (int kx = 0; kx < kernel; kx++) {
			if (x0 + kx < 0 || x0 + kx >= inputSize) continue;
			const Pack p = in[(image + (i64)(y0 + ky) * inputSize + x0 + kx) * packs + pack];
			for (int c = 0; c < 8; c++) {
				const float v = get(p.v[c]);
				if (winner.v[c] == 254 || v > best[c] || v != v) {
					best[c] = v;
					winner.v[c] = (unsigned char)(ky * kernel + kx);
				}
			}
		}
	}
	Pack o;
	for (int c = 0; c < 8; c++) {
		o.v[c] = put(best[c]);
		if (masks && !(best[c] > 0.0f)) winner.v[c] = 255;
	}
	out[i] = o;
	if (winners) winners[i] = winner;
}

// A thread a pack of the input: sums over the windows that it has won.
KERNEL pool_back(const Pack *dOut, const Bytes *winners, Pack *dIn, i64 count, int packs, int inputSize, int size, int kernel,
	int stride, int pad) {
	const i64 i = INDEX;
	if (i >= count) return;
	const int pack = (int)(i % packs), x = (int)(i / packs % inputSize) + pad, y = (int)(i / packs / inputSize % inputSize) + pad;
	const i64 image = i / packs / inputSize / inputSize * size * size;
	const int xFirst = x < kernel ? 0 : (x - kernel) / stride + 1, yFirst = y < kernel ? 0 : (y - kernel) / stride + 1;
	const int xLast = x / stride < size - 1 ? x / stride : size - 1, yLast = y / stride < size - 1 ? y / stride : size - 1;
	float sum[8];
	for (int c = 0; c < 8; c++) sum[c] = 0.0f;
	for (int oy = yFirst; oy <= yLast; oy++)
		for (int ox = xFirst; ox <= xLast; ox++) {
			const int place = (y - oy * stride) * kernel + x - ox * stride;
			const i64 o = (image + (i64)oy * size + ox) * packs + pack;
			const Bytes w = winners[o];
			const Pack d = dOut[o];
			for (int c = 0; c < 8; c++)
				if (w.v[c] == place) sum[c] += get(d.v[c]);
		}
	Pack r;
	for (int c = 0; c < 8; c++) r.v[c] = put(sum[c]);
	dIn[i] = r;
}

// x * scale / sqrt(sum(x^2) + epsilon). LANES threads a pixel.
KERNEL normalize(const Pack *in, Pack *out, const float *scale, float *inverses, i64 pixels, int packs, float epsilon) {
	const i64 pixel = INDEX / LANES;
	const int lane = (int)(INDEX % LANES);
	if (pixel >= pixels) return;
	float squares = 0.0f;
	for (int k = lane; k < packs; k += LANES) {
		const Pack p = in[pixel * packs + k];
		for (int c = 0; c < 8; c++) squares += get(p.v[c]) * get(p.v[c]);
	}
	const float inverse = 1.0f / sqrtf(warp_sum(squares) + epsilon);
	for (int k = lane; k < packs; k += LANES) {
		Pack p = in[pixel * packs + k];
		for (int c = 0; c < 8; c++) p.v[c] = put(get(p.v[c]) * inverse * scale[8 * k + c]);
		out[pixel * packs + k] = p;
	}
	if (inverses && lane == 0) inverses[pixel] = inverse;
}

// LANES threads a pixel.
KERNEL normalize_back(const Pack *in, const Pack *dOut, Pack *dIn, const float *scale, const float *inverses, i64 pixels, int packs) {
	const i64 pixel = INDEX / LANES;
	const int lane = (int)(INDEX % LANES);
	if (pixel >= pixels) return;
	float products = 0.0f;
	for (int k = lane; k < packs; k += LANES) {
		const Pack x = in[pixel * packs + k], d = dOut[pixel * packs + k];
		for (int c = 0; c < 8; c++) products += get(x.v[c]) * get(d.v[c]) * scale[8 * k + c];
	}
	const float inverse = inverses[pixel], along = warp_sum(products) * inverse * inverse;
	for (int k = lane; k < packs; k += LANES) {
		const Pack x = in[pixel * packs + k];
		Pack d = dOut[pixel * packs + k];
		for (int c = 0; c < 8; c++) d.v[c] = put(inverse * (get(d.v[c]) * scale[8 * k + c] - get(x.v[c]) * along));
		dIn[pixel * packs + k] = d;
	}
}

// Sums a value of each channel over a run of pixels into a row, pixel by pixel. A thread a pack of a row;
// add(p, k, c, sum) adds the values of pixel p in pack k, whose first channel is c.
template <class Add>
static __device__ __forceinline__ void sum_rows(float *rows, i64 pixels, int run, int packs, i64 count, Add add) {
	const i64 i = INDEX;
	if (i >= count) return;
	const int pack = (int)(i % packs);
	const i64 first = i / packs * run, last = first + run < pixels ? first + run : pixels;
	float sum[8];
	for (int c = 0; c < 8; c++) sum[c] = 0.0f;
#ifndef HOST
#pragma unroll 4
#endif
	for (i64 p = first; p < last; p++) add(p, p * packs + pack, 8 * pack, sum);
	for (int c = 0; c < 8; c++) rows[8 * i + c] = sum[c];
}

// A derivative times x / norm, summed over a run of pixels into a row. A thread a pack of a row.
KERNEL normalize_rows(const Pack *in, const Pack *dOut, const float *inverses, float *rows, i64 pixels, int run, int packs,
	i64 count) {
	sum_rows(rows, pixels, run, packs, count, [=](i64 p, i64 k, int, float *sum) {
		const Pack x = in[k], d = dOut[k];
		const float inverse = inverses[p];
		for (int c = 0; c < 8; c++) sum[c] += get(d.v[c]) * get(x.v[c]) * inverse;
	});
}

// The derivative summed over a run of pixels into a row, and first, if there is an output, set to 0 where that is not
// above 0. A thread a pack of a row.
KERNEL bias_rows(Pack *d, const Pack *out, float *rows, i64 pixels, int run, int packs, i64 count) {
	sum_rows(rows, pixels, run, packs, count, [=](i64, i64 k, int, float *sum) {
		Pack v = d[k];
		if (out) {
			const Pack o = out[k];
			for (int c = 0; c < 8; c++)
				if (!(get(o.v[c]) > 0.0f)) v.v[c] = 0;
			d[k] = v;
		}
		for (int c = 0; c < 8; c++) sum[c] += get(v.v[c]);
	});
}

// Squares of the distances from the mean of each channel, summed over a run of pixels into a row. A thread a pack of a row.
KERNEL variance_rows(const Pack *in, const float *mean, float *rows, i64 pixels, int run, int packs, i64 count) {
	sum_rows(rows, pixels, run, packs, count, [=](i64, i64 k, int first, float *sum) {
		const Pack x = in[k];
		for (int c = 0; c < 8; c++) {
			const float d = get(x.v[c]) - mean[first + c];
			sum[c] += d * d;
		}
	});
}

// Sums of squares become the variance; 1 / sqrt(variance + epsilon). A thread a channel.
KERNEL batch_spread(float *variance, float *inverse, float part, float epsilon, int channels) {
	const i64 i = INDEX;
	if (i >= channels) return;
	const float v = variance[i] * part;
	variance[i] = v;
	inverse[i] = 1.0f / sqrtf(v + epsilon);
}

// max(0, (x - mean) * inverse * scale + shift). A thread a pack.
KERNEL batch_normalize(const Pack *in, Pack *out, const float *mean, const float *inverse, const float *scale,
	const float *shift, i64 count, int packs) {
	const i64 i = INDEX;
	if (i >= count) return;
	const int first = 8 * (int)(i % packs);
	Pack p = in[i];
	for (int c = 0; c < 8; c++) {
		const float v = (get(p.v[c]) - mean[first + c]) * inverse[first + c] * scale[first + c] + shift[first + c];
		p.v[c] = put(v < 0.0f ? 0.0f : v);
	}
	out[i] = p;
}

// A derivative times the normalized value, summed over a run of pixels into a row. A thread a pack of a row.
KERNEL batch_rows(const Pack *in, const Pack *dOut, const float *mean, const float *inverse, float *rows, i64 pixels, int run,
	int packs, i64 count) {
	sum_rows(rows, pixels, run, packs, count, [=](i64, i64 k, int first, float *sum) {
		const Pack x = in[k], d = dOut[k];
		for (int c = 0; c < 8; c++) sum[c] += get(d.v[c]) * (get(x.v[c]) - mean[first + c]) * inverse[first + c];
	});
}

// scale * inverse * (dOut - dShift / n - u * dScale / n), where u is the normalized value and part is 1 / n. A thread a pack.
KERNEL batch_normalize_back(const Pack *in, const Pack *dOut, Pack *dIn, const float *mean, const float *inverse,
	const float *scale, const float *dScale, const float *dShift, float part, i64 count, int packs) {
	const i64 i = INDEX;
	if (i >= count) return;
	const int first = 8 * (int)(i % packs);
	const Pack x = in[i];
	Pack d = dOut[i];
	for (int c = 0; c < 8; c++) {
		const int k = first + c;
		const float u = (get(x.v[c]) - mean[k]) * inverse[k];
		d.v[c] = put(scale[k] * inverse[k] * (get(d.v[c]) - part * (dShift[k] + u * dScale[k])));
	}
	dIn[i] = d;
}

// A running statistic of a batch normalization. A thread a channel.
KERNEL move_towards(float *running, const float *batch, float kept, float share, int channels) {
	const i64 i = INDEX;
	if (i < channels) running[i] = kept * running[i] + share * batch[i];
}

// Sums runs of rows into fewer rows. A thread a value of the result.
KERNEL sum_rows(const float *rows, float *sums, int height, int run, int width, i64 count) {
	const i64 i = INDEX;
	if (i >= count) return;
	const int column = (int)(i % width);
	const int first = (int)(i / width) * run, last = first + run < height ? first + run : height;
	float sum = 0.0f;
	for (int r = first; r < last; r++) sum += rows[(i64)r * width + column];
	sums[i] = sum;
}

// A thread a pack.
KERNEL add_maps(Pack *to, const Pack *from, i64 count) {
	const i64 i = INDEX;
	if (i >= count) return;
	Pack a = to[i], b = from[i];
	for (int c = 0; c < 8; c++) a.v[c] = put(get(a.v[c]) + get(b.v[c]));
	to[i] = a;
}

// A head's map to its part of the predictions: the values of a pixel's boxes stand together there too. A thread a value.
KERNEL predict(const T *map, float *locations, float *confidences, i64 count, int channels, int padded, int boxes, int classes,
	int pixels, int firstPrior, int priors) {
	const i64 i = INDEX;
	if (i >= count) return;
	const int c = (int)(i % channels), pixel = (int)(i / channels % pixels);
	const i64 image = i / channels / pixels, prior = image * priors + firstPrior + (i64)pixel * boxes;
	const float v = get(map[(image * pixels + pixel) * padded + c]);
	if (c < 4 * boxes) locations[prior * 4 + c] = v;
	else confidences[prior * classes + c - 4 * boxes] = v;
}

// The way back, times the scale of the loss; the padding becomes 0. A thread a value of the map.
KERNEL predict_back(T *map, const float *dLocations, const float *dConfidences, const float *scale, i64 count, int channels,
	int padded, int boxes, int classes, int pixels, int firstPrior, int priors) {
	const i64 i = INDEX;
	if (i >= count) return;
	const int c = (int)(i % padded), pixel = (int)(i / padded % pixels);
	const i64 image = i / padded / pixels, prior = image * priors + firstPrior + (i64)pixel * boxes;
	float v = 0.0f;
	if (c < 4 * boxes) v = dLocations[prior * 4 + c];
	else if (c < channels) v = dConfidences[prior * classes + c - 4 * boxes];
	map[i] = put(v * scale[0]);
}

// Adds a pass to the gradients, divided by the scale of the loss. Sets the flag where one is not finite. A thread a value.
KERNEL watch(const T *kernels, i64 kernelCount, const float *others, i64 otherCount, int *flag) {
	const i64 i = INDEX;
	if (i >= kernelCount + otherCount) return;
	const float v = i < kernelCount ? get(kernels[i]) : others[i - kernelCount];
	if (!(v - v == 0.0f)) flag[0] = 1;
}

KERNEL gather(float *gradients, const T *kernels, i64 kernelCount, const float *others, i64 otherCount, const float *scale) {
	const i64 i = INDEX;
	if (i >= kernelCount + otherCount) return;
	gradients[i] += (i < kernelCount ? get(kernels[i]) : others[i - kernelCount]) * scale[1];
}

// A slice of the gradients of several cards, in the order of the cards: its own is in place. A thread a value.
KERNEL sum_cards(float *own, const float *others, i64 count, i64 slice, int cards, int index) {
	const i64 i = INDEX;
	if (i >= count) return;
	float sum = 0.0f;
	for (int card = 0; card < cards; card++)
		sum += card == index ? own[i] : others[(card < index ? card : card - 1) * slice + i];
	own[i] = sum;
}

KERNEL multiply(float *values, i64 count, float factor) {
	const i64 i = INDEX;
	if (i < count) values[i] *= factor;
}

// Sums of squares of runs. LANES threads a run.
KERNEL squares(const float *values, const i64 *starts, const i64 *ends, double *sums, int runs) {
	const i64 run = INDEX / LANES;
	const int lane = (int)(INDEX % LANES);
	if (run >= runs) return;
	double sum = 0;
	for (i64 k = starts[run] + lane; k < ends[run]; k += LANES) sum += (double)values[k] * values[k];
#ifndef HOST
	for (int offset = 16; offset > 0; offset /= 2) sum += __shfl_xor_sync(0xffffffffu, sum, offset);
#endif
	if (lane == 0) sums[run] = sum;
}

// Caffe's rule. A thread a value.
KERNEL descend(float *weights, float *momenta, float *gradients, T *copies, i64 start, i64 count, float rate, float kept,
	float decay) {
	const i64 k = INDEX;
	if (k >= count) return;
	const i64 i = start + k;
	const float w = weights[i], v = kept * momenta[i] + rate * (gradients[i] + decay * w);
	momenta[i] = v;
	weights[i] = w - v;
	gradients[i] = 0.0f;
	if (copies) copies[i] = put(w - v);
}

// The moving average of the weights. A thread a value.
KERNEL average(float *average, const float *weights, i64 count, float share) {
	const i64 i = INDEX;
	if (i < count) average[i] += share * (weights[i] - average[i]);
}

struct Candidate { int prior; int label; float score; float corners[4]; };

// What detection looks at: the boxes of all classes with a probability above the least, in no order. In double precision
// where a float would show. A thread a default box.
KERNEL candidates(const float *locations, const float *confidences, const float *centers, Candidate *found, int *counts,
	i64 count, int priors, int classes, int room, float shortcut, double least, double centerVariance, double sizeVariance,
	double maxLogSize) {
	const i64 i = INDEX;
	if (i >= count) return;
	const float *logits = confidences + i * classes;
	float low = logits[0] + shortcut;
	low -= 1e-6f * fabsf(low); // a little rounding lets nothing slip through
	float max = logits[0];
	int above = 0;
	for (int c = 1; c < classes; c++) {
		if (logits[c] >= low) above = 1;
		if (logits[c] > max) max = logits[c];
	}
	if (!above) return;
	double sum = 0;
	for (int c = 0; c < classes; c++) sum += exp((double)logits[c] - max);
	const int prior = (int)(i % priors), image = (int)(i / priors);
	const float *offset = locations + 4 * i, *center = centers + 4 * prior;
	for (int c = 1; c < classes; c++) {
		const double e = exp((double)logits[c] - max);
		if (!(e > least * sum)) continue;
		const int place = atomicAdd(counts + image, 1);
		if (place >= room) continue;
		Candidate *f = found + (i64)image * room + place;
		f->prior = prior;
		f->label = c;
		f->score = (float)(e / sum);
		const double cx = center[0] + offset[0] * centerVariance * center[2],
			cy = center[1] + offset[1] * centerVariance * center[3];
		const double dw = offset[2] * sizeVariance, dh = offset[3] * sizeVariance;
		const double w = center[2] * exp(dw < maxLogSize ? dw : maxLogSize), h = center[3] * exp(dh < maxLogSize ? dh : maxLogSize);
		f->corners[0] = (float)(cx - w / 2);
		f->corners[1] = (float)(cy - h / 2);
		f->corners[2] = (float)(cx + w / 2);
		f->corners[3] = (float)(cy + h / 2);
	}
}
