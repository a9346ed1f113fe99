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
"""Makes resize.json: a small 8-bit picture resized by OpenCV in its five ways, and by torch in two.

Debian 12: apt-get install python3-opencv python3-torch; /usr/bin/python3 resize.py
Made with OpenCV 4.6.0 and torch 1.13.1.
"""
import json
import os

import cv2
import numpy as np
import torch

WIDTH, HEIGHT = 23, 17
SIZES = [(31, 25), (11, 8), (23, 34), (12, 24), (5, 3), (46, 20)]
OPENCV = {"NEAREST": cv2.INTER_NEAREST, "BILINEAR": cv2.INTER_LINEAR, "BICUBIC": cv2.INTER_CUBIC,
          "AREA": cv2.INTER_AREA, "LANCZOS4": cv2.INTER_LANCZOS4}
TORCH = {"BILINEAR": "bilinear", "BICUBIC": "bicubic"}

rng = np.random.RandomState(5)
y, x = np.mgrid[0:HEIGHT, 0:WIDTH]
source = 128 + 90 * np.sin(x / 2.5) * np.cos(y / 3.0) + rng.normal(0, 30, (HEIGHT, WIDTH))
source = np.clip(source, 0, 255).astype(np.uint8)

cases = []
for width, height in SIZES:
    for name, flag in OPENCV.items():
        result = cv2.resize(source, (width, height), interpolation=flag)
        cases.append({"oracle": "opencv", "how": name, "width": width, "height": height, "values": result.ravel().tolist()})
    for name, mode in TORCH.items():
        tensor = torch.from_numpy(source.astype(np.float32))[None, None]
        result = torch.nn.functional.interpolate(tensor, size=(height, width), mode=mode, align_corners=False, antialias=False)
        result = result.round().clamp(0, 255).to(torch.int).flatten().tolist()
        cases.append({"oracle": "torch", "how": name, "width": width, "height": height, "values": result})

target = os.path.join(os.path.dirname(os.path.abspath(__file__)), "resize.json")
with open(target, "w") as out:
    out.write(json.dumps({"width": WIDTH, "height": HEIGHT, "source": source.ravel().tolist(), "cases": cases},
                         separators=(",", ":")) + "\n")
