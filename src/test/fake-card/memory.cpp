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

// Cards, contexts and memory. Memory of a GPU is filled with NaN and stands between pages that nobody may touch.
#include "driver.h"

#include <sys/mman.h>

#include <algorithm>
#include <cstring>
#include <map>
#include <memory>
#include <set>

namespace card {

static const size_t PAGE = 4096, GRANULE = 256;

static Device devices[16];
thread_local Device *contextOfThread;

Device *deviceOf(int ordinal) { return &devices[ordinal]; }

Device *current(const char *call) {
	add(call);
	if (!contextOfThread || contextOfThread->retained == 0) {
		broken("%s without a current context", call);
		return nullptr;
	}
	return contextOfThread;
}

struct Block {
	Device *device;
	void *mapped;
	size_t mappedBytes, bytes, takenBytes;
};

static std::map<uint64_t, Block> blocks;
static std::map<uint64_t, size_t> pinnedBlocks;
static std::set<std::pair<Device *, Device *>> peers;

static size_t roundedUp(size_t bytes, size_t unit) { return (bytes + unit - 1) / unit * unit; }

static bool isPinned(const void *memory, size_t bytes) {
	auto after = pinnedBlocks.upper_bound((uint64_t)memory);
	if (after == pinnedBlocks.begin()) return false;
	--after;
	return (uint64_t)memory + bytes <= after->first + after->second;
}

bool isOnCard(const Stream *stream, uint64_t address, size_t bytes, const char *what) {
	auto after = blocks.upper_bound(address);
	if (after == blocks.begin()) {
		broken("%s: %llx is not memory of a card", what, (unsigned long long)address);
		return false;
	}
	--after;
	if (address + bytes > after->first + after->second.bytes) {
		broken("%s: %zu bytes at %llx end outside of their block", what, bytes, (unsigned long long)address);
		return false;
	}
	if (after->second.device != stream->device) {
		broken("%s: memory of another card", what);
		return false;
	}
	return true;
}

long countOfBlocks() { return (long)blocks.size(); }

long countOfPinned() { return (long)pinnedBlocks.size(); }

long countOfRetained() {
	long sum = 0;
	for (const Device &device : devices) sum += device.retained;
	return sum;
}

} // namespace card

using namespace card;

