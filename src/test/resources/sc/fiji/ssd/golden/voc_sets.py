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
"""Golden values for Pascal VOC's metric: thirty small random sets, evaluated by the rules of the development kit.

Usage: python3 voc_sets.py > voc_sets.json

The rules are those of VOCevaldet.m and VOCap.m of the kits of 2007 (11 points) and 2012 (all points), written from reading
them, in whole numbers and fractions, so that nothing is rounded before the last step:

- detections of a class by falling confidence; equal ones stay in the order of the file
- the overlap of inclusive pixels: a box from 3 to 5 is 3 wide
- each detection belongs to the object of its class and image that it overlaps most, of equal ones to the first
- from an overlap of 1/2 on it is a true positive, if that object was not found before, else a false one; on a difficult
  object it is neither
- recall is the number of true positives by that of objects that are not difficult
- where no detection has counted yet, precision is 0 by 0, which the kit's maximum leaves out
- 2007: the mean over the recalls 0, 0.1, ... 1 of the best precision at that recall or above (0 if that recall is never reached)
- 2012: the area below the precision after each is raised to the best one behind it

Boxes are VOC's: whole pixels from 1, both ends belong to the box. Lists are compact: truths [image, class, xmin, ymin, xmax,
ymax, difficult], detections [image, class, xmin, ymin, xmax, ymax, confidence in thousandths], in the order of the file.
"""
import json
import random
import sys
from fractions import Fraction

SETS = 30


def overlap(a, b):
    width = min(a[2], b[2]) - max(a[0], b[0]) + 1
    height = min(a[3], b[3]) - max(a[1], b[1]) + 1
    if width <= 0 or height <= 0:
        return None
    both = width * height
    return Fraction(both, (a[2] - a[0] + 1) * (a[3] - a[1] + 1) + (b[2] - b[0] + 1) * (b[3] - b[1] + 1) - both)


def curve(truths, detections):
    """Of one class: recall and precision after each detection; precision is None for 0 by 0."""
    objects = {}
    for image, _, *box, difficult in truths:
        objects.setdefault(image, []).append({"box": box, "difficult": difficult, "found": False})
    positives = sum(1 for t in truths if not t[6])
    true = false = 0
    points = []
    for image, _, *box, _ in sorted(detections, key=lambda d: -d[6]):  # keeps the order of equal ones
        most, nearest = None, None
        for o in objects.get(image, []):
            covered = overlap(box, o["box"])
            if covered is not None and (most is None or covered > most):
                most, nearest = covered, o
        if most is not None and most >= Fraction(1, 2):
            if not nearest["difficult"]:
                if nearest["found"]:
                    false += 1
                else:
                    true += 1
                    nearest["found"] = True
        else:
            false += 1
        points.append((Fraction(true, positives) if positives else None,
                       Fraction(true, true + false) if true + false else None))
    return positives, points


def eleven_points(points):
    total = Fraction(0)
    for t in range(11):
        total += max((p for r, p in points if r >= Fraction(t, 10) and p is not None), default=Fraction(0))
    return total / 11


def all_points(points):
    recall = [Fraction(0)] + [r for r, _ in points] + [Fraction(1)]
    precision = [Fraction(0)] + [p for _, p in points] + [Fraction(0)]
    for i in range(len(precision) - 2, -1, -1):
        precision[i] = max(p for p in (precision[i], precision[i + 1]) if p is not None)  # the last one is 0
    return sum((recall[i] - recall[i - 1]) * precision[i] for i in range(1, len(recall)))


def make(seed):
    r = random.Random(seed)
    images, classes, size = r.randint(2, 9), r.randint(1, 4), (60, 150, 400)[seed % 3]
    difficult = (0.0, 0.2, 0.6)[seed // 3 % 3]
    steps = (1000, 20, 5)[seed % 3]  # few different confidences: many ties
    truths, found = [], []

    def box():
        x, y = r.randint(1, size * 3 // 4), r.randint(1, size * 3 // 4)
        return [x, y, x + r.randint(0, size // 4), y + r.randint(0, size // 4)]

    for image in range(images):
        if r.random() < 0.15:
            continue
        for _ in range(r.randint(1, 8)):
            c, b = r.randrange(classes), box()
            if seed % 5 == 4 and c == 0:
                continue  # a class without objects
            hard = seed % 7 == 3 and c == classes - 1 or r.random() < difficult
            truths.append([image, c] + b + [int(hard)])
            if r.random() < 0.1:  # the same box twice: equal overlaps
                truths.append([image, c] + b + [int(r.random() < 0.5)])
            for _ in range(r.choice([0, 1, 1, 2, 3])):
                w, h = b[2] - b[0] + 1, b[3] - b[1] + 1
                kind = r.random()
                if kind < 0.2:  # half of the object: an overlap of exactly 1/2 where its width is even
                    d = [b[0], b[1], b[0] + max(1, w // 2) - 1, b[3]]
                else:
                    d = [b[0] + round(r.gauss(0, w / 8)), b[1] + round(r.gauss(0, h / 8)), 0, 0]
                    d[2], d[3] = max(d[0], b[2] + round(r.gauss(0, w / 8))), max(d[1], b[3] + round(r.gauss(0, h / 8)))
                found.append([image, c if r.random() < 0.9 else r.randrange(classes)] + d +
                             [r.randint(1, steps) * 1000 // steps])
    for _ in range(r.randint(0, 15)):
        found.append([r.randrange(images), r.randrange(classes)] + box() + [r.randint(1, steps) * 1000 // steps])
    if not truths:
        truths.append([0, 0, 1, 1, 10, 10, 0])
    r.shuffle(found)
    expected = []
    for c in range(classes):
        positives, points = curve([t for t in truths if t[1] == c], [d for d in found if d[1] == c])
        expected.append([float(eleven_points(points)), float(all_points(points))] if positives else None)
    return {"images": images, "classes": classes, "truths": truths, "detections": found, "expected": expected}


json.dump({"sets": [make(seed) for seed in range(SETS)]}, sys.stdout, separators=(",", ":"))
