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
"""Golden values for the metrics: COCO by pycocotools, VOC by the rule of its development kit, written out in numpy.

Usage: python3 metrics.py > metrics.json
"""
import contextlib
import json
import os
import sys

import numpy as np

if not hasattr(np, "float"):  # pycocotools 2.0.0 to 2.0.4 use what numpy 1.24 took away
    np.float = float

from pycocotools.coco import COCO
from pycocotools.cocoeval import COCOeval

random = np.random.RandomState(2016)
CLASSES = ["absent", "cell", "missed", "rod", "ring"]
SIZE = 400


def scene(images, difficult=0.0, crowd=0.0):
    """Boxes are VOC's: xmin, ymin, xmax, ymax, whole pixels from 1, inclusive."""
    truths, detections = [], []
    for image in range(images):
        if image % 7 == 3:
            continue
        for _ in range(random.randint(1, 9)):
            name = CLASSES[random.randint(1, 5)]
            side = int(np.exp(random.uniform(np.log(8), np.log(200))))
            w, h = max(4, side), max(4, int(side * random.uniform(0.5, 1.5)))
            x, y = random.randint(1, SIZE - w), random.randint(1, SIZE - min(h, SIZE - 2))
            box = [x, y, min(SIZE, x + w - 1), min(SIZE, y + h - 1)]
            truths.append({"image": image, "class": name, "box": box, "difficult": bool(random.rand() < difficult),
                           "crowd": bool(random.rand() < crowd)})
            if name == "missed":
                continue
            for _ in range(random.choice([0, 1, 1, 2, 3])):
                noise = random.normal(0, 0.08, 4) * [w, h, w, h]
                found = np.round(np.array(box) + noise, 3)
                found[2:] = np.maximum(found[2:], found[:2] + 1)
                other = random.choice(CLASSES) if random.rand() < 0.1 else name
                detections.append({"image": image, "class": other, "box": found.tolist(),
                                   "score": round(float(random.beta(4, 2)), 6)})
    for _ in range(images * 3):
        x, y, w, h = random.randint(1, 300), random.randint(1, 300), random.randint(5, 90), random.randint(5, 90)
        detections.append({"image": int(random.randint(images)), "class": random.choice(["cell", "rod", "ring"]),
                           "box": [x, y, x + w, y + h], "score": round(float(random.beta(2, 4)), 6)})
    return {"images": images, "truths": truths, "detections": detections}


def voc(data):
    """VOCevaldet.m and VOCap.m."""
    result = {}
    for name in CLASSES:
        truths = [dict(t, found=False) for t in data["truths"] if t["class"] == name]
        positives = sum(not t["difficult"] for t in truths)
        ordered = sorted((d for d in data["detections"] if d["class"] == name), key=lambda d: -d["score"])
        tp, fp = np.zeros(len(ordered)), np.zeros(len(ordered))
        for i, d in enumerate(ordered):
            best, at = -np.inf, None
            for t in truths:
                if t["image"] != d["image"]:
                    continue
                a, b = d["box"], t["box"]
                iw, ih = min(a[2], b[2]) - max(a[0], b[0]) + 1, min(a[3], b[3]) - max(a[1], b[1]) + 1
                if iw > 0 and ih > 0:
                    union = ((a[2] - a[0] + 1) * (a[3] - a[1] + 1) + (b[2] - b[0] + 1) * (b[3] - b[1] + 1) - iw * ih)
                    if iw * ih / union > best:
                        best, at = iw * ih / union, t
            if best >= 0.5:
                if not at["difficult"]:
                    if at["found"]:
                        fp[i] = 1
                    else:
                        tp[i], at["found"] = 1, True
            else:
                fp[i] = 1
        if positives == 0:
            result[name] = {"positives": 0, "detections": len(ordered), "voc2007": None, "voc2012": None}
            continue
        tp, fp = tp.cumsum(), fp.cumsum()
        recall, precision = tp / positives, tp / np.maximum(fp + tp, np.finfo(float).eps)
        eleven = np.mean([max(precision[recall >= i / 10], default=0) for i in range(11)])
        r, p = np.concatenate([[0], recall, [1]]), np.concatenate([[0], precision, [0]])
        for i in range(len(p) - 2, -1, -1):
            p[i] = max(p[i], p[i + 1])
        i = np.nonzero(r[1:] != r[:-1])[0] + 1
        result[name] = {"positives": positives, "detections": len(ordered), "voc2007": float(eleven),
                        "voc2012": float(np.sum((r[i] - r[i - 1]) * p[i]))}
    return result


def xywh(box):
    return [box[0] - 1, box[1] - 1, box[2] - box[0] + 1, box[3] - box[1] + 1]


def coco(data):
    truth = COCO()
    boxes = [xywh(t["box"]) for t in data["truths"]]
    truth.dataset = {
        "images": [{"id": i + 1, "width": SIZE, "height": SIZE} for i in range(data["images"])],
        "categories": [{"id": i + 1, "name": n} for i, n in enumerate(CLASSES)],
        "annotations": [{"id": i + 1, "image_id": t["image"] + 1, "category_id": CLASSES.index(t["class"]) + 1, "bbox": b,
                         "area": t["area"], "iscrowd": int(t["crowd"])}
                        for i, (t, b) in enumerate(zip(data["truths"], boxes))]}
    truth.createIndex()
    found = truth.loadRes([{"image_id": d["image"] + 1, "category_id": CLASSES.index(d["class"]) + 1,
                            "bbox": [round(v, 3) for v in xywh(d["box"])], "score": d["score"]}
                           for d in data["detections"]])
    evaluation = COCOeval(truth, found, "bbox")
    evaluation.evaluate()
    evaluation.accumulate()
    evaluation.summarize()
    precision = evaluation.eval["precision"][:, :, :, 0, 2]
    per_class = {}
    for k, name in enumerate(CLASSES):
        of = precision[:, :, k]
        per_class[name] = float(of.mean()) if of.max() > -1 else None
    return {"summary": evaluation.stats.tolist(), "per_class": per_class,
            "cell_precision_50": precision[0, :, CLASSES.index("cell")].tolist()}


with open(os.devnull, "w") as devnull, contextlib.redirect_stdout(devnull):
    pascal = scene(40, difficult=0.15)
    common = scene(40, crowd=0.1)
    for i in range(130):  # more than COCO looks at in one image
        common["detections"].append({"image": 3, "class": "cell", "box": [1 + 3 * i, 1, 20 + 3 * i, 20 + i % 9],
                                     "score": round(0.3 + 0.001 * i, 6)})
    for i, t in enumerate(common["truths"]):  # as masks have them: less than the box
        b = xywh(t["box"])
        t["area"] = b[2] * b[3] * (4 + i % 7) / 10
    golden = {"classes": CLASSES, "voc": dict(pascal, expected=voc(pascal)), "coco": dict(common, expected=coco(common))}
json.dump(golden, sys.stdout, separators=(",", ":"))
