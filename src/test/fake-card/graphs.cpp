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

// What the graph of a plan means: read from its descriptors, written as JSON and computed.
#include "cudnn.h"

#include <sstream>

namespace card {

static const int CROSS_CORRELATION = 1, ADD = 0, RELU = 100;

bool readOperand(const Descriptor *tensor, Operand &into) {
	const auto d = tensor->numbers(TENSOR_DIMENSIONS), s = tensor->numbers(TENSOR_STRIDES);
	into = {{d[0], d[1], d[2], d[3], tensor->one<int>(TENSOR_TYPE)}, tensor->one<int64_t>(TENSOR_ID),
		tensor->one<int64_t>(TENSOR_ALIGNMENT)};
	return s[0] == d[1] * d[2] * d[3] && s[1] == 1 && s[2] == d[1] * d[3] && s[3] == d[1];
}

static int checkSizes(const Operation &o) {
	const Shape x = o.x.shape, w = o.w.shape, y = o.y.shape;
	if (x.n != y.n || w.c != x.c || w.n != y.c) return refuse(BAD_PARAM, "the convolution's channels do not fit");
	for (const auto &size : {std::vector<int64_t>{x.h, w.h, y.h}, {x.w, w.w, y.w}})
		if ((size[0] + 2 * o.window.pad - o.window.dilation * (size[1] - 1) - 1) / o.window.stride + 1 != size[2])
			return refuse(BAD_PARAM, "the convolution's sizes do not fit");
	if (x.c % 8 || y.c % 8) return refuse(BAD_PARAM, "channels are not padded to 8");
	if (o.hasBias && (o.bias.shape.count() != (size_t)y.c)) return refuse(BAD_PARAM, "the bias does not fit");
	return SUCCESS;
}

/** Follows convolution, addition, ReLU. */
int readGraph(const Descriptor *graph, Operation &o) {
	const int64_t count = graph->values.at(GRAPH_OPERATIONS).count;
	const Descriptor *const first = graph->part(GRAPH_OPERATIONS);
	o.kind = first->kind;
	if (o.kind != FORWARD && o.kind != BACKWARD_DATA && o.kind != BACKWARD_FILTER)
		return refuse(BAD_PARAM, "a graph begins with a convolution");
	const Descriptor *const convolution = first->part(firstAttribute(o.kind) + 2);
	const auto pad = convolution->numbers(PRE_PADDINGS);
	if (pad != convolution->numbers(POST_PADDINGS) || pad[0] != pad[1]) return refuse(BAD_PARAM, "paddings differ");
	if (convolution->one<int>(CONVOLUTION_MODE_OF) != CROSS_CORRELATION) return refuse(BAD_PARAM, "not cross-correlation");
	if (convolution->one<int>(CONVOLUTION_TYPE) != FLOAT) return refuse(BAD_PARAM, "not computed in float");
	o.window = {pad[0], convolution->numbers(STRIDES)[0], convolution->numbers(DILATIONS)[0]};
	const Descriptor *result = first->part(attributeOfY(o.kind));
	if (!readOperand(first->part(attributeOfX(o.kind)), o.x) || !readOperand(first->part(attributeOfW(o.kind)), o.w))
		return refuse(BAD_PARAM, "not channels-last");
	for (int64_t i = 1; i < count; i++) {
		const Descriptor *const next = graph->part(GRAPH_OPERATIONS, (int)i);
		if (next->part(POINTWISE_X) != result || !result->one<char>(TENSOR_VIRTUAL))
			return refuse(BAD_PARAM, "operation %d does not read what the one before leaves", (int)i);
		const int mode = next->part(POINTWISE_OPERATION_MODE)->one<int>(POINTWISE_MODE_OF);
		if (i == 1 && mode == ADD) o.hasBias = readOperand(next->part(POINTWISE_B), o.bias);
		else if (i == 2 && mode == RELU) o.relu = true;
		else return refuse(BAD_PARAM, "operation %d is of mode %d", (int)i, mode);
		result = next->part(POINTWISE_Y);
	}
	if (result->one<char>(TENSOR_VIRTUAL)) return refuse(BAD_PARAM, "the result is virtual");
	if (!readOperand(result, o.y)) return refuse(BAD_PARAM, "not channels-last");
	return checkSizes(o);
}

std::string toJson(const Operation &o) {
	std::ostringstream text;
	text << "{\"make-believe\":[" << o.kind << ',' << o.window.pad << ',' << o.window.stride << ',' << o.window.dilation
		 << ',' << o.hasBias << ',' << o.relu << ',' << o.workspace;
	for (const Operand &operand : {o.x, o.w, o.y, o.bias})
		text << ',' << operand.shape.n << ',' << operand.shape.c << ',' << operand.shape.h << ',' << operand.shape.w << ','
			 << operand.shape.type << ',' << operand.id << ',' << operand.alignment;
	text << "]}";
	return text.str();
}

int fromJson(std::string text, Operation &o) {
	if (text.rfind("{\"make-believe\":[", 0) != 0) return refuse(NOT_SUPPORTED, "the JSON is of another version");
	for (char &c : text)
		if (!strchr("0123456789-", c)) c = ' ';
	std::istringstream numbers(text.substr(16));
	numbers >> o.kind >> o.window.pad >> o.window.stride >> o.window.dilation >> o.hasBias >> o.relu >> o.workspace;
	for (Operand *operand : {&o.x, &o.w, &o.y, &o.bias})
		numbers >> operand->shape.n >> operand->shape.c >> operand->shape.h >> operand->shape.w >> operand->shape.type >>
			operand->id >> operand->alignment;
	return numbers.fail() ? refuse(NOT_SUPPORTED, "the JSON is damaged") : (int)SUCCESS;
}

void compute(const Operation &o, uint64_t x, uint64_t w, uint64_t y, uint64_t bias) {
	if (o.kind == FORWARD) {
		auto result = convolve(read(x, o.x.shape), o.x.shape, read(w, o.w.shape), o.w.shape, o.y.shape, o.window);
		if (o.hasBias) addBias(result, read(bias, o.bias.shape), o.relu);
		write(y, result, o.y.shape);
	}
	else if (o.kind == BACKWARD_DATA)
		write(x, convolveByInput(o.x.shape, read(w, o.w.shape), o.w.shape, read(y, o.y.shape), o.y.shape, o.window),
			o.x.shape);
	else
		write(w, convolveByKernel(read(x, o.x.shape), o.x.shape, o.w.shape, read(y, o.y.shape), o.y.shape, o.window),
			o.w.shape);
}

} // namespace card
