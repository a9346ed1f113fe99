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

// Streams, events and graphs: the order in which work is done.
#include "driver.h"

#include <time.h>

#include <algorithm>
#include <memory>
#include <set>

namespace card {

static const int THREAD_LOCAL_CAPTURE = 1, NO_TIMING = 2;

static std::set<Stream *> streams;
static std::set<Event *> events;
static std::set<Graph *> graphs;

bool isStream(const Stream *stream) { return streams.count(const_cast<Stream *>(stream)) > 0; }

void runUpTo(Stream *stream, uint64_t upTo) {
	while (stream->done < upTo) {
		const Step next = std::move(stream->waiting.front());
		stream->waiting.pop_front();
		if (!next.other) {
			if (!settings.dry) next.work();
		}
		else if (isStream(next.other)) runUpTo(next.other, next.upTo);
		stream->done++;
	}
}

void runAll() {
	for (Stream *stream : streams) runUpTo(stream, stream->put);
}

static void put(Stream *stream, Step step) {
	stream->waiting.push_back(std::move(step));
	stream->put++;
	if (!settings.lazy) runUpTo(stream, stream->put);
}

double hostClock = 0;

static double micros(double amount, long millionsPerMilli) {
	return settings.teraflops > 0 && millionsPerMilli > 0 ? amount / (millionsPerMilli * 1e3) : 0;
}

Cost costOfKernel(double bytes) {
	return {KERNELS, settings.teraflops > 0 ? settings.callMicros + micros(bytes, settings.gigabytes) : 0};
}

Cost costOfConvolution(double operations, double bytes) {
	return {KERNELS, std::max(costOfKernel(bytes).micros, micros(operations, 1000 * settings.teraflops))};
}

Cost costOfCopy(Unit unit, double bytes) { return {unit, micros(bytes, settings.linkGigabytes)}; }

/** Work begins when its stream, what does it and this side have come so far. */
static void place(Stream *stream, Cost cost) {
	if (settings.teraflops > 0) hostClock += (double)settings.callMicros;
	double &free = stream->device->free[cost.unit];
	const double begin = std::max({stream->clock, hostClock, free});
	stream->clock = free = begin + cost.micros;
	if (cost.unit == KERNELS) stream->device->busy += cost.micros;
}

int enqueue(Stream *stream, std::function<void()> work, Cost cost) {
	if (!isStream(stream)) {
		broken("work on an unknown stream");
		return INVALID_HANDLE;
	}
	if (stream->device != contextOfThread) broken("work on a stream of another card");
	if (stream->capturing) {
		stream->recorded->work.push_back(std::move(work));
		stream->recorded->micros += cost.micros;
		return SUCCESS;
	}
	place(stream, cost);
	put(stream, {std::move(work), nullptr, 0});
	return SUCCESS;
}

/** Calls that no capture can record make it invalid. */
bool endsCapture(Stream *stream, const char *call) {
	if (!stream->capturing) return false;
	broken("%s during a capture", call);
	stream->invalid = true;
	return true;
}

bool endsAnyCapture(const char *call) {
	bool any = false;
	for (Stream *stream : streams) any |= endsCapture(stream, call);
	return any;
}

static double now() {
	timespec time;
	clock_gettime(CLOCK_MONOTONIC, &time);
	return time.tv_sec * 1e3 + time.tv_nsec / 1e6;
}

long countOfStreams() { return (long)streams.size(); }

long countOfEvents() { return (long)events.size(); }

long countOfGraphs() { return (long)graphs.size(); }

} // namespace card

using namespace card;

