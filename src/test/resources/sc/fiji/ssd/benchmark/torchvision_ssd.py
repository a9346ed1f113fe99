###
# #%L
# Trains, runs and evaluates SSD, the Single Shot MultiBox Detector (Liu et al., ECCV 2016), inside Fiji and ImageJ.
# %%
# Copyright (C) 2026 SSD for Fiji developers.
# %%
# Redistribution and use in source and binary forms, with or without
# modification, are permitted provided that the following conditions are met:
# 
# 1. Redistributions of source code must retain the above copyright notice,
#    this list of conditions and the following disclaimer.
# 2. Redistributions in binary form must reproduce the above copyright notice,
#    this list of conditions and the following disclaimer in the documentation
#    and/or other materials provided with the distribution.
# 
# THIS SOFTWARE IS PROVIDED BY THE COPYRIGHT HOLDERS AND CONTRIBUTORS "AS IS"
# AND ANY EXPRESS OR IMPLIED WARRANTIES, INCLUDING, BUT NOT LIMITED TO, THE
# IMPLIED WARRANTIES OF MERCHANTABILITY AND FITNESS FOR A PARTICULAR PURPOSE
# ARE DISCLAIMED. IN NO EVENT SHALL THE COPYRIGHT HOLDERS OR CONTRIBUTORS BE
# LIABLE FOR ANY DIRECT, INDIRECT, INCIDENTAL, SPECIAL, EXEMPLARY, OR
# CONSEQUENTIAL DAMAGES (INCLUDING, BUT NOT LIMITED TO, PROCUREMENT OF
# SUBSTITUTE GOODS OR SERVICES; LOSS OF USE, DATA, OR PROFITS; OR BUSINESS
# INTERRUPTION) HOWEVER CAUSED AND ON ANY THEORY OF LIABILITY, WHETHER IN
# CONTRACT, STRICT LIABILITY, OR TORT (INCLUDING NEGLIGENCE OR OTHERWISE)
# ARISING IN ANY WAY OUT OF THE USE OF THIS SOFTWARE, EVEN IF ADVISED OF THE
# POSSIBILITY OF SUCH DAMAGE.
# #L%
###
"""Times torchvision's ssd300_vgg16 (or SSD512 on the same base) as EngineBenchmark times an engine.

Run: python3 torchvision_ssd.py MODE BATCH PRECISION THREADS SECONDS
MODE is forward (backbone and heads, no post-processing) or train (forward, loss, backward, SGD step).
Prints one line: median milliseconds of a call, calls, peak memory in MiB.
"""
import resource
import sys
import time

import torch
import torchvision

mode, batch, precision, threads, seconds = sys.argv[1], int(sys.argv[2]), sys.argv[3], int(sys.argv[4]), float(sys.argv[5])
torch.set_num_threads(threads)
torch.manual_seed(0)
model = torchvision.models.detection.ssd300_vgg16(weights=None, weights_backbone=None, num_classes=21)
lower = precision == "bfloat16"
if precision != "float32":
    model = model.to(memory_format=torch.channels_last)


def forward(x):
    if precision != "float32":
        x = x.contiguous(memory_format=torch.channels_last)
    with torch.autocast("cpu", dtype=torch.bfloat16, enabled=lower):
        return model.head(list(model.backbone(x).values()))


if mode == "forward":
    model.eval()
    images = torch.randn(batch, 3, 300, 300)

    def call():
        with torch.no_grad():
            forward(images)
else:
    model.train()
    optimizer = torch.optim.SGD(model.parameters(), lr=1e-4, momentum=0.9, weight_decay=5e-4)
    images = [torch.rand(3, 300, 300) for _ in range(batch)]
    targets = [{"boxes": torch.tensor([[20.0, 20, 120, 150], [100, 80, 250, 280]]), "labels": torch.tensor([1, 2])}
               for _ in range(batch)]

    def call():
        with torch.autocast("cpu", dtype=torch.bfloat16, enabled=lower):
            losses = model(images, targets)
        sum(losses.values()).backward()
        optimizer.step()
        optimizer.zero_grad()

call()
times, end = [], time.perf_counter() + seconds
while len(times) < 3 or time.perf_counter() < end:
    start = time.perf_counter()
    call()
    times.append((time.perf_counter() - start) * 1e3)
times.sort()
print(times[len(times) // 2], len(times), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
