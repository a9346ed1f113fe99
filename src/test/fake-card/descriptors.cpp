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
// descriptors that are finalized and alive, and to a graph that can be computed.
#include "cudnn.h"

#include <algorithm>
#include <cstdarg>
#include <cstdio>
#include <set>

namespace card {

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

struct Handle {
	Stream *stream = nullptr;
};

/** Destroyed ones are kept, so that their use is found. */
static std::set<Descriptor *> alive;
static long handles = 0;
static thread_local std::string lastError;

int refuse(int status, const char *format, ...) {
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
	if (d->kind == HEURISTICS && settings.noKernels) return refuse(NOT_SUPPORTED, "the card has no kernels");
	if (d->kind == HEURISTICS && settings.noFused && d->part(HEURISTICS_GRAPH)->values.at(GRAPH_OPERATIONS).count > 1)
		return refuse(NOT_SUPPORTED, "operations cannot be joined here");
	if (d->kind == EXECUTION_PLAN) return finalizePlan(d);
	return SUCCESS;
}

/** Notes of kernel i of the heuristics. */
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

/** The address of a tensor, 0 if it does not exist or it is not fit for it. */
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
	if (!isStream(stream)) return refuse(BAD_PARAM, "cudnnSetStream of an object that does not exist");
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
	const Shape ws = o.w.shape, ys = o.y.shape;
	const double operations = 2.0 * ys.n * ys.h * ys.w * ws.n * ws.c * ws.h * ws.w;
	return enqueue(
		handle->stream,
		[=] {
			if (o.workspace > 0) memset((void *)workspace, 0xff, o.workspace);
			compute(o, x, w, y, bias);
		},
		costOfConvolution(operations, (double)(o.x.shape.bytes() + ws.bytes() + ys.bytes())));
}
}