extern "C" {

int cuStreamCreate(Stream **stream, unsigned) {
	ENTER("cuStreamCreate");
	MAY_FAIL("cuStreamCreate");
	*stream = new Stream(device);
	streams.insert(*stream);
	return SUCCESS;
}

int cuStreamDestroy_v2(Stream *stream) {
	ENTER("cuStreamDestroy");
	if (!isStream(stream)) {
		broken("cuStreamDestroy of what is not there");
		return INVALID_HANDLE;
	}
	runUpTo(stream, stream->put);
	streams.erase(stream);
	delete stream;
	return SUCCESS;
}

int cuStreamSynchronize(Stream *stream) {
	ENTER("cuStreamSynchronize");
	if (!isStream(stream)) {
		broken("cuStreamSynchronize of what is not there");
		return INVALID_HANDLE;
	}
	if (endsCapture(stream, "cuStreamSynchronize")) return CAPTURE_UNSUPPORTED;
	hostClock = std::max(hostClock, stream->clock);
	runUpTo(stream, stream->put);
	MAY_FAIL("cuStreamSynchronize");
	return SUCCESS;
}

int cuEventCreate(Event **event, unsigned flags) {
	ENTER("cuEventCreate");
	MAY_FAIL("cuEventCreate");
	*event = new Event{device, flags};
	events.insert(*event);
	return SUCCESS;
}

int cuEventDestroy_v2(Event *event) {
	ENTER("cuEventDestroy");
	if (!events.erase(event)) {
		broken("cuEventDestroy of what is not there");
		return INVALID_HANDLE;
	}
	runAll(); // work that is waiting may note its time in it
	delete event;
	return SUCCESS;
}

int cuEventRecord(Event *event, Stream *stream) {
	ENTER("cuEventRecord");
	MAY_FAIL("cuEventRecord");
	if (!isStream(stream) || !events.count(event)) {
		broken("cuEventRecord of what is not there");
		return INVALID_HANDLE;
	}
	if (endsCapture(stream, "cuEventRecord")) return CAPTURE_UNSUPPORTED;
	put(stream, {[event] { event->milliseconds = now(); }, nullptr, 0});
	event->recorded = true;
	event->stream = stream;
	event->upTo = stream->put;
	event->clock = std::max(stream->clock, hostClock);
	return SUCCESS;
}

int cuStreamWaitEvent(Stream *stream, Event *event, unsigned) {
	ENTER("cuStreamWaitEvent");
	MAY_FAIL("cuStreamWaitEvent");
	if (!isStream(stream) || !events.count(event)) {
		broken("cuStreamWaitEvent of what is not there");
		return INVALID_HANDLE;
	}
	if (endsCapture(stream, "cuStreamWaitEvent")) return CAPTURE_UNSUPPORTED;
	if (event->recorded) {
		put(stream, {nullptr, event->stream, event->upTo});
		stream->clock = std::max(stream->clock, event->clock);
	}
	return SUCCESS;
}

int cuEventSynchronize(Event *event) {
	ENTER("cuEventSynchronize");
	if (event->recorded && isStream(event->stream)) runUpTo(event->stream, event->upTo);
	hostClock = std::max(hostClock, event->clock);
	MAY_FAIL("cuEventSynchronize");
	return SUCCESS;
}

int cuEventElapsedTime_v2(float *milliseconds, Event *begun, Event *ended) {
	ENTER("cuEventElapsedTime");
	MAY_FAIL("cuEventElapsedTime");
	if ((begun->flags | ended->flags) & NO_TIMING) {
		broken("the time of an event that has none");
		return INVALID_HANDLE;
	}
	*milliseconds = (float)(settings.teraflops > 0 ? (ended->clock - begun->clock) / 1e3
												   : ended->milliseconds - begun->milliseconds);
	return SUCCESS;
}

int cuStreamBeginCapture_v2(Stream *stream, int mode) {
	ENTER("cuStreamBeginCapture");
	MAY_FAIL("cuStreamBeginCapture");
	if (mode != THREAD_LOCAL_CAPTURE) broken("the capture takes calls of other threads for its own");
	if (stream->capturing) return CAPTURE_UNSUPPORTED;
	stream->capturing = true;
	stream->invalid = false;
	graphs.insert(stream->recorded = new Graph());
	return SUCCESS;
}

int cuStreamEndCapture(Stream *stream, Graph **graph) {
	ENTER("cuStreamEndCapture");
	if (!stream->capturing) return INVALID_VALUE;
	stream->capturing = false;
	const bool failed = mustFail("cuStreamEndCapture");
	if (failed || stream->invalid) {
		graphs.erase(stream->recorded);
		delete stream->recorded;
		*graph = nullptr;
		return CAPTURE_INVALIDATED;
	}
	*graph = stream->recorded;
	return SUCCESS;
}

int cuGraphInstantiateWithFlags(Graph **made, Graph *graph, unsigned long long) {
	ENTER("cuGraphInstantiate");
	MAY_FAIL("cuGraphInstantiate");
	graphs.insert(*made = new Graph(*graph));
	return SUCCESS;
}

static int destroy(Graph *graph, const char *call) {
	ENTER(call);
	if (!graphs.erase(graph)) {
		broken("%s of what is not there", call);
		return INVALID_HANDLE;
	}
	delete graph;
	return SUCCESS;
}

int cuGraphDestroy(Graph *graph) { return destroy(graph, "cuGraphDestroy"); }

int cuGraphExecDestroy(Graph *graph) { return destroy(graph, "cuGraphExecDestroy"); }

int cuGraphLaunch(Graph *graph, Stream *stream) {
	ENTER("cuGraphLaunch");
	MAY_FAIL("cuGraphLaunch");
	const auto operations = std::make_shared<Graph>(*graph);
	return enqueue(
		stream,
		[operations] {
			for (const auto &operation : operations->work) operation();
		},
		{KERNELS, operations->micros});
}
}
