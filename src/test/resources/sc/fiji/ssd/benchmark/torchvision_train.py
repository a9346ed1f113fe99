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
"""Trains torchvision's ssd300_vgg16 from scratch, as SSD Train... trains, and detects with it.

Run: python3 torchvision_train.py dataset=FOLDER output=FOLDER [minutes=60] [iterations=0] [split=train]
     [validation=val] [batch=8] [rate=0.001] [precision=bfloat16] [threads=2] [workers=2] [curve=0] [seed=0]
     [expand=false]

It ends after so many minutes or, if they are given, iterations. The schedule goes by the share of these that has gone
by: warm-up over the first tenth (500 iterations at most), a tenth of the rate after 2/3 and after 5/6. Biases learn at twice the rate without decay, the norm of the gradients is
held to 10, kernels start from He's distribution, mean and deviation are those of the training images: all as the
plugin does it. Detections of the split `validation` go to output/detections.csv, which SSD Evaluate... scores; with
curve=N also after each Nth of the training, K, to output/detections-K-of-N.csv, outside of the time that is counted. output/training.csv
has a row for each iteration.
"""
import csv
import math
import os
import sys
import time

import torch
import torchvision

from voc_augmentation import Voc, batches

settings = {"minutes": "60", "iterations": "0", "split": "train", "validation": "val", "batch": "8", "rate": "0.001",
            "precision": "bfloat16", "threads": "2", "workers": "2", "curve": "0", "seed": "0", "expand": "false"}
settings.update(argument.split("=", 1) for argument in sys.argv[1:])
torch.set_num_threads(int(settings["threads"]))
torch.manual_seed(int(settings["seed"]))
LOWER = settings["precision"] == "bfloat16"


class Ssd(torchvision.models.detection.ssd.SSD):
    """Loss and suppression in float32."""

    def compute_loss(self, targets, head_outputs, anchors, matched_idxs):
        with torch.autocast("cpu", enabled=False):
            return super().compute_loss(targets, {k: v.float() for k, v in head_outputs.items()}, anchors, matched_idxs)

    def postprocess_detections(self, head_outputs, image_anchors, image_shapes):
        with torch.autocast("cpu", enabled=False):
            return super().postprocess_detections({k: v.float() for k, v in head_outputs.items()}, image_anchors,
                                                  image_shapes)


def network(classes, mean, deviation):
    model = torchvision.models.detection.ssd300_vgg16(
        weights=None, weights_backbone=None, num_classes=classes + 1, image_mean=(mean / 255).tolist(),
        image_std=[deviation / 255] * 3, score_thresh=0.01, nms_thresh=0.45, detections_per_img=200, topk_candidates=400)
    model.__class__ = Ssd
    for name, layer in model.named_modules():
        if isinstance(layer, torch.nn.Conv2d):
            if name.startswith("head"):
                bound = 0.1 * math.sqrt(3 / layer.weight[0].numel())
                torch.nn.init.uniform_(layer.weight, -bound, bound)
            else:
                torch.nn.init.kaiming_normal_(layer.weight, nonlinearity="relu")
            torch.nn.init.zeros_(layer.bias)
    return model.to(memory_format=torch.channels_last)


def detect(model, voc, file):
    model.eval()
    rows = []
    for i, name in enumerate(voc.names):
        image = torch.from_numpy(voc.image(i)).permute(2, 0, 1).float().div(255)
        with torch.no_grad(), torch.autocast("cpu", dtype=torch.bfloat16, enabled=LOWER):
            found = model([image])[0]
        for box, label, score in zip(found["boxes"].tolist(), found["labels"].tolist(), found["scores"].tolist()):
            rows.append((name, 1, voc.classes[label - 1], "%.6f" % score) + tuple("%.3f" % v for v in box))
    with open(file, "w", newline="") as out:
        writer = csv.writer(out)
        writer.writerow("image,slice,class,score,x_min,y_min,x_max,y_max".split(","))
        writer.writerows(rows)
    model.train()


def main():
    train = Voc(settings["dataset"], settings["split"])
    validation = Voc(settings["dataset"], settings["validation"], train.classes, keep_empty=True)
    output, seconds, iterations = settings["output"], 60 * float(settings["minutes"]), int(settings["iterations"])
    os.makedirs(output, exist_ok=True)
    mean, deviation = train.statistics()
    model = network(len(train.classes), mean, deviation).train()
    weights = [p for p in model.parameters() if p.requires_grad]
    optimizer = torch.optim.SGD(
        [{"params": [p for p in weights if p.ndim > 1], "factor": 1},
         {"params": [model.backbone.scale_weight], "factor": 1},
         {"params": [p for n, p in model.named_parameters() if n.endswith("bias")], "factor": 2, "weight_decay": 0}],
        lr=float(settings["rate"]), momentum=0.9, weight_decay=5e-4)
    samples = batches(train, mean, int(settings["batch"]), int(settings["seed"]), int(settings["workers"]),
                      settings["expand"] == "true")
    next(samples)
    curve, turn = int(settings["curve"]), 1
    iteration, used, share, warm = 0, 0.0, 0.0, None
    with open(os.path.join(output, "training.csv"), "w") as log:
        log.write("iteration,seconds,loss,learning_rate\n")
        while share < 1:
            start = time.perf_counter()
            iteration += 1
            if warm is None and (share >= 0.1 or iteration >= 500):
                warm = iteration
            rising = 1 if warm else max(share / 0.1, iteration / 500)
            rate = float(settings["rate"]) * rising / (100 if share >= 5 / 6 else 10 if share >= 2 / 3 else 1)
            for group in optimizer.param_groups:
                group["lr"] = rate * group["factor"]
            images, targets = next(samples)
            with torch.autocast("cpu", dtype=torch.bfloat16, enabled=LOWER):
                losses = model([i.float().div(255) for i in images], list(targets))
            loss = sum(losses.values())
            optimizer.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(weights, 10)
            optimizer.step()
            if not math.isfinite(loss.item()):
                sys.exit("The loss is no longer finite after iteration %d" % iteration)
            used += time.perf_counter() - start
            log.write("%d,%.2f,%.5f,%.6g\n" % (iteration, used, loss.item(), rate))
            log.flush()
            share = iteration / iterations if iterations else used / seconds
            if share < 1 and share * curve >= turn:
                detect(model, validation, os.path.join(output, "detections-%d-of-%d.csv" % (turn, curve)))
                turn += 1
    detect(model, validation, os.path.join(output, "detections.csv"))
    torch.save(model.state_dict(), os.path.join(output, "model.pth"))
    print("%d iterations of %s images in %.1f minutes, %.2f images/s" %
          (iteration, settings["batch"], used / 60, iteration * int(settings["batch"]) / used))


if __name__ == "__main__":
    main()
