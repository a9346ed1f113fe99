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

// What the parts of the imitated driver share.
#pragma once

#include "card.h"

#include <deque>

namespace card {

enum Status {
	SUCCESS = 0,
	INVALID_VALUE = 1,
	OUT_OF_MEMORY = 2,
	NO_DEVICE = 100,
	INVALID_IMAGE = 200,
	INVALID_CONTEXT = 201,
	INVALID_HANDLE = 400,
	NOT_FOUND = 500,
	PEER_ACCESS_ALREADY_ENABLED = 704,
	LAUNCH_FAILED = 719,
	CAPTURE_UNSUPPORTED = 900,
	CAPTURE_INVALIDATED = 901
};

/** A card, which is also its one context. */
struct Device {
	int ordinal = 0;
	long retained = 0;
	long used = 0;
	/** The model's time, in microseconds, at which each unit is free, and the time that kernels have taken. */
	double free[UNITS] = {};
	double busy = 0;
};

extern thread_local Device *contextOfThread;

struct Graph {
	std::vector<std::function<void()>> work;
	double micros = 0;
};

/** Work, or waiting until another stream has done so much. */
struct Step {
	std::function<void()> work;
	Stream *other;
	uint64_t upTo;
};

struct Stream {
	explicit Stream(Device *device) : device(device) {}

	Device *const device;
	uint64_t put = 0, done = 0;
	std::deque<Step> waiting;
	bool capturing = false, invalid = false;
	Graph *recorded = nullptr;
	/** The model's time at which all that was put here is done. */
	double clock = 0;
};

struct Event {
	Device *device;
	unsigned flags;
	Stream *stream = nullptr;
	uint64_t upTo = 0;
	bool recorded = false;
	double milliseconds = 0;
	/** The model's time. */
	double clock = 0;
};

/** Does what was put on a stream so far. */
void runUpTo(Stream *stream, uint64_t upTo);

/** Does what was put on any stream. */
void runAll();

/** Calls that no capture can record make it invalid. Returns whether there is one. */
bool endsCapture(Stream *stream, const char *call);
bool endsAnyCapture(const char *call);

/** Objects that are there, for the tests. */
long countOfBlocks();
long countOfPinned();
long countOfStreams();
long countOfEvents();
long countOfGraphs();
long countOfRetained();

/** The model's time of this side, in microseconds. */
extern double hostClock;

Device *deviceOf(int ordinal);

} // namespace card

// What every call begins with: the lock, the context, and perhaps a failure.
#define ENTER(call)                                                                                                    \
	std::lock_guard<std::recursive_mutex> lock(mutex);                                                                 \
	Device *const device = current(call);                                                                              \
	if (!device) return INVALID_CONTEXT

#define MAY_FAIL(call)                                                                                                 \
	if (mustFail(call)) return settings.failForMemory ? OUT_OF_MEMORY : LAUNCH_FAILED
