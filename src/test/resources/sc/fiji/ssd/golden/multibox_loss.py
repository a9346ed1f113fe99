#!/usr/bin/env python3

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
"""Makes multibox_loss.json: torchvision's SSD.compute_loss and its gradients by autograd.

Run with torch 1.13.1 and torchvision 0.14.1:  python3 multibox_loss.py > multibox_loss.json

Two images, default boxes of an 8 x 8 and a 4 x 4 map on an input of 64 x 64 pixels. The objects
are chosen so that no two share their best default box: there torchvision (the last one wins) and
Caffe (each takes one of its own) differ by design.
"""
import json
import types

import torch
from torchvision.models.detection import _utils as det_utils
from torchvision.models.detection.ssd import SSD
from torchvision.ops import boxes as box_ops

SIZE, CLASSES = 64, 4
LAYERS = [(8, 8, [(10, 10), (14, 7)]), (4, 16, [(24, 24), (16, 32)])]
TARGETS = [
    ([[3, 4, 15, 13], [30, 20, 55, 46], [40, 2, 53, 9]], [1, 3, 2]),
    ([[8, 30, 26, 63], [38.5, 15.5, 49.5, 24.5]], [2, 1]),
]


def priors():
    out = []
    for cells, step, shapes in LAYERS:
        for y in range(cells):
            for x in range(cells):
                for w, h in shapes:
                    cx, cy = (x + 0.5) * step, (y + 0.5) * step
                    out.append([cx - w / 2, cy - h / 2, cx + w / 2, cy + h / 2])
    return torch.tensor(out, dtype=torch.float32)


def short(tensor):
    return [float("%.7g" % v) for v in tensor.flatten().tolist()]


torch.manual_seed(7)
anchors = priors()
targets = [{"boxes": torch.tensor(b, dtype=torch.float32), "labels": torch.tensor(l)} for b, l in TARGETS]
# rounded, so that the file holds exactly what was computed with
loc = (torch.randn(len(TARGETS), len(anchors), 4) * 1.5 * 256).round().div(256).requires_grad_()
conf = (torch.randn(len(TARGETS), len(anchors), CLASSES) * 3 * 256).round().div(256).requires_grad_()

matcher = det_utils.SSDMatcher(0.5)
matched = []
for t in targets:
    iou = box_ops.box_iou(t["boxes"], anchors)
    best = iou.max(dim=1)[1].tolist()
    assert len(set(best)) == len(best)
    matched.append(matcher(iou))

ssd = types.SimpleNamespace(box_coder=det_utils.BoxCoder(weights=(10.0, 10.0, 5.0, 5.0)), neg_to_pos_ratio=3.0)
losses = SSD.compute_loss(ssd, targets, {"bbox_regression": loc, "cls_logits": conf}, [anchors] * len(targets), matched)
(losses["bbox_regression"] + losses["classification"]).backward()
print(json.dumps({
    "classes": CLASSES,
    "targets": [{"boxes": b, "labels": l} for b, l in TARGETS],
    "matches": sum(int((m >= 0).sum()) for m in matched),
    "locations": short(loc), "confidences": short(conf),
    "localization_loss": losses["bbox_regression"].item(), "confidence_loss": losses["classification"].item(),
    "d_locations": short(loc.grad), "d_confidences": short(conf.grad),
}, separators=(",", ":")))
