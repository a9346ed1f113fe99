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

// NVRTC and the launch of kernels. A kernel is the project's own, compiled for the processor into kernels_16.so,
// kernels_17.so and kernels_32.so next to this library.
#include "driver.h"

#include <dlfcn.h>

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <memory>

namespace card {

static const unsigned MOST_THREADS = 1024;

/** For the model: a thread reads a pack and writes one, or a few values. */
static const double BYTES_OF_THREAD = 32;

/** Only its address matters: it is in this library. */
static const char kernelsLibrary = 0;

/** kernels_TYPE.so, see FakeCard.java. */
struct Module {
	int (*find)(const char *name);
	int (*parameters)(int kernel);
	void (*run)(int kernel, unsigned blocks, unsigned threads, const uint64_t *arguments);
};

struct Kernel {
	Module *module;
	int index, parameters;
	std::string name;
};

struct NvrtcProgram {
	int type = 0;
};

static const char CUBIN[] = "FAKECUBIN";
static const size_t CUBIN_BYTES = 16;

} // namespace card

using namespace card;

extern "C" {

int cuModuleLoadData(Module **module, const void *image) {
	ENTER("cuModuleLoadData");
	MAY_FAIL("cuModuleLoadData");
	if (memcmp(image, CUBIN, strlen(CUBIN))) {
		broken("cuModuleLoadData of what NVRTC has not made");
		return INVALID_IMAGE;
	}
	Dl_info here;
	dladdr((void *)&kernelsLibrary, &here);
	std::string path = here.dli_fname;
	path = path.substr(0, path.rfind('/') + 1) + "kernels_" + ((const char *)image + strlen(CUBIN)) + ".so";
	void *const library = dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL);
	if (!library) {
		broken("%s", dlerror());
		return INVALID_IMAGE;
	}
	*module = new Module();
	(*module)->find = (int (*)(const char *))dlsym(library, "kernel_find");
	(*module)->parameters = (int (*)(int))dlsym(library, "kernel_parameters");
	(*module)->run = (void (*)(int, unsigned, unsigned, const uint64_t *))dlsym(library, "kernel_run");
	add("modules");
	return SUCCESS;
}

int cuModuleUnload(Module *) {
	ENTER("cuModuleUnload");
	runAll();
	add("modules", -1);
	return SUCCESS;
}

int cuModuleGetFunction(Kernel **kernel, Module *module, const char *name) {
	ENTER("cuModuleGetFunction");
	MAY_FAIL("cuModuleGetFunction");
	const int index = module->find(name);
	if (index < 0) {
		broken("there is no kernel %s", name);
		return NOT_FOUND;
	}
	*kernel = new Kernel{module, index, module->parameters(index), name};
	return SUCCESS;
}

int cuLaunchKernel(Kernel *kernel, unsigned gridX, unsigned gridY, unsigned gridZ, unsigned blockX, unsigned blockY,
	unsigned blockZ, unsigned, Stream *stream, void **parameters, void **) {
	ENTER("cuLaunchKernel");
	MAY_FAIL("cuLaunchKernel");
	if (gridY != 1 || gridZ != 1 || blockY != 1 || blockZ != 1 || blockX == 0 || blockX > MOST_THREADS || gridX == 0 ||
		gridX > 0x7fffffffu) {
		broken("launch of %s with %u blocks of %u threads", kernel->name.c_str(), gridX, blockX);
		return INVALID_VALUE;
	}
	const auto arguments = std::make_shared<std::vector<uint64_t>>();
	for (int i = 0; i < kernel->parameters; i++) arguments->push_back(*(const uint64_t *)parameters[i]);
	add("launches of " + kernel->name);
	return enqueue(stream, [=] { kernel->module->run(kernel->index, gridX, blockX, arguments->data()); },
		costOfKernel(BYTES_OF_THREAD * gridX * blockX));
}

// ---- NVRTC

int nvrtcVersion(int *major, int *minor) {
	*major = 13;
	*minor = 0;
	return SUCCESS;
}

const char *nvrtcGetErrorString(int) { return "NVRTC_ERROR_COMPILATION"; }

int nvrtcCreateProgram(NvrtcProgram **program, const char *source, const char *, int, const char *const *,
	const char *const *) {
	std::lock_guard<std::recursive_mutex> lock(mutex);
	if (mustFail("nvrtcCreateProgram")) return INVALID_VALUE;
	if (!strstr(source, "KERNEL image_to_map")) broken("NVRTC is given another source");
	*program = new NvrtcProgram();
	add("programs");
	return SUCCESS;
}

int nvrtcCompileProgram(NvrtcProgram *program, int count, const char *const *options) {
	std::lock_guard<std::recursive_mutex> lock(mutex);
	if (mustFail("nvrtcCompileProgram")) return INVALID_VALUE;
	bool fused = true, architecture = false;
	for (int i = 0; i < count; i++) {
		if (!strncmp(options[i], "-DTYPE=", 7)) program->type = atoi(options[i] + 7);
		fused &= strcmp(options[i], "--fmad=false") != 0;
		architecture |= strcmp(options[i], "--gpu-architecture=sm_90") == 0;
	}
	if (fused || !architecture) broken("NVRTC's options");
	return SUCCESS;
}

int nvrtcGetCUBINSize(NvrtcProgram *, size_t *bytes) {
	std::lock_guard<std::recursive_mutex> lock(mutex);
	if (mustFail("nvrtcGetCUBINSize")) return INVALID_VALUE;
	*bytes = CUBIN_BYTES;
	return SUCCESS;
}

int nvrtcGetCUBIN(NvrtcProgram *program, char *binary) {
	std::lock_guard<std::recursive_mutex> lock(mutex);
	if (mustFail("nvrtcGetCUBIN")) return INVALID_VALUE;
	memset(binary, 0, CUBIN_BYTES);
	snprintf(binary, CUBIN_BYTES, "%s%d", CUBIN, program->type);
	return SUCCESS;
}

int nvrtcGetProgramLogSize(NvrtcProgram *, size_t *bytes) {
	*bytes = 6;
	return SUCCESS;
}

int nvrtcGetProgramLog(NvrtcProgram *, char *log) {
	strcpy(log, "error");
	return SUCCESS;
}

int nvrtcDestroyProgram(NvrtcProgram **program) {
	std::lock_guard<std::recursive_mutex> lock(mutex);
	delete *program;
	*program = nullptr;
	add("programs", -1);
	return SUCCESS;
}
}
