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
"""Times pycocotools and this plugin on a large set in one run, each in a process of its own, one after the other.

Usage: python3 evaluation_speed.py FOLDER CLASSPATH [ROUNDS]

FOLDER gets the set: 5,000 images, 36,000 truths, 500,000 detections, 80 classes. CLASSPATH is that of the tests. The time is that of
matching and of accumulating, without reading the files: of pycocotools evaluate() and accumulate(), of the plugin the first
and the fastest of five evaluations in one process with the given number of threads. The ratio is formed twice: from
processor time, which other work on the machine hardly changes, and from elapsed time. Memory is the peak of the whole
process with reading.
"""
import json
import os
import re
import subprocess
import sys

import numpy as np

IMAGES, TRUTHS, DETECTIONS, CLASSES = 5000, 36000, 500000, 80

PYCOCOTOOLS = """
import resource, sys, time
from pycocotools.coco import COCO
from pycocotools.cocoeval import COCOeval
truth = COCO(sys.argv[1])
found = truth.loadRes(sys.argv[2])
begin, cpu = time.time(), time.process_time()
e = COCOeval(truth, found, "bbox")
e.evaluate()
e.accumulate()
print("TIME %.3f %.3f" % (time.time() - begin, time.process_time() - cpu))
e.summarize()
print("STATS", *e.stats)
print("PEAK %.0f" % (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024))
"""


def make(folder):
    r = np.random.RandomState(17)
    w = np.exp(r.uniform(np.log(8), np.log(300), TRUTHS))
    h = w * r.uniform(.5, 2, TRUTHS)
    frequency = 1 / np.arange(1, CLASSES + 1) ** 0.8
    image = r.randint(0, IMAGES, TRUTHS)
    category = r.choice(CLASSES, TRUTHS, p=frequency / frequency.sum())
    x, y = r.uniform(0, 340, TRUTHS), r.uniform(0, 180, TRUTHS)
    annotations = [{"id": i + 1, "image_id": int(image[i]) + 1, "category_id": int(category[i]) + 1,
                    "bbox": [round(float(v), 2) for v in (x[i], y[i], w[i], h[i])],
                    "area": round(float(w[i] * h[i] * r.uniform(.5, 1)), 2), "iscrowd": int(r.rand() < 0.01)}
                   for i in range(TRUTHS)]
    json.dump({"images": [{"id": i + 1, "width": 640, "height": 480, "file_name": "%06d.jpg" % (i + 1)}
                          for i in range(IMAGES)],
               "categories": [{"id": c + 1, "name": "class%02d" % c} for c in range(CLASSES)],
               "annotations": annotations}, open(os.path.join(folder, "instances.json"), "w"))
    near, source = r.rand(DETECTIONS) < 0.6, r.randint(0, TRUTHS, DETECTIONS)
    found = []
    for k in range(DETECTIONS):
        if near[k]:
            i = source[k]
            n = r.normal(0, .12, 4) * [w[i], h[i], w[i], h[i]]
            c = int(category[i]) if r.rand() < .8 else int(r.randint(CLASSES))
            box, im = [x[i] + n[0], y[i] + n[1], max(1, w[i] + n[2]), max(1, h[i] + n[3])], int(image[i])
        else:
            box = [r.uniform(0, 400), r.uniform(0, 300), r.uniform(8, 200), r.uniform(8, 200)]
            im, c = int(r.randint(IMAGES)), int(r.randint(CLASSES))
        found.append({"image_id": im + 1, "category_id": c + 1, "bbox": [round(float(v), 3) for v in box],
                      "score": round(float(r.rand() ** 2), 6)})
    json.dump(found, open(os.path.join(folder, "detections.json"), "w"))


def pycocotools(files):
    """Elapsed seconds, processor seconds, MiB, and the 12 numbers."""
    out = subprocess.run([sys.executable, "-c", PYCOCOTOOLS] + files, capture_output=True, text=True, check=True).stdout
    elapsed, processor = re.search(r"TIME (\S+) (\S+)", out).groups()
    return (float(elapsed), float(processor), float(re.search(r"PEAK (\S+)", out).group(1)),
            [float(v) for v in re.search(r"STATS (.*)", out).group(1).split()])


def plugin(files, classpath, threads):
    """The first and the fastest run as (elapsed, processor), MiB, and the 12 numbers."""
    out = subprocess.run(["java", "-Xmx1g", "-XX:ActiveProcessorCount=%d" % threads, "-cp", classpath,
                          "sc.fiji.ssd.benchmark.EvaluationBenchmark"] + files + [str(threads)],
                         capture_output=True, text=True, check=True).stdout
    runs = [(float(a), float(b)) for a, b in re.findall(r"run \d+: (\S+) s, processor (\S+) s", out)]
    return (runs[0], min(runs), float(re.search(r"VmHWM:\s*(\d+)", out).group(1)) / 1024,
            [float(v) for v in re.search(r"^\[(.*)\]$", out, re.M).group(1).split(",")])


def main(folder, classpath, rounds):
    os.makedirs(folder, exist_ok=True)
    make(folder)
    files = [os.path.join(folder, "instances.json"), os.path.join(folder, "detections.json")]
    for _ in range(rounds):
        elapsed, processor, memory, numbers = pycocotools(files)
        print("pycocotools: %.2f s, processor %.2f s, peak %.0f MiB" % (elapsed, processor, memory))
        for threads in (1, 2):
            first, best, mine, own = plugin(files, classpath, threads)
            print("%d thread%s: peak %.0f MiB, largest difference of the 12 numbers %.1e" % (
                threads, "s" * (threads > 1), mine, max(abs(a - b) for a, b in zip(numbers, own))))
            for name, (s, cpu) in (("first run", first), ("fastest run", best)):
                print("  %s: %.3f s, processor %.3f s; ratio of elapsed time %.1f, of processor time %.1f" % (
                    name, s, cpu, elapsed / s, processor / cpu))
        sys.stdout.flush()


main(sys.argv[1], sys.argv[2], int(sys.argv[3]) if len(sys.argv) > 3 else 1)
