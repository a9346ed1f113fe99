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

// How the GPU behaves, what was done with it and which rules were broken, for the tests to set and to ask.
#include "driver.h"

#include <unistd.h>

#include <algorithm>
#include <cstdarg>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <map>

namespace card {

std::recursive_mutex mutex;
static std::map<std::string, long> counts;
static std::vector<std::string> breaches;

static std::map<std::string, long Settings::*> settingsByName() {
	return {{"cards", &Settings::cards}, {"free_mib", &Settings::freeMiB}, {"lazy", &Settings::lazy},
		{"no_fused", &Settings::noFused}, {"no_kernels", &Settings::noKernels}, {"first_fails", &Settings::firstFails},
		{"tensor_cores_only", &Settings::tensorCoresOnly}, {"nondeterministic_only", &Settings::nondeterministicOnly},
		{"compile_millis", &Settings::compileMillis},
		{"fail_at", &Settings::failAt}, {"fail_for_memory", &Settings::failForMemory},
		{"dry", &Settings::dry}, {"teraflops", &Settings::teraflops}, {"gigabytes", &Settings::gigabytes},
		{"link_gigabytes", &Settings::linkGigabytes}, {"call_micros", &Settings::callMicros}};
}

static Settings initial() {
	Settings all;
	const char *text = getenv("FAKE_CARD");
	std::string rest = text ? text : "";
	while (!rest.empty()) {
		const size_t end = std::min(rest.find(','), rest.size()), is = rest.find('=');
		const auto names = settingsByName();
		const auto name = names.find(rest.substr(0, std::min(is, end)));
		if (name == names.end()) {
			fprintf(stderr, "FAKE_CARD: there is no setting '%s'\n", rest.substr(0, end).c_str());
			abort();
		}
		all.*name->second = is < end ? atol(rest.c_str() + is + 1) : 1;
		rest = rest.substr(std::min(end + 1, rest.size()));
	}
	return all;
}

Settings settings = initial();

void broken(const char *format, ...) {
	char text[400];
	va_list arguments;
	va_start(arguments, format);
	vsnprintf(text, sizeof text, format, arguments);
	va_end(arguments);
	breaches.push_back(text);
	fprintf(stderr, "make-believe card: %s\n", text);
}

void noteMost(const std::string &name, long value) { counts[name] = std::max(counts[name], value); }

void add(const std::string &name, long difference) { counts[name] += difference; }

bool mustFail(const char *call) {
	const long number = counts["calls"]++;
	if (number != settings.failAt) return false;
	settings.failAt = -1;
	add("failed");
	add(std::string("failed ") + call);
	return true;
}

void compile() {
	static long now = 0;
	if (settings.compileMillis <= 0) return;
	noteMost("compiled_at_once", ++now);
	mutex.unlock();
	usleep((useconds_t)(1000 * settings.compileMillis));
	mutex.lock();
	now--;
}

} // namespace card

using namespace card;

extern "C" {

int fake_card_set(const char *name, long value) {
	std::lock_guard<std::recursive_mutex> lock(mutex);
	const auto names = settingsByName();
	const auto found = names.find(name);
	if (found == names.end()) return INVALID_VALUE;
	settings.*found->second = value;
	return SUCCESS;
}

long fake_card_get(const char *name) {
	std::lock_guard<std::recursive_mutex> lock(mutex);
	if (!strcmp(name, "breaches")) return (long)breaches.size();
	if (!strcmp(name, "blocks")) return countOfBlocks();
	if (!strcmp(name, "pinned")) return countOfPinned();
	if (!strcmp(name, "streams")) return countOfStreams();
	if (!strcmp(name, "events")) return countOfEvents();
	if (!strcmp(name, "graphs")) return countOfGraphs();
	if (!strcmp(name, "retained")) return countOfRetained();
	if (!strcmp(name, "host_micros")) return (long)hostClock;
	if (!strncmp(name, "busy_micros_", 12)) return (long)deviceOf(atoi(name + 12))->busy;
	return counts[name];
}

/** In the model, this side does something else for some time. */
void fake_card_host_works(long micros) {
	std::lock_guard<std::recursive_mutex> lock(mutex);
	hostClock += (double)micros;
}

const char *fake_card_breach(long index) { return breaches[index].c_str(); }
}
