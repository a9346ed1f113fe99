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
"""Times torchvision's SSD as the benchmark times an engine.

Run: python3 torchvision_ssd.py mode=forward batch=8 precision=bfloat16 layout=channels_last threads=2 seconds=5
     preset=ssd300-voc [dataset=FOLDER] [device=cuda]
mode is forward (backbone and heads, no post-processing), detect (all of the model, images on the device, to boxes), train (forward, loss, backward, SGD step on images that are
there) or pipeline (training with images read and varied by other processes; dataset is a folder in the layout of VOC).
SSD512 is torchvision's own variant of it (highres), which has no builder.
Prints one line: ms=MILLISECONDS of the median call (pipeline: of the mean one), peak_mib=PEAK MEMORY.
"""
import resource
import sys
import time

import torch
import torchvision
from torchvision.models.detection import ssd
from torchvision.models.detection.anchor_utils import DefaultBoxGenerator

settings = dict(argument.split("=", 1) for argument in sys.argv[1:])
mode, batch, seconds = settings["mode"], int(settings["batch"]), float(settings["seconds"])
large = settings["preset"].startswith("ssd512")
size, lower, last = 512 if large else 300, settings["precision"] == "bfloat16", settings["layout"] == "channels_last"
torch.set_num_threads(int(settings["threads"]))
device = settings.get("device", "cpu")
cuda = device.startswith("cuda")
if settings["precision"] == "float32" and cuda:
    torch.backends.cuda.matmul.allow_tf32 = torch.backends.cudnn.allow_tf32 = False
if cuda:
    torch.backends.cudnn.benchmark = True
torch.manual_seed(0)
if mode == "pipeline":
    import voc_augmentation
    voc_augmentation.SIZE = size
    voc = voc_augmentation.Voc(settings["dataset"], "train")
    classes = len(voc.classes) + 1
else:
    classes = 21
if large:
    backbone = ssd._vgg_extractor(torchvision.models.vgg16(weights=None), True, 5)
    boxes = DefaultBoxGenerator([[2], [2, 3], [2, 3], [2, 3], [2, 3], [2], [2]],
                                scales=[0.07, 0.15, 0.3, 0.45, 0.6, 0.75, 0.9, 1.05],
                                steps=[8, 16, 32, 64, 85, 128, 512])
    model = ssd.SSD(backbone, boxes, (512, 512), classes)
else:
    model = ssd.ssd300_vgg16(weights=None, weights_backbone=None, num_classes=classes)
model = model.to(device)
if last:
    model = model.to(memory_format=torch.channels_last)


def forward(x):
    if last:
        x = x.contiguous(memory_format=torch.channels_last)
    with torch.autocast(device.split(":")[0], dtype=torch.bfloat16, enabled=lower):
        return model.head(list(model.backbone(x).values()))


if mode == "forward":
    model.eval()
    images = torch.randn(batch, 3, size, size, device=device)

    def call():
        with torch.no_grad():
            forward(images)
elif mode == "detect":
    model.eval()
    images = list(torch.rand(batch, 3, size, size, device=device))
    with torch.no_grad():
        for layer in model.head.classification_head.module_list:  # background as sure as that of a trained model
            layer.bias.view(-1, classes)[:, 0] = 8

    def call():
        with torch.no_grad(), torch.autocast(device.split(":")[0], dtype=torch.bfloat16, enabled=lower):
            model(images)
else:
    model.train()
    optimizer = torch.optim.SGD(model.parameters(), lr=1e-4, momentum=0.9, weight_decay=5e-4)
    if mode == "train":
        images = [torch.rand(3, size, size, device=device) for _ in range(batch)]
        targets = [{"boxes": torch.tensor([[20.0, 20, 120, 150], [100, 80, 250, 280]]).to(device), "labels": torch.tensor([1, 2]).to(device)}
                   for _ in range(batch)]
        samples = None
    else:
        mean, _ = voc.statistics()
        samples = voc_augmentation.batches(voc, mean, batch)

    def there(images, truths):
        return ([i.to(device) for i in images], [{k: v.to(device) for k, v in t.items()} for t in truths]) if cuda else (images, truths)

    def call():
        inputs, truths = there(*((images, targets) if samples is None else next(samples)))
        with torch.autocast(device.split(":")[0], dtype=torch.bfloat16, enabled=lower):
            losses = model([i if i.is_floating_point() else i.float().div(255) for i in inputs], list(truths))
        sum(losses.values()).backward()
        optimizer.step()
        optimizer.zero_grad()

for _ in range(4 if mode == "pipeline" else 1):
    call()
if cuda:
    torch.cuda.synchronize()
times, begin = [], time.perf_counter()
while len(times) < (4 if mode == "pipeline" else 3) or time.perf_counter() < begin + seconds:
    start = time.perf_counter()
    call()
    if cuda:
        torch.cuda.synchronize()
    times.append((time.perf_counter() - start) * 1e3)
mean = (time.perf_counter() - begin) * 1e3 / len(times)
times.sort()
print("ms=%f peak_mib=%f" % (mean if mode == "pipeline" else times[len(times) // 2],
                             (lambda free, total: (total - free) / 2**20)(*torch.cuda.mem_get_info()) if cuda else
                             resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024))
