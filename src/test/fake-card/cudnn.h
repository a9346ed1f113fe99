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

// What descriptors.cpp and graphs.cpp share: cuDNN's numbers, descriptors, and what a plan computes.
#pragma once

#include "card.h"

#include <cstring>
#include <map>

namespace card {

enum LibraryStatus {
	SUCCESS = 0,
	BAD_PARAM = 2000,
	BAD_PARAM_OUT_OF_BOUND = 2005,
	NOT_SUPPORTED = 3000,
	DEVICE_ALLOCATION_FAILED = 4004,
	EXECUTION_FAILED = 5000
};

enum DescriptorKind {
	POINTWISE = 0,
	CONVOLUTION = 1,
	ENGINE = 2,
	ENGINE_CONFIGURATION = 3,
	HEURISTICS = 4,
	EXECUTION_PLAN = 5,
	FORWARD = 10,
	BACKWARD_FILTER = 11,
	BACKWARD_DATA = 12,
	POINTWISE_OPERATION = 13,
	OPERATION_GRAPH = 15,
	VARIANT_PACK = 16,
	TENSOR = 17
};

enum AttributeType {
	HANDLE = 0,
	DATA_TYPE = 1,
	BOOLEAN = 2,
	INT64 = 3,
	FLOATING = 4,
	DOUBLE = 5,
	VOID_PTR = 6,
	CONVOLUTION_MODE = 7,
	HEUR_MODE = 8,
	NUMERICAL_NOTE = 11,
	POINTWISE_MODE = 14,
	DESCRIPTOR = 15,
	BEHAVIOR_NOTE = 19,
	CHARACTER = 24
};

enum Attribute {
	POINTWISE_MODE_OF = 0,
	POINTWISE_PRECISION = 1,
	CONVOLUTION_TYPE = 100,
	CONVOLUTION_MODE_OF = 101,
	DILATIONS = 102,
	STRIDES = 103,
	POST_PADDINGS = 104,
	PRE_PADDINGS = 105,
	SPATIAL_DIMENSIONS = 106,
	HEURISTICS_MODE = 200,
	HEURISTICS_GRAPH = 201,
	HEURISTICS_RESULTS = 202,
	CONFIGURATION_ENGINE = 300,
	PLAN_HANDLE = 400,
	PLAN_CONFIGURATION = 401,
	PLAN_WORKSPACE = 402,
	PLAN_JSON = 405,
	POINTWISE_OPERATION_MODE = 750,
	POINTWISE_X = 751,
	POINTWISE_B = 752,
	POINTWISE_Y = 753,
	GRAPH_HANDLE = 800,
	GRAPH_OPERATIONS = 801,
	TENSOR_ALIGNMENT = 900,
	TENSOR_TYPE = 901,
	TENSOR_DIMENSIONS = 902,
	TENSOR_STRIDES = 903,
	TENSOR_ID = 906,
	TENSOR_VIRTUAL = 907,
	PACK_IDS = 1000,
	PACK_POINTERS = 1001,
	PACK_WORKSPACE = 1003,
	ENGINE_NUMERICAL_NOTE = 1303,
	ENGINE_BEHAVIOR_NOTE = 1305
};

/** Where the three convolutions have their attributes: alpha, beta, convolution, w, x, y in this order. */
inline int firstAttribute(int kind) { return kind == FORWARD ? 700 : kind == BACKWARD_DATA ? 706 : 712; }
inline int attributeOfW(int kind) { return firstAttribute(kind) + 3; }
inline int attributeOfX(int kind) { return firstAttribute(kind) + 4; }
inline int attributeOfY(int kind) { return firstAttribute(kind) + 5; }

/** A tensor of a graph that is computed. */
struct Operand {
	Shape shape;
	int64_t id, alignment;
};

/** What a plan does: a convolution of one of the three kinds, forward perhaps with bias and ReLU. */
struct Operation {
	int kind = FORWARD;
	Operand x{}, w{}, y{}, bias{};
	Window window{};
	bool hasBias = false, relu = false;
	int64_t workspace = 0;
};

struct Value {
	int64_t count;
	std::vector<char> bytes;
};

struct Descriptor {
	int kind;
	bool finalized = false;
	std::map<int, Value> values;
	std::vector<int> numerical, behavior;
	Descriptor *graph = nullptr;
	int candidate = 0;
	Operation operation;

	template <class T> T one(int attribute) const {
		T value{};
		const auto found = values.find(attribute);
		if (found != values.end()) memcpy(&value, found->second.bytes.data(), sizeof value);
		return value;
	}

	std::vector<int64_t> numbers(int attribute) const {
		const auto found = values.find(attribute);
		if (found == values.end()) return {};
		std::vector<int64_t> all(found->second.count);
		memcpy(all.data(), found->second.bytes.data(), 8 * all.size());
		return all;
	}

	Descriptor *part(int attribute, int index = 0) const { return (Descriptor *)numbers(attribute).at(index); }
};

/** Notes why a call fails. Returns the status. */
int refuse(int status, const char *format, ...) __attribute__((format(printf, 2, 3)));

/** Reads a tensor. Returns whether it is channels-last. */
bool readOperand(const Descriptor *tensor, Operand &into);

/** Follows convolution, addition, ReLU. Returns a status. */
int readGraph(const Descriptor *graph, Operation &o);

std::string toJson(const Operation &o);
int fromJson(std::string text, Operation &o);

/** Does the work of a plan with the addresses of its tensors. */
void compute(const Operation &o, uint64_t x, uint64_t w, uint64_t y, uint64_t bias);

} // namespace card