extern "C" {

int cuInit(unsigned) { return settings.cards > 0 ? SUCCESS : NO_DEVICE; }

int cuDriverGetVersion(int *version) {
	*version = 13000;
	return SUCCESS;
}

int cuDeviceGetCount(int *count) {
	*count = (int)settings.cards;
	return SUCCESS;
}

int cuDeviceGet(int *device, int ordinal) {
	if (ordinal < 0 || ordinal >= settings.cards) return INVALID_VALUE;
	*device = ordinal;
	return SUCCESS;
}

int cuDeviceGetName(char *name, int length, int) {
	strncpy(name, "Make-believe H100", length);
	return SUCCESS;
}

int cuDeviceGetAttribute(int *value, int attribute, int) {
	*value = attribute == 75 ? 9 : 0; // compute capability 9.0
	return SUCCESS;
}

int cuDeviceTotalMem_v2(size_t *bytes, int) {
	*bytes = 80ul << 30;
	return SUCCESS;
}

int cuDeviceGetPCIBusId(char *bus, int length, int) {
	strncpy(bus, "0000:00:04.0", length);
	return SUCCESS;
}

int cuDevicePrimaryCtxRetain(void **context, int ordinal) {
	std::lock_guard<std::recursive_mutex> lock(mutex);
	MAY_FAIL("cuDevicePrimaryCtxRetain");
	devices[ordinal].ordinal = ordinal;
	devices[ordinal].retained++;
	*context = &devices[ordinal];
	return SUCCESS;
}

int cuDevicePrimaryCtxRelease_v2(int ordinal) {
	std::lock_guard<std::recursive_mutex> lock(mutex);
	Device &device = devices[ordinal];
	if (device.retained == 0) {
		broken("a context is released too often");
		return INVALID_CONTEXT;
	}
	if (--device.retained == 0)
		for (const auto &block : blocks)
			if (block.second.device == &device) broken("%zu bytes are left in a card", block.second.bytes);
	return SUCCESS;
}

int cuCtxSetCurrent(void *context) {
	std::lock_guard<std::recursive_mutex> lock(mutex);
	Device *const device = (Device *)context;
	if (device && (device < devices || device >= devices + 16 || device->retained == 0)) {
		broken("cuCtxSetCurrent with a context that is not there");
		return INVALID_CONTEXT;
	}
	MAY_FAIL("cuCtxSetCurrent");
	contextOfThread = device;
	return SUCCESS;
}

int cuGetErrorName(int status, const char **name) {
	switch (status) {
	case SUCCESS: *name = "CUDA_SUCCESS"; break;
	case INVALID_VALUE: *name = "CUDA_ERROR_INVALID_VALUE"; break;
	case OUT_OF_MEMORY: *name = "CUDA_ERROR_OUT_OF_MEMORY"; break;
	case INVALID_CONTEXT: *name = "CUDA_ERROR_INVALID_CONTEXT"; break;
	case LAUNCH_FAILED: *name = "CUDA_ERROR_LAUNCH_FAILED"; break;
	default: *name = "CUDA_ERROR_UNKNOWN"; break;
	}
	return SUCCESS;
}

int cuMemGetInfo_v2(size_t *free, size_t *total) {
	ENTER("cuMemGetInfo");
	MAY_FAIL("cuMemGetInfo");
	*total = (size_t)settings.freeMiB << 20;
	*free = (size_t)std::max(0L, (long)*total - device->used);
	return SUCCESS;
}

/** Ends where the page that nobody may touch begins. */
int cuMemAlloc_v2(uint64_t *address, size_t bytes) {
	ENTER("cuMemAlloc");
	MAY_FAIL("cuMemAlloc");
	if (endsAnyCapture("cuMemAlloc")) return CAPTURE_UNSUPPORTED;
	if (bytes == 0) return INVALID_VALUE;
	const size_t taken = roundedUp(bytes, GRANULE), pages = roundedUp(taken, PAGE), mapped = pages + 2 * PAGE;
	if (device->used + (long)taken > settings.freeMiB << 20) return OUT_OF_MEMORY;
	char *const memory =
		(char *)mmap(nullptr, mapped, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	if (memory == MAP_FAILED) return OUT_OF_MEMORY;
	mprotect(memory, PAGE, PROT_NONE);
	mprotect(memory + PAGE + pages, PAGE, PROT_NONE);
	*address = (uint64_t)memory + PAGE + pages - taken;
	if (!settings.dry) memset((void *)*address, 0xff, taken);
	blocks[*address] = {device, memory, mapped, bytes, taken};
	device->used += (long)taken;
	noteMost("most_mib", device->used >> 20);
	return SUCCESS;
}

int cuMemFree_v2(uint64_t address) {
	ENTER("cuMemFree");
	if (endsAnyCapture("cuMemFree")) return CAPTURE_UNSUPPORTED;
	const auto found = blocks.find(address);
	if (found == blocks.end()) {
		broken("cuMemFree of what is not there");
		return INVALID_VALUE;
	}
	runAll();
	found->second.device->used -= (long)found->second.takenBytes;
	munmap(found->second.mapped, found->second.mappedBytes);
	blocks.erase(found);
	return SUCCESS;
}

int cuMemHostAlloc(void **address, size_t bytes, unsigned) {
	ENTER("cuMemHostAlloc");
	MAY_FAIL("cuMemHostAlloc");
	const size_t pages = roundedUp(bytes, PAGE);
	void *const memory = mmap(nullptr, pages + PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (memory == MAP_FAILED) return OUT_OF_MEMORY;
	mprotect((char *)memory + pages, PAGE, PROT_NONE);
	pinnedBlocks[(uint64_t)memory] = bytes;
	*address = memory;
	return SUCCESS;
}

int cuMemFreeHost(void *address) {
	ENTER("cuMemFreeHost");
	const auto found = pinnedBlocks.find((uint64_t)address);
	if (found == pinnedBlocks.end()) {
		broken("cuMemFreeHost of what is not there");
		return INVALID_VALUE;
	}
	runAll();
	munmap(address, roundedUp(found->second, PAGE) + PAGE);
	pinnedBlocks.erase(found);
	return SUCCESS;
}

int cuMemsetD8Async(uint64_t address, unsigned char value, size_t bytes, Stream *stream) {
	ENTER("cuMemsetD8Async");
	MAY_FAIL("cuMemsetD8Async");
	if (bytes == 0) return SUCCESS;
	if (!isOnCard(stream, address, bytes, "cuMemsetD8Async")) return INVALID_VALUE;
	return enqueue(stream, [=] { memset((void *)address, value, bytes); }, costOfKernel(bytes));
}

int cuMemcpyDtoDAsync_v2(uint64_t to, uint64_t from, size_t bytes, Stream *stream) {
	ENTER("cuMemcpyDtoDAsync");
	MAY_FAIL("cuMemcpyDtoDAsync");
	if (!isOnCard(stream, to, bytes, "copy to") || !isOnCard(stream, from, bytes, "copy from")) return INVALID_VALUE;
	return enqueue(stream, [=] { memcpy((void *)to, (const void *)from, bytes); }, costOfKernel(2.0 * bytes));
}

int cuDeviceCanAccessPeer(int *can, int device, int peer) {
	*can = device != peer;
	return SUCCESS;
}

int cuCtxEnablePeerAccess(Device *peer, unsigned flags) {
	ENTER("cuCtxEnablePeerAccess");
	MAY_FAIL("cuCtxEnablePeerAccess");
	if (flags != 0 || peer == device) return INVALID_VALUE;
	const auto pair = std::make_pair(device, peer);
	return peers.insert(pair).second ? SUCCESS : PEER_ACCESS_ALREADY_ENABLED;
}

/** On a stream of the receiving card. */
int cuMemcpyPeerAsync(uint64_t to, Device *toDevice, uint64_t from, Device *fromDevice, size_t bytes, Stream *stream) {
	ENTER("cuMemcpyPeerAsync");
	MAY_FAIL("cuMemcpyPeerAsync");
	const Stream other(fromDevice);
	if (!isOnCard(stream, to, bytes, "copy from another card to") || !isOnCard(&other, from, bytes, "copy from another card"))
		return INVALID_VALUE;
	if (toDevice != stream->device) broken("cuMemcpyPeerAsync on a stream of another card");
	return enqueue(stream, [=] { memcpy((void *)to, (const void *)from, bytes); }, costOfCopy(BETWEEN_CARDS, bytes));
}

/** From memory that is not page-locked, CUDA copies before it returns. */
int cuMemcpyHtoDAsync_v2(uint64_t to, const void *from, size_t bytes, Stream *stream) {
	ENTER("cuMemcpyHtoDAsync");
	MAY_FAIL("cuMemcpyHtoDAsync");
	if (!isOnCard(stream, to, bytes, "copy to the card")) return INVALID_VALUE;
	const Cost cost = costOfCopy(TO_CARD, bytes);
	if (isPinned(from, bytes) || settings.dry) return enqueue(stream, [=] { memcpy((void *)to, from, bytes); }, cost);
	const auto copied = std::make_shared<std::vector<char>>((const char *)from, (const char *)from + bytes);
	return enqueue(stream, [=] { memcpy((void *)to, copied->data(), bytes); }, cost);
}

/** To memory that is not page-locked, CUDA has copied when it returns. */
int cuMemcpyDtoHAsync_v2(void *to, uint64_t from, size_t bytes, Stream *stream) {
	ENTER("cuMemcpyDtoHAsync");
	MAY_FAIL("cuMemcpyDtoHAsync");
	if (!isOnCard(stream, from, bytes, "copy from the card")) return INVALID_VALUE;
	if (!isPinned(to, bytes) && endsCapture(stream, "copy to memory that is not page-locked"))
		return CAPTURE_UNSUPPORTED;
	const int status = enqueue(stream, [=] { memcpy(to, (const void *)from, bytes); }, costOfCopy(TO_HOST, bytes));
	if (!isPinned(to, bytes)) runUpTo(stream, stream->put);
	return status;
}
}
