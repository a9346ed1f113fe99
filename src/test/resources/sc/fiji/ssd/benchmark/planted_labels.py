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
"""Plants label errors in a copy of a Pascal VOC dataset, and counts how many of them a list of suspicious labels has first.

Usage: python3 planted_labels.py plant SOURCE SPLIT TARGET SEED
then:  SSD Check Labels..., dataset=TARGET split=val model=... output=OUTPUT
then:  python3 planted_labels.py count TARGET OUTPUT/suspicious.csv

5 % of the objects are removed, 5 % are shifted by a quarter to a half of their width and height, 5 % get another class.
"""
import csv
import json
import os
import random
import shutil
import sys
import xml.etree.ElementTree as ET

CORNERS = ("xmin", "ymin", "xmax", "ymax")


def corners(element):
    return [float(element.find("bndbox").find(c).text) for c in CORNERS]


def shift(r, b, width, height):
    w, h = b[2] - b[0], b[3] - b[1]
    for _ in range(50):
        dx, dy = r.choice([-1, 1]) * r.uniform(.25, .5) * w, r.choice([-1, 1]) * r.uniform(.25, .5) * h
        moved = [b[0] + dx, b[1] + dy, b[2] + dx, b[3] + dy]
        if moved[0] >= 1 and moved[1] >= 1 and moved[2] <= width and moved[3] <= height:
            break
        moved = [max(1, moved[0]), max(1, moved[1]), min(width, moved[2]), min(height, moved[3])]
    return [round(v) for v in moved]


def plant(source, split, target, seed):
    r = random.Random(int(seed))
    for folder in ("Annotations", "ImageSets/Main", "JPEGImages"):
        os.makedirs(os.path.join(target, folder), exist_ok=True)
    names = [line.split()[0] for line in open(os.path.join(source, "ImageSets/Main", split + ".txt")) if line.strip()]
    with open(os.path.join(target, "ImageSets/Main/val.txt"), "w") as out:
        out.write("\n".join(names) + "\n")
    trees = {n: ET.parse(os.path.join(source, "Annotations", n + ".xml")) for n in names}
    objects = [(n, o) for n in names for o in trees[n].getroot().findall("object")]
    objects = [(n, o) for n, o in objects if corners(o)[2] > corners(o)[0] and corners(o)[3] > corners(o)[1]]
    classes = sorted({o.find("name").text for _, o in objects})
    each, planted = round(.05 * len(objects)), []
    for k, i in enumerate(r.sample(range(len(objects)), 3 * each)):
        name, o = objects[i]
        root, box, kind = trees[name].getroot(), corners(o), ("removed", "shifted", "class")[k // each]
        if kind == "removed":
            root.remove(o)
        elif kind == "shifted":
            box = shift(r, box, float(root.find("size/width").text), float(root.find("size/height").text))
            for c, v in zip(CORNERS, box):
                o.find("bndbox").find(c).text = str(v)
        else:
            o.find("name").text = r.choice([c for c in classes if c != o.find("name").text])
        planted.append({"image": name, "kind": kind, "box": [v - (j < 2) for j, v in enumerate(box)]})
    for n in names:
        trees[n].write(os.path.join(target, "Annotations", n + ".xml"))
        for ending in (".jpg", ".png"):
            if os.path.exists(os.path.join(source, "JPEGImages", n + ending)):
                shutil.copy(os.path.join(source, "JPEGImages", n + ending), os.path.join(target, "JPEGImages"))
    json.dump(planted, open(os.path.join(target, "planted.json"), "w"))
    print("%d objects, %d planted errors" % (len(objects), len(planted)))


def iou(a, b):
    w, h = min(a[2], b[2]) - max(a[0], b[0]), min(a[3], b[3]) - max(a[1], b[1])
    if w <= 0 or h <= 0:
        return 0
    return w * h / ((a[2] - a[0]) * (a[3] - a[1]) + (b[2] - b[0]) * (b[3] - b[1]) - w * h)


def is_row_of(row, error):
    if os.path.splitext(os.path.basename(row["image"]))[0] != error["image"]:
        return False
    removed = error["kind"] == "removed"
    prefix = "detected_" if removed else ""
    if row[prefix + "x_min"] == "" or removed != (row["kind"] == "missing"):
        return False
    box = [float(row[prefix + c]) for c in ("x_min", "y_min", "x_max", "y_max")]
    return iou(error["box"], box) >= (.5 if removed else .95)


def count(target, suspicious):
    planted = json.load(open(os.path.join(target, "planted.json")))
    rows = list(csv.DictReader(open(suspicious)))
    for share in (.05, .1, .15, .2):
        top = rows[:int(share * len(rows))]
        found = [e for e in planted if any(is_row_of(row, e) for row in top)]
        print("first %2.0f %% (%d of %d rows): %d of %d errors, %.1f %%; %s" % (
            100 * share, len(top), len(rows), len(found), len(planted), 100 * len(found) / len(planted),
            ", ".join("%s %d of %d" % (k, sum(e["kind"] == k for e in found), sum(e["kind"] == k for e in planted))
                      for k in ("removed", "shifted", "class"))))


(plant if sys.argv[1] == "plant" else count)(*sys.argv[2:])
