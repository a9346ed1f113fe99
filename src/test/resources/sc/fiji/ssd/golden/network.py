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
"""Golden values of the whole SSD300 at width 0.125 (channels rounded to 16), computed by PyTorch.

Run: python3 network.py PRESET.json > network.json   (PyTorch 1.13)
Weights, input and output gradients are a formula of their index, so that the test makes the same ones:
value(seed, i) = fraction(43758.5453 * sin(12.9898 * i + seed)) - 0.5 in double arithmetic, scaled, cast to float32.
"""
import json
import sys

import numpy as np
import torch
import torch.nn.functional as F

WIDTH, CLASSES, IMAGES = 0.125, 4, 2


def value(seed, count, scale):
    x = 43758.5453 * np.sin(12.9898 * np.arange(count, dtype=np.float64) + seed)
    return ((x - np.floor(x) - 0.5) * scale).astype(np.float32)


def channels(full):
    return max(16, int(np.floor(full * WIDTH / 16 + 0.5)) * 16)


preset = json.load(open(sys.argv[1]))
params, seed = {}, 0


def parameters(name, out, inp, kernel):
    global seed
    seed += 1
    fan_in = inp * kernel * kernel
    w = torch.from_numpy(value(seed, out * fan_in, (24.0 / fan_in) ** 0.5).reshape(out, inp, kernel, kernel))
    b = torch.from_numpy(value(seed + 0.5, out, 0.1))
    params[name] = (w.requires_grad_(), b.requires_grad_())
    return params[name]


size = preset["inputSize"]
x = torch.from_numpy(value(1000, IMAGES * 3 * size * size, 1.0).reshape(IMAGES, 3, size, size))
maps, c = {}, 3
for layer in preset["layers"]:
    k, s, p, d = layer["kernel"], layer["stride"], layer["pad"], layer["dilation"]
    if layer["type"] == "convolution":
        out = channels(layer["channels"])
        w, b = parameters(layer["name"], out, c, k)
        x = F.relu(F.conv2d(x, w, b, stride=s, padding=p, dilation=d))
        c = out
    else:
        x = F.max_pool2d(x, k, s, p, ceil_mode=True)
    maps[layer["name"]] = (x, c)
locations, confidences = [], []
for source in preset["sources"]:
    x, c = maps[source["layer"]]
    name = source["layer"]
    if source["normScale"] > 0:
        name += "_norm"
        seed += 1
        g = torch.from_numpy(source["normScale"] + value(seed, c, 5.0)).requires_grad_()
        params[name] = (g,)
        x = x / torch.sqrt((x * x).sum(1, keepdim=True) + 1e-10) * g.reshape(1, -1, 1, 1)
    boxes = 2 + 2 * len(source["ratios"])
    for kind, numbers, collected in (("loc", 4, locations), ("conf", CLASSES, confidences)):
        w, b = parameters(f"{name}_mbox_{kind}", boxes * numbers, c, 3)
        y = F.conv2d(x, w, b, padding=1)
        collected.append(y.permute(0, 2, 3, 1).reshape(IMAGES, -1, numbers))
loc, conf = torch.cat(locations, 1), torch.cat(confidences, 1)
d_loc = torch.from_numpy(value(2000, loc.numel(), 1e-3).reshape(loc.shape))
d_conf = torch.from_numpy(value(3000, conf.numel(), 1e-3).reshape(conf.shape))
torch.autograd.backward([loc, conf], [d_loc, d_conf])


def every(t, step):
    return [float(v) for v in t.detach().reshape(-1)[::step]]


json.dump({
    "width": WIDTH, "classes": CLASSES, "images": IMAGES, "priors": loc.shape[1],
    "locationStep": 397, "locations": every(loc, 397), "confidenceStep": 397, "confidences": every(conf, 397),
    "gradients": {name: [{"norm": float(p.grad.double().norm()), "values": every(p.grad, max(1, p.numel() // 5))}
                         for p in ps] for name, ps in params.items()},
}, sys.stdout, indent=0)
