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
"""Golden values for COCO's metric: thirty small random sets, evaluated by pycocotools.

Usage: python3 coco_sets.py > coco_sets.json

The sets have ties of scores, crowds, images without objects, classes without objects, more than 100 detections of one
class in an image, boxes without area, masks smaller than boxes and boxes that touch COCO's limits of area and of IoU.
Lists are compact: truths [image, class, x, y, width, height, area, crowd], detections [image, class, x, y, width, height,
score].
"""
import contextlib
import json
import os
import sys

import numpy as np
from pycocotools.coco import COCO
from pycocotools.cocoeval import COCOeval

SETS = 30


def make(seed):
    random = np.random.RandomState(seed)
    images, classes = random.randint(2, 8), random.randint(1, 5)
    size = [40, 120, 400][seed % 3]
    truths, found = [], []
    crowds = 0.3 if seed % 4 == 1 else 0.0
    coarse = seed % 2 == 0  # many ties, many IoU on a limit

    def number(low, high):
        return int(random.randint(low, high)) if coarse else round(float(random.uniform(low, high)), 2)

    for image in range(images):
        if random.rand() < 0.2:
            continue
        for _ in range(random.randint(1, 7)):
            c = random.randint(0, classes)
            if c == 0 and seed % 5 == 2:
                continue  # a class that is only found
            w, h = number(1, size // 2), number(1, size // 2)
            if random.rand() < 0.08:
                w = 0
            if random.rand() < 0.1:
                w = h = 32
            x, y = number(0, size // 2), number(0, size // 2)
            area = w * h if random.rand() < 0.6 else round(w * h * random.uniform(0.3, 1), 2)
            truths.append([image, int(c), x, y, w, h, area, int(random.rand() < crowds)])
            for _ in range(random.choice([0, 1, 1, 2, 3])):
                step = size / 40
                d = np.round(random.normal(0, step, 4)) if coarse else np.round(random.normal(0, step, 4), 2)
                other = int(random.randint(0, classes)) if random.rand() < 0.15 else int(c)
                score = round(float(random.rand()), 1 if coarse else 4)
                found.append([image, other, float(x + d[0]), float(y + d[1]), max(0.0, float(w + d[2])),
                              max(0.0, float(h + d[3])), score])
    many = 130 if seed % 6 == 0 else 6
    for _ in range(many):
        image = 0 if many > 100 else int(random.randint(images))
        w = 0 if random.rand() < 0.05 else number(1, size // 2)
        found.append([image, 0 if many > 100 else int(random.randint(classes)), number(0, size // 2),
                      number(0, size // 2), w, number(1, size // 2), round(float(random.rand()), 1 if coarse else 4)])
    if not truths:
        truths.append([0, 0, 1, 1, 10, 10, 100, 0])
    return {"images": images, "classes": int(classes), "truths": truths, "detections": found}


def evaluate(scene):
    truth = COCO()
    truth.dataset = {
        "info": {}, "images": [{"id": i, "width": 400, "height": 400} for i in range(scene["images"])],
        "categories": [{"id": c + 1, "name": "c%d" % c} for c in range(scene["classes"])],
        "annotations": [{"id": i + 1, "image_id": t[0], "category_id": t[1] + 1, "bbox": t[2:6], "area": t[6],
                         "iscrowd": t[7]} for i, t in enumerate(scene["truths"])]}
    truth.createIndex()
    found = truth.loadRes([{"image_id": d[0], "category_id": d[1] + 1, "bbox": d[2:6], "score": d[6]}
                           for d in scene["detections"]])
    e = COCOeval(truth, found, "bbox")
    e.evaluate()
    e.accumulate()
    e.summarize()
    precision, recall = e.eval["precision"], e.eval["recall"]  # [T,R,K,A,M], [T,K,A,M]

    def mean(values):
        values = values[values > -1]
        return float(values.mean()) if values.size else None

    return {
        "summary": [None if v == -1 else float(v) for v in e.stats],
        # AP of each class, area and IoU; recall of each class, area, number of detections and IoU
        "precision": [[[mean(precision[t, :, k, a, 2]) for t in range(10)] for a in range(4)]
                      for k in range(scene["classes"])],
        "recall": [[[[mean(recall[t, k, a, m:m + 1]) for t in range(10)] for m in range(3)] for a in range(4)]
                   for k in range(scene["classes"])]}


sets = []
with open(os.devnull, "w") as nothing, contextlib.redirect_stdout(nothing):
    for seed in range(SETS):
        scene = make(seed)
        scene["expected"] = evaluate(scene)
        sets.append(scene)


def rounded(value):
    if isinstance(value, float):
        return round(value, 13)
    if isinstance(value, list):
        return [rounded(v) for v in value]
    if isinstance(value, dict):
        return {k: rounded(v) for k, v in value.items()}
    return value


def compact(values):
    """Equal numbers of all ten IoU, areas and so on are common: one of them stands for all."""
    if isinstance(values, list):
        values = [compact(v) for v in values]
        if values and all(v == values[0] for v in values) and not isinstance(values[0], list):
            return values[0]
    return values


for scene in sets:
    for key in ("precision", "recall"):
        scene["expected"][key] = compact(rounded(scene["expected"][key]))
    scene["expected"]["summary"] = rounded(scene["expected"]["summary"])
json.dump({"sets": sets}, sys.stdout, separators=(",", ":"))
