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
"""Golden values for box arithmetic and post-processing, by torchvision (made with 0.14.1).

Usage: python3 boxes.py > boxes.json
"""
import json
import sys

import torch
from torchvision.models.detection._utils import BoxCoder, SSDMatcher
from torchvision.models.detection.anchor_utils import DefaultBoxGenerator
from torchvision.ops import box_convert, box_iou, nms

torch.manual_seed(20160920)


def rounded(tensor, digits=9):
    return [[float(f"%.{digits}g" % v) for v in row] for row in tensor.tolist()]


def random_boxes(n, least=0.05, most=0.6):
    size = least + (most - least) * torch.rand(n, 2)
    center = size / 2 + (1 - size) * torch.rand(n, 2)
    return torch.cat([center - size / 2, center + size / 2], 1)


def iou():
    a, b = random_boxes(20), random_boxes(15)
    return {"a": rounded(a), "b": rounded(b), "iou": rounded(box_iou(a.double(), b.double()))}


def suppression():
    cases = []
    for overlap in (0.3, 0.45, 0.7):
        boxes, scores = random_boxes(80, 0.2, 0.5), torch.rand(80)
        cases.append({"boxes": rounded(boxes), "scores": [float("%.9g" % s) for s in scores.tolist()],
                      "overlap": overlap, "kept": nms(boxes, scores, overlap).tolist()})
    return cases


def ssd300_priors():
    """Normalised centre form of ssd300-coco's sizes (21, 45, ... 315), widths and heights clamped."""
    generator = DefaultBoxGenerator([[2], [2, 3], [2, 3], [2, 3], [2], [2]],
                                    scales=[0.07, 0.15, 0.33, 0.51, 0.69, 0.87, 1.05],
                                    steps=[8, 16, 32, 64, 100, 300])
    maps = [[n, n] for n in (38, 19, 10, 5, 3, 1)]
    return generator._grid_default_boxes(maps, [300, 300], dtype=torch.float32)


def coder(priors):
    """Offsets of truths from default boxes, and the corners that offsets mean."""
    index = torch.randint(len(priors), (60,))
    corners = box_convert(priors[index].double(), "cxcywh", "xyxy")
    truths = random_boxes(60)
    offsets = torch.randn(60, 4) * 2
    box_coder = BoxCoder(weights=(10.0, 10.0, 5.0, 5.0))
    return {"priors": index.tolist(), "truths": rounded(truths),
            "encoded": rounded(box_coder.encode_single(truths.double(), corners)),
            "offsets": rounded(offsets), "decoded": rounded(box_coder.decode_single(offsets.double(), corners))}


def matching(priors):
    """Cases where truths do not share their best default box, and where rounding decides nothing."""
    corners = box_convert(priors, "cxcywh", "xyxy").double()
    cases = []
    while len(cases) < 12:
        truths = random_boxes(1 + len(cases), 0.1, 0.9)
        table = box_iou(truths.double(), corners)
        best = table.topk(2, dim=1).values
        clear = (best[:, 0] - best[:, 1] > 1e-5).all() and ((table - 0.5).abs() > 1e-5).all()
        if not clear or len(set(table.argmax(1).tolist())) < len(truths):
            continue
        match = SSDMatcher(0.5)(table)
        matched = (match >= 0).nonzero()[:, 0]
        cases.append({"truths": rounded(truths), "priors": matched.tolist(), "of": match[matched].tolist()})
    return cases


def noise(n, seed):
    """The same numbers in any language: n floats from 0 to 1."""
    i = torch.arange(n, dtype=torch.int64)
    h = (i * 2654435761 + seed * 40503) & 0xFFFFFFFF
    h = ((h ^ (h >> 15)) * 739982445) & 0xFFFFFFFF
    h = h ^ (h >> 12)
    return ((h & 0xFFFFFF).float() / 16777216.0)


def detections(priors, classes=5, score=0.01, overlap=0.45, best_of_class=400, most=200):
    """Softmax, threshold, best 400 of a class, suppression, best 200: logits and offsets are noise()."""
    p = len(priors)
    logits = (noise(p * classes, 1) * 12 - 6).view(p, classes)
    logits[:, 0] += 5
    offsets = (noise(p * 4, 2) * 2 - 1).view(p, 4)
    corners = box_convert(priors.double(), "cxcywh", "xyxy")
    boxes = BoxCoder(weights=(10.0, 10.0, 5.0, 5.0)).decode_single(offsets.double(), corners)
    scores = logits.double().softmax(1)
    found = []
    for c in range(1, classes):
        keep = (scores[:, c] > score).nonzero()[:, 0]
        keep = keep[scores[keep, c].argsort(descending=True)[:best_of_class]]
        keep = keep[nms(boxes[keep], scores[keep, c], overlap)]
        found += [(float(scores[k, c]), c, int(k)) for k in keep]
    found.sort(reverse=True)
    found = found[:most]
    gaps = [a[0] - b[0] for a, b in zip(found, found[1:])]
    assert min(gaps) > 1e-7, min(gaps)
    return {"classes": classes, "passed": int((scores[:, 1:] > score).sum()),
            "prior": [f[2] for f in found], "class": [f[1] for f in found],
            "score": [float("%.9g" % f[0]) for f in found],
            "box": rounded(torch.stack([boxes[f[2]] for f in found]))}


priors = ssd300_priors()
every = list(range(0, len(priors), 13)) + list(range(len(priors) - 40, len(priors)))
json.dump({"iou": iou(), "suppression": suppression(),
           "priors": {"count": len(priors), "index": every, "centers": rounded(priors[every]),
                      "sums": priors.double().sum(0).tolist(),
                      "weighted_sums": (priors.double() * torch.arange(len(priors)).double()[:, None]).sum(0).tolist()},
           "coder": coder(priors), "matching": matching(priors), "detections": detections(priors)},
          sys.stdout, separators=(",", ":"))
