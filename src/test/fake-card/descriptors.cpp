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

// cuDNN 9's graph API as far as convolutions need it. Every attribute is held to its type and number of values, to
// descriptors that are finalized and alive, and to a graph that arithmetic.cpp can compute.
#include "card.h"

#include <algorithm>
#include <cstdarg>
#include <cstdio>
#include <cstring>
#include <map>
#include <set>
#include <sstream>

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
static int firstAttribute(int kind) { return kind == FORWARD ? 700 : kind == BACKWARD_DATA ? 706 : 712; }
static int attributeOfW(int kind) { return firstAttribute(kind) + 3; }
static int attributeOfX(int kind) { return firstAttribute(kind) + 4; }
static int attributeOfY(int kind) { return firstAttribute(kind) + 5; }

static const int CROSS_CORRELATION = 1, ADD = 0, RELU = 100;
static const int MODE_A = 3, MODE_FALLBACK = 2;
static const int NOTE_TENSOR_CORE = 0, NOTE_DOWN_CONVERT = 1, NOTE_NONDETERMINISTIC = 4, NUMERICAL_NOTES = 10;
static const int NOTE_RUNTIME_COMPILATION = 0, BEHAVIOR_NOTES = 5;

/** What an attribute may be. */
struct Rule {
	int attribute, type;
	int64_t least, most;
	bool needed;
};

static std::vector<Rule> convolutionRules(int kind) {
	const int first = firstAttribute(kind);
	return {{first, FLOATING, 1, 1, true}, {first + 1, FLOATING, 1, 1, true}, {first + 2, DESCRIPTOR, 1, 1, true},
		{first + 3, DESCRIPTOR, 1, 1, true}, {first + 4, DESCRIPTOR, 1, 1, true}, {first + 5, DESCRIPTOR, 1, 1, true}};
}

static const std::map<int, std::vector<Rule>> RULES = {
	{TENSOR,
		{{TENSOR_ALIGNMENT, INT64, 1, 1, true}, {TENSOR_TYPE, DATA_TYPE, 1, 1, true},
			{TENSOR_DIMENSIONS, INT64, 4, 4, true}, {TENSOR_STRIDES, INT64, 4, 4, true}, {TENSOR_ID, INT64, 1, 1, true},
			{TENSOR_VIRTUAL, BOOLEAN, 1, 1, false}}},
	{CONVOLUTION,
		{{CONVOLUTION_TYPE, DATA_TYPE, 1, 1, true}, {CONVOLUTION_MODE_OF, CONVOLUTION_MODE, 1, 1, true},
			{DILATIONS, INT64, 2, 2, true}, {STRIDES, INT64, 2, 2, true}, {POST_PADDINGS, INT64, 2, 2, true},
			{PRE_PADDINGS, INT64, 2, 2, true}, {SPATIAL_DIMENSIONS, INT64, 1, 1, true}}},
	{POINTWISE, {{POINTWISE_MODE_OF, POINTWISE_MODE, 1, 1, true}, {POINTWISE_PRECISION, DATA_TYPE, 1, 1, true}}},
	{FORWARD, convolutionRules(FORWARD)},
	{BACKWARD_DATA, convolutionRules(BACKWARD_DATA)},
	{BACKWARD_FILTER, convolutionRules(BACKWARD_FILTER)},
	{POINTWISE_OPERATION,
		{{POINTWISE_OPERATION_MODE, DESCRIPTOR, 1, 1, true}, {POINTWISE_X, DESCRIPTOR, 1, 1, true},
			{POINTWISE_B, DESCRIPTOR, 1, 1, false}, {POINTWISE_Y, DESCRIPTOR, 1, 1, true}}},
	{OPERATION_GRAPH, {{GRAPH_HANDLE, HANDLE, 1, 1, true}, {GRAPH_OPERATIONS, DESCRIPTOR, 1, 50, true}}},
	{HEURISTICS, {{HEURISTICS_MODE, HEUR_MODE, 1, 1, true}, {HEURISTICS_GRAPH, DESCRIPTOR, 1, 1, true}}},
	{EXECUTION_PLAN,
		{{PLAN_HANDLE, HANDLE, 1, 1, true}, {PLAN_CONFIGURATION, DESCRIPTOR, 1, 1, false},
			{PLAN_JSON, CHARACTER, 1, 1 << 20, false}}},
	{VARIANT_PACK,
		{{PACK_IDS, INT64, 1, 50, true}, {PACK_POINTERS, VOID_PTR, 1, 50, true}, {PACK_WORKSPACE, VOID_PTR, 1, 1, true}}},
	{ENGINE, {}},
	{ENGINE_CONFIGURATION, {}}};

