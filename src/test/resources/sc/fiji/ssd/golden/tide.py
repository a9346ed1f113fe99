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
"""Golden values for TIDE's error analysis, by the published toolbox (tidecv 1.0.1), which is not part of this project.

Usage: PYTHONPATH=FOLDER_OF_TIDECV python3 tide.py > tide.json.

The scores of the set are all different: the toolbox orders equal scores by the kind of their error.
"""
import json
import sys
import types

import numpy as np

for name in ("cv2", "matplotlib", "matplotlib.pyplot", "seaborn", "pandas", "appdirs", "tidecv.plotting"):
    sys.modules[name] = types.ModuleType(name)
sys.modules["matplotlib"].pyplot = sys.modules["matplotlib.pyplot"]
sys.modules["cv2"].FONT_HERSHEY_SIMPLEX = 0
sys.modules["cv2"].LINE_AA = 0
sys.modules["tidecv.plotting"].Plotter = type("Plotter", (), {})

package = types.ModuleType("tidecv")
package.__path__ = [p + "/tidecv" for p in sys.path if p]
sys.modules["tidecv"] = package
import tidecv.quantify as quantify  # noqa: E402
from tidecv.data import Data  # noqa: E402

r = np.random.RandomState(5)
IMAGES, CLASSES, SIZE = 12, 4, 200
truths, found = [], []
for image in range(IMAGES):
    if image == 3:
        continue
    for _ in range(r.randint(1, 9)):
        c = int(r.randint(CLASSES - 1))  # the last class is only found
        w, h = r.uniform(10, 80, 2)
        x, y = r.uniform(0, SIZE - 80, 2)
        box = [round(float(v), 2) for v in (x, y, w, h)]
        truths.append([image, c] + box + [int(r.rand() < 0.12)])
        for _ in range(r.choice([0, 1, 1, 2, 3])):
            n = r.normal(0, r.choice([0.05, 0.25]), 4) * [w, h, w, h]
            b = [round(float(v), 2) for v in (x + n[0], y + n[1], max(2, w + n[2]), max(2, h + n[3]))]
            found.append([image, c if r.rand() < 0.75 else int(r.randint(CLASSES))] + b)
for _ in range(40):
    found.append([int(r.randint(IMAGES)), int(r.randint(CLASSES))] +
                 [round(float(v), 2) for v in (r.uniform(0, 150), r.uniform(0, 150), r.uniform(5, 60), r.uniform(5, 60))])
for _ in range(120):  # more than 100 in an image
    found.append([0, int(r.randint(CLASSES))] +
                 [round(float(v), 2) for v in (r.uniform(0, 150), r.uniform(0, 150), r.uniform(5, 60), r.uniform(5, 60))])
scores = r.permutation(len(found)) / float(len(found) + 1)
for d, s in zip(found, scores):
    d.append(round(float(s), 6))

gt, dt = Data("gt"), Data("dt")
for i in range(IMAGES):
    gt.add_image(i, str(i))
for c in range(CLASSES):
    gt.add_class(c, str(c))
for t in truths:
    (gt.add_ignore_region if t[6] else gt.add_ground_truth)(t[0], t[1], t[2:6])
for d in found:
    dt.add_detection(d[0], d[1], d[6], d[2:6])
run = quantify.TIDERun(gt, dt, 0.5, 0.1, "bbox", 100)
gains = run.fix_main_errors()
counts = run.count_errors()
special = run.fix_special_errors()
names = {"Cls": "CLASS", "Loc": "LOCALIZATION", "Both": "BOTH", "Dupe": "DUPLICATE", "Bkg": "BACKGROUND",
         "Miss": "MISSED", "FalsePos": "FALSE_POSITIVE", "FalseNeg": "FALSE_NEGATIVE"}
json.dump({"images": IMAGES, "classes": CLASSES, "truths": truths, "detections": found, "expected": {
    "ap": run.ap / 100, "gain": {names[k.short_name]: v / 100 for k, v in {**gains, **special}.items()},
    "count": {names[k.short_name]: v for k, v in counts.items()}}}, sys.stdout, separators=(",", ":"))
