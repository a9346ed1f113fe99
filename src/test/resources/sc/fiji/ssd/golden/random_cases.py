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
"""Many small cases of matching and of the MultiBox loss, by torchvision (made with 0.14.1).

Usage: python3 random_cases.py > random_cases.json

Inputs are noise(), an integer hash that the tests compute too, so the file holds seeds and results alone. Cases where
two truths share their best default box are left out: there torchvision lets the last win, and Caffe gives each one of
its own. So are cases that rounding would decide: overlaps within 1e-5 of one another or of the threshold, and negatives
within 1e-4 of the last that is mined. Everything else is defined alike: encoding with variances 0.1 and 0.2, smooth L1
below 1, softmax cross entropy, three negatives for each match of an image, sums over the matches of the batch.
"""
import json
import sys
import types

import numpy as np
import torch
from torchvision.models.detection._utils import BoxCoder, SSDMatcher
from torchvision.models.detection.anchor_utils import DefaultBoxGenerator
from torchvision.models.detection.ssd import SSD
from torchvision.ops import box_convert, box_iou

MATCHINGS, LOSSES, CLASSES, SIZE = 200, 50, 4, 64
LAYERS = [(8, 8, [(10, 10), (14, 7)]), (4, 16, [(24, 24), (16, 32)])]


def noise(n, seed):
    """n numbers from 0 to 1, in float64."""
    i = np.arange(n, dtype=np.uint64)
    h = (i * np.uint64(2654435761) + np.uint64(seed * 40503)) & np.uint64(0xFFFFFFFF)
    h = ((h ^ (h >> np.uint64(15))) * np.uint64(739982445)) & np.uint64(0xFFFFFFFF)
    h = h ^ (h >> np.uint64(12))
    return (h & np.uint64(0xFFFFFF)).astype(np.float64) / 16777216.0


def truths(n, seed, least, most):
    """n boxes inside the unit square, float32 corners."""
    u = noise(4 * n, seed).reshape(n, 4)
    size = least + (most - least) * u[:, :2]
    low = (1 - size) * u[:, 2:]
    return torch.from_numpy(np.concatenate([low, low + size], 1).astype(np.float32))


def clear(table):
    """Whether rounding decides nothing, and no two truths share their best."""
    best = table.topk(2, dim=1).values
    return bool((best[:, 0] - best[:, 1] > 1e-5).all() and ((table - 0.5).abs() > 1e-5).all()
                and len(set(table.argmax(1).tolist())) == len(table)
                and (len(table) == 1 or (table.topk(2, dim=0).values.diff(dim=0).abs()[0][table.max(0).values > 0.49] > 1e-5).all()))


def ssd300_priors():
    generator = DefaultBoxGenerator([[2], [2, 3], [2, 3], [2, 3], [2], [2]],
                                    scales=[0.07, 0.15, 0.33, 0.51, 0.69, 0.87, 1.05], steps=[8, 16, 32, 64, 100, 300])
    grid = generator._grid_default_boxes([[n, n] for n in (38, 19, 10, 5, 3, 1)], [300, 300], dtype=torch.float32)
    return box_convert(grid, "cxcywh", "xyxy").double()


def small_priors():
    """Pixels of an input of 64."""
    out = []
    for cells, step, shapes in LAYERS:
        for y in range(cells):
            for x in range(cells):
                for w, h in shapes:
                    cx, cy = (x + 0.5) * step, (y + 0.5) * step
                    out.append([cx - w / 2, cy - h / 2, cx + w / 2, cy + h / 2])
    return torch.tensor(out, dtype=torch.float32)


def matching():
    """seed, truths, matched default boxes, sum of (box + 1) * (truth + 1)."""
    priors, cases, seed = ssd300_priors(), [], 0
    while len(cases) < MATCHINGS:
        seed += 1
        n = 1 + seed % 12
        table = box_iou(truths(n, seed, 0.08, 0.9).double(), priors)
        if not clear(table):
            continue
        match = SSDMatcher(0.5)(table)
        of = (match >= 0).nonzero()[:, 0]
        cases.append([seed, n, len(of), int(((of + 1) * (match[of] + 1)).sum())])
    return cases


def loss():
    anchors, cases, seed = small_priors(), [], 10000
    ssd = types.SimpleNamespace(box_coder=BoxCoder(weights=(10.0, 10.0, 5.0, 5.0)), neg_to_pos_ratio=3.0)
    while len(cases) < LOSSES:
        seed += 10
        images = 1 + seed // 10 % 3
        targets, matched = [], []
        for i in range(images):
            n = 1 + (seed // 10 + i) % 4
            t = truths(n, seed + i, 0.12, 0.7)
            table = box_iou(t * SIZE, anchors)
            if not clear(table):
                break
            labels = 1 + (noise(n, seed + i + 5) * (CLASSES - 1)).astype(np.int64)
            targets.append({"boxes": t * SIZE, "labels": torch.from_numpy(labels)})
            matched.append(SSDMatcher(0.5)(table))
        if len(targets) < images:
            continue
        p = len(anchors)
        loc = torch.from_numpy((noise(images * p * 4, seed + 3) * 6 - 3).astype(np.float32)).view(images, p, 4).requires_grad_()
        conf = torch.from_numpy((noise(images * p * CLASSES, seed + 4) * 12 - 6).astype(np.float32)) \
            .view(images, p, CLASSES).requires_grad_()
        background = -conf.detach().double().log_softmax(2)[:, :, 0]
        sharp = True
        for m, b in zip(matched, background):
            negatives = b[m < 0].sort(descending=True).values
            k = 3 * int((m >= 0).sum())
            sharp &= k < len(negatives) and float(negatives[k - 1] - negatives[k]) > 1e-4
        if not sharp:
            continue
        found = SSD.compute_loss(ssd, targets, {"bbox_regression": loc, "cls_logits": conf}, [anchors] * images, matched)
        (found["bbox_regression"] + found["classification"]).backward()
        # gradients: their norms, and their products with noise of two seeds
        shadows = [[float((g.double().flatten() * torch.from_numpy(noise(g.numel(), s) - 0.5)).sum()) for s in (7, 8)]
                   for g in (loc.grad, conf.grad)]
        cases.append([seed, images, sum(int((m >= 0).sum()) for m in matched)] + [float("%.9g" % v) for v in
                     [found["bbox_regression"].item(), found["classification"].item(),
                      loc.grad.double().norm().item(), conf.grad.double().norm().item()] + shadows[0] + shadows[1]])
    return cases


def rows(cases):
    return "[\n" + ",\n".join(json.dumps(c, separators=(",", ":")) for c in cases) + "]"


sys.stdout.write('{"matching":' + rows(matching()) + ',\n"loss":' + rows(loss()) + "}\n")