static size_t sizeOf(int type) {
	switch (type) {
	case HANDLE:
	case INT64:
	case DOUBLE:
	case VOID_PTR:
	case DESCRIPTOR: return 8;
	case BOOLEAN:
	case CHARACTER: return 1;
	default: return 4;
	}
}

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

struct Handle {
	Stream *stream = nullptr;
};

/** Destroyed ones are kept, so that their use is found. */
static std::set<Descriptor *> alive;
static long handles = 0;
static std::string lastError;

static int refuse(int status, const char *format, ...) __attribute__((format(printf, 2, 3)));
static int refuse(int status, const char *format, ...) {
	char text[300];
	va_list arguments;
	va_start(arguments, format);
	vsnprintf(text, sizeof text, format, arguments);
	va_end(arguments);
	lastError = text;
	if (status == BAD_PARAM) broken("%s", text);
	return status;
}

static int injected() {
	return refuse(settings.failForMemory ? DEVICE_ALLOCATION_FAILED : EXECUTION_FAILED, "the failure that was asked for");
}

static bool readOperand(const Descriptor *tensor, Operand &into) {
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
static int readGraph(const Descriptor *graph, Operation &o) {
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

static std::string toJson(const Operation &o) {
	std::ostringstream text;
	text << "{\"make-believe\":[" << o.kind << ',' << o.window.pad << ',' << o.window.stride << ',' << o.window.dilation
		 << ',' << o.hasBias << ',' << o.relu << ',' << o.workspace;
	for (const Operand &operand : {o.x, o.w, o.y, o.bias})
		text << ',' << operand.shape.n << ',' << operand.shape.c << ',' << operand.shape.h << ',' << operand.shape.w << ','
			 << operand.shape.type << ',' << operand.id << ',' << operand.alignment;
	text << "]}";
	return text.str();
}

static int fromJson(std::string text, Operation &o) {
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

static int finalizePlan(Descriptor *plan) {
	if (!plan->values.count(PLAN_CONFIGURATION)) {
		if (!plan->values.count(PLAN_JSON)) return refuse(BAD_PARAM, "a plan of nothing");
		const Value &json = plan->values.at(PLAN_JSON);
		add("plans from JSON");
		return fromJson(std::string(json.bytes.data(), strnlen(json.bytes.data(), json.count)), plan->operation);
	}
	const Descriptor *const configuration = plan->part(PLAN_CONFIGURATION);
	add("plans");
	if (!configuration->behavior.empty()) {
		add("compilations");
		compile();
	}
	if (configuration->candidate == 0 && settings.firstFails)
		return refuse(NOT_SUPPORTED, "the first kernel does not run on this card");
	plan->graph = configuration->graph;
	const int status = readGraph(plan->graph, plan->operation);
	plan->operation.workspace = configuration->operation.workspace;
	return status;
}

static int finalize(Descriptor *d) {
	for (const Rule &rule : RULES.at(d->kind))
		if (rule.needed && !d->values.count(rule.attribute))
			return refuse(BAD_PARAM, "kind %d lacks attribute %d", d->kind, rule.attribute);
	if (d->kind == TENSOR)
		for (const int64_t size : d->numbers(TENSOR_DIMENSIONS))
			if (size <= 0) return refuse(BAD_PARAM, "a dimension of %ld", (long)size);
	if (d->kind == TENSOR && d->one<int64_t>(TENSOR_ALIGNMENT) <= 0) return refuse(BAD_PARAM, "an alignment of 0");
	if (d->kind == TENSOR) {
		Operand operand;
		readOperand(d, operand);
		if (operand.shape.count() >= 1ull << 31)
			return refuse(NOT_SUPPORTED, "a tensor of %zu values", operand.shape.count());
	}
	if (d->kind == HEURISTICS && settings.noFused && d->part(HEURISTICS_GRAPH)->values.at(GRAPH_OPERATIONS).count > 1)
		return refuse(NOT_SUPPORTED, "operations cannot be joined here");
	if (d->kind == EXECUTION_PLAN) return finalizePlan(d);
	return SUCCESS;
}

/** Of kernel i of those that the heuristics name. */
static void describe(Descriptor *configuration, int i, int mode, const Descriptor *graph) {
	const Descriptor *const first = graph->part(GRAPH_OPERATIONS);
	const bool full = first->part(attributeOfX(first->kind))->one<int>(TENSOR_TYPE) == FLOAT;
	configuration->finalized = true;
	configuration->candidate = i;
	configuration->graph = const_cast<Descriptor *>(graph);
	configuration->operation.workspace = mode == MODE_A ? (int64_t)(1 + i) << 20 : 0;
	const bool matrixUnits = (mode == MODE_A && i < 2) || settings.tensorCoresOnly;
	if (matrixUnits) configuration->numerical.push_back(NOTE_TENSOR_CORE);
	if (matrixUnits && full) configuration->numerical.push_back(NOTE_DOWN_CONVERT);
	if (first->kind == BACKWARD_FILTER && ((mode == MODE_A && i == 0) || settings.nondeterministicOnly))
		configuration->numerical.push_back(NOTE_NONDETERMINISTIC);
	if (settings.compileMillis > 0 && mode == MODE_A && i != 1)
		configuration->behavior.push_back(NOTE_RUNTIME_COMPILATION);
}

static int getResults(const Descriptor *heuristics, int64_t most, int64_t *count, void *values) {
	const int mode = heuristics->one<int>(HEURISTICS_MODE);
	const int64_t there = std::min<int64_t>(most, mode == MODE_A ? 3 : 1);
	Descriptor **const results = (Descriptor **)values;
	for (int64_t i = 0; i < there; i++) {
		if (!alive.count(results[i]) || results[i]->kind != ENGINE_CONFIGURATION)
			return refuse(BAD_PARAM, "the results are no configurations");
		describe(results[i], (int)i, mode, heuristics->part(HEURISTICS_GRAPH));
	}
	*count = there;
	return SUCCESS;
}

static int getNotes(const std::vector<int> &notes, int64_t known, int64_t most, int64_t *count, void *values) {
	if (most > known) return refuse(BAD_PARAM, "there are only %ld notes", (long)known);
	for (size_t i = 0; i < std::min<size_t>(most, notes.size()); i++) ((int *)values)[i] = notes[i];
	*count = (int64_t)notes.size();
	return SUCCESS;
}

static int getJson(const Descriptor *plan, int64_t most, int64_t *count, void *values) {
	const std::string json = toJson(plan->operation);
	*count = (int64_t)json.size() + 1;
	if (values && most > 0) {
		if (most < *count) return refuse(BAD_PARAM, "the JSON is longer");
		memcpy(values, json.c_str(), json.size() + 1);
	}
	return SUCCESS;
}

/** The address of a tensor, 0 if there is none or it is not fit for it. */
static uint64_t find(const Descriptor *pack, const Operand &operand, const Stream *stream) {
	const auto ids = pack->numbers(PACK_IDS), pointers = pack->numbers(PACK_POINTERS);
	const size_t at = std::find(ids.begin(), ids.end(), operand.id) - ids.begin();
	if (at == ids.size()) {
		broken("tensor %ld has no address", (long)operand.id);
		return 0;
	}
	if (pointers[at] % operand.alignment) {
		broken("tensor %ld is not aligned", (long)operand.id);
		return 0;
	}
	return isOnCard(stream, (uint64_t)pointers[at], operand.shape.bytes(), "tensor") ? (uint64_t)pointers[at] : 0;
}

static void compute(const Operation &o, uint64_t x, uint64_t w, uint64_t y, uint64_t bias) {
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

using namespace card;

extern "C" {

size_t cudnnGetVersion() { return 91900; }

const char *cudnnGetErrorString(int status) {
	switch (status) {
	case SUCCESS: return "CUDNN_STATUS_SUCCESS";
	case NOT_SUPPORTED: return "CUDNN_STATUS_NOT_SUPPORTED";
	case DEVICE_ALLOCATION_FAILED: return "CUDNN_STATUS_INTERNAL_ERROR_DEVICE_ALLOCATION_FAILED";
	case EXECUTION_FAILED: return "CUDNN_STATUS_EXECUTION_FAILED";
	default: return "CUDNN_STATUS_BAD_PARAM";
	}
}

void cudnnGetLastErrorString(char *message, size_t size) {
	std::lock_guard<std::recursive_mutex> lock(mutex);
	if (size > 0) snprintf(message, size, "%s", lastError.c_str());
}

int cudnnCreate(Handle **handle) {
	std::lock_guard<std::recursive_mutex> lock(mutex);
	if (!current("cudnnCreate")) return BAD_PARAM;
	if (mustFail("cudnnCreate")) return injected();
	*handle = new Handle();
	handles++;
	add("handles");
	return SUCCESS;
}

int cudnnDestroy(Handle *handle) {
	std::lock_guard<std::recursive_mutex> lock(mutex);
	if (--handles == 0 && !alive.empty())
		broken("%zu descriptors are alive when the last handle is destroyed", alive.size());
	add("handles", -1);
	delete handle;
	return SUCCESS;
}

int cudnnSetStream(Handle *handle, Stream *stream) {
	std::lock_guard<std::recursive_mutex> lock(mutex);
	if (mustFail("cudnnSetStream")) return injected();
	if (!isStream(stream)) return refuse(BAD_PARAM, "cudnnSetStream of what is not there");
	handle->stream = stream;
	return SUCCESS;
}

int cudnnBackendCreateDescriptor(int kind, Descriptor **descriptor) {
	std::lock_guard<std::recursive_mutex> lock(mutex);
	if (mustFail("cudnnBackendCreateDescriptor")) return injected();
	if (!RULES.count(kind)) return refuse(BAD_PARAM, "no descriptor of kind %d", kind);
	*descriptor = new Descriptor();
	(*descriptor)->kind = kind;
	alive.insert(*descriptor);
	add("descriptors");
	return SUCCESS;
}

int cudnnBackendDestroyDescriptor(Descriptor *descriptor) {
	std::lock_guard<std::recursive_mutex> lock(mutex);
	if (!alive.erase(descriptor)) return refuse(BAD_PARAM, "a descriptor is destroyed that is not there");
	descriptor->values.clear();
	add("descriptors", -1);
	return SUCCESS;
}

int cudnnBackendSetAttribute(Descriptor *d, int attribute, int type, int64_t count, const void *values) {
	std::lock_guard<std::recursive_mutex> lock(mutex);
	if (!alive.count(d)) return refuse(BAD_PARAM, "attribute %d of a descriptor that is destroyed", attribute);
	if (mustFail("cudnnBackendSetAttribute")) return injected();
	if (d->finalized) return refuse(BAD_PARAM, "attribute %d is set after finalizing", attribute);
	const auto &rules = RULES.at(d->kind);
	const auto rule =
		std::find_if(rules.begin(), rules.end(), [&](const Rule &r) { return r.attribute == attribute; });
	if (rule == rules.end()) return refuse(BAD_PARAM, "kind %d has no attribute %d", d->kind, attribute);
	if (type != rule->type && !(rule->type == FLOATING && type == DOUBLE))
		return refuse(BAD_PARAM, "attribute %d has type %d, not %d", attribute, rule->type, type);
	if (count < rule->least || count > rule->most)
		return refuse(BAD_PARAM, "attribute %d with %ld values", attribute, (long)count);
	Value value{count, std::vector<char>(sizeOf(type) * count)};
	memcpy(value.bytes.data(), values, value.bytes.size());
	if (type == DESCRIPTOR)
		for (int64_t i = 0; i < count; i++) {
			Descriptor *const part = ((Descriptor *const *)values)[i];
			if (!alive.count(part) || !part->finalized)
				return refuse(BAD_PARAM, "attribute %d is a descriptor that is not finalized", attribute);
		}
	d->values[attribute] = std::move(value);
	return SUCCESS;
}

int cudnnBackendFinalize(Descriptor *d) {
	std::lock_guard<std::recursive_mutex> lock(mutex);
	if (!alive.count(d) || d->finalized) return refuse(BAD_PARAM, "a descriptor is finalized twice or is destroyed");
	if (mustFail("cudnnBackendFinalize")) return injected();
	const int status = finalize(d);
	d->finalized = status == SUCCESS;
	return status;
}

int cudnnBackendGetAttribute(Descriptor *d, int attribute, int type, int64_t most, int64_t *count, void *values) {
	std::lock_guard<std::recursive_mutex> lock(mutex);
	if (!alive.count(d) || !d->finalized)
		return refuse(BAD_PARAM, "attribute %d of a descriptor that is not finalized", attribute);
	if (mustFail("cudnnBackendGetAttribute")) return injected();
	int64_t ignored = 0;
	int64_t *const there = count ? count : &ignored;
	if (d->kind == HEURISTICS && attribute == HEURISTICS_RESULTS && type == DESCRIPTOR)
		return getResults(d, most, there, values);
	if (d->kind == ENGINE_CONFIGURATION && attribute == CONFIGURATION_ENGINE && type == DESCRIPTOR) {
		Descriptor *const engine = *(Descriptor **)values;
		if (!alive.count(engine) || engine->kind != ENGINE) return refuse(BAD_PARAM, "the result is no engine");
		engine->finalized = true;
		engine->numerical = d->numerical;
		engine->behavior = d->behavior;
		*there = 1;
		return SUCCESS;
	}
	if (d->kind == ENGINE && attribute == ENGINE_NUMERICAL_NOTE && type == NUMERICAL_NOTE)
		return getNotes(d->numerical, NUMERICAL_NOTES, most, there, values);
	if (d->kind == ENGINE && attribute == ENGINE_BEHAVIOR_NOTE && type == BEHAVIOR_NOTE)
		return getNotes(d->behavior, BEHAVIOR_NOTES, most, there, values);
	if (d->kind == EXECUTION_PLAN && attribute == PLAN_WORKSPACE && type == INT64) {
		*(int64_t *)values = d->operation.workspace;
		*there = 1;
		return SUCCESS;
	}
	if (d->kind == EXECUTION_PLAN && attribute == PLAN_JSON && type == CHARACTER) return getJson(d, most, there, values);
	return refuse(BAD_PARAM, "kind %d has no attribute %d of type %d to get", d->kind, attribute, type);
}

int cudnnBackendExecute(Handle *handle, Descriptor *plan, Descriptor *pack) {
	std::lock_guard<std::recursive_mutex> lock(mutex);
	if (!current("cudnnBackendExecute")) return BAD_PARAM;
	if (mustFail("cudnnBackendExecute")) return injected();
	if (!alive.count(plan) || !alive.count(pack) || !plan->finalized || !pack->finalized)
		return refuse(BAD_PARAM, "descriptors that are not finalized are executed");
	if (plan->graph && !alive.count(plan->graph)) return refuse(BAD_PARAM, "the graph of a plan is destroyed");
	const Operation o = plan->operation;
	const uint64_t workspace = (uint64_t)pack->numbers(PACK_WORKSPACE)[0];
	if (o.workspace > 0 && !isOnCard(handle->stream, workspace, o.workspace, "workspace")) return BAD_PARAM;
	const uint64_t x = find(pack, o.x, handle->stream), w = find(pack, o.w, handle->stream),
				   y = find(pack, o.y, handle->stream), bias = o.hasBias ? find(pack, o.bias, handle->stream) : 0;
	if (!x || !w || !y || (o.hasBias && !bias)) return BAD_PARAM;
	add(o.hasBias ? "fused" : o.kind == FORWARD ? "forward" : o.kind == BACKWARD_DATA ? "by input" : "by kernel");
	return enqueue(handle->stream, [=] {
		if (o.workspace > 0) memset((void *)workspace, 0xff, o.workspace);
		compute(o, x, w, y, bias);
	});
}
}
