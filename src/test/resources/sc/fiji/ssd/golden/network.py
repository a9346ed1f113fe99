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
     python3 network.py PRESET.json batch-norm > batch_norm.json
With batch-norm, maps of at least 64 values a channel are normalised by the batch in front of the ReLU. That is computed
in float64; "rounding" is how far PyTorch's own float32 is from it, over the largest magnitude: gradients in front of a
pooling jump where rounding decides which pixel wins.
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


def every(t, step):
    return [float(v) for v in t.detach().reshape(-1)[::step]]


def compute(preset, batch_norm, dtype):
    params, statistics, seed = {}, {}, 0

    def learned(seed, count, scale, offset=0.0):
        return torch.from_numpy(np.float32(offset) + value(seed, count, scale)).to(dtype)

    def parameters(name, out, inp, kernel):
        nonlocal seed
        seed += 1
        fan_in = inp * kernel * kernel
        w = learned(seed, out * fan_in, (24.0 / fan_in) ** 0.5).reshape(out, inp, kernel, kernel)
        params[name] = (w.requires_grad_(), learned(seed + 0.5, out, 0.1).requires_grad_())
        return params[name]

    def normalized(name, x, c):
        nonlocal seed
        if x.shape[0] * x.shape[2] * x.shape[3] < 64:
            return x
        seed += 1
        params[name] = (learned(seed, c, 0.5, 1).requires_grad_(), learned(seed + 0.5, c, 0.4).requires_grad_())
        statistics[name] = (torch.zeros(c, dtype=dtype), torch.ones(c, dtype=dtype))
        return F.batch_norm(x, *statistics[name], *params[name], training=True)

    size = preset["inputSize"]
    x = learned(1000, IMAGES * 3 * size * size, 1.0).reshape(IMAGES, 3, size, size)
    maps, c = {}, 3
    for layer in preset["layers"]:
        k, s, p, d = layer["kernel"], layer["stride"], layer["pad"], layer["dilation"]
        if layer["type"] == "convolution":
            out = channels(layer["channels"])
            w, b = parameters(layer["name"], out, c, k)
            x = F.conv2d(x, w, b, stride=s, padding=p, dilation=d)
            c = out
            if batch_norm:
                x = normalized(layer["name"] + "_bn", x, c)
            x = F.relu(x)
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
            g = learned(seed, c, 5.0, source["normScale"]).requires_grad_()
            params[name] = (g,)
            x = x / torch.sqrt((x * x).sum(1, keepdim=True) + 1e-10) * g.reshape(1, -1, 1, 1)
        boxes = 2 + 2 * len(source["ratios"])
        for kind, numbers, collected in (("loc", 4, locations), ("conf", CLASSES, confidences)):
            w, b = parameters(f"{name}_mbox_{kind}", boxes * numbers, c, 3)
            y = F.conv2d(x, w, b, padding=1)
            collected.append(y.permute(0, 2, 3, 1).reshape(IMAGES, -1, numbers))
    loc, conf = torch.cat(locations, 1), torch.cat(confidences, 1)
    d_loc = learned(2000, loc.numel(), 1e-3).reshape(loc.shape)
    d_conf = learned(3000, conf.numel(), 1e-3).reshape(conf.shape)
    torch.autograd.backward([loc, conf], [d_loc, d_conf])
    golden = {
        "width": WIDTH, "classes": CLASSES, "images": IMAGES, "priors": loc.shape[1],
        "locationStep": 397, "locations": every(loc, 397), "confidenceStep": 397, "confidences": every(conf, 397),
        "gradients": {name: [{"norm": float(p.grad.double().norm()), "values": every(p.grad, max(1, p.numel() // 5))}
                             for p in ps] for name, ps in params.items()},
    }
    if batch_norm:
        golden["statistics"] = {name: [every(s, max(1, s.numel() // 5)) for s in ss] for name, ss in statistics.items()}
    return golden, {name: [p.grad.double() for p in ps] for name, ps in params.items()}


preset = json.load(open(sys.argv[1]))
if sys.argv[2:] == ["batch-norm"]:
    golden, exact = compute(preset, True, torch.float64)
    rounded = compute(preset, True, torch.float32)[1]
    for name, gradients in golden["gradients"].items():
        for i, gradient in enumerate(gradients):
            e, r = exact[name][i], rounded[name][i]
            gradient["rounding"] = float((e - r).abs().max() / e.abs().max())
else:
    golden = compute(preset, False, torch.float32)[0]
json.dump(golden, sys.stdout, indent=0)
