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
"""Whole networks with random weights, and what PyTorch makes of them; too large to be committed, so the test runs this.

python3 torch_models.py make FOLDER IMAGES LAYOUT...   writes LAYOUT.pth for each of torchvision, amdegroot, lufficc,
                                                       amdegroot512; vgg16.pth; PNG images; and the outputs
python3 torch_models.py exported FOLDER IMAGES         runs what was exported into FOLDER, with strict state dictionaries
(PyTorch 1.13, torchvision 0.14, OpenCV 4.6)
"""
import json
import math
import sys

import cv2
import numpy as np
import torch
import torch.nn.functional as F
import torchvision
from PIL import Image
from torch import nn
from torchvision.models.detection.ssd import ssd300_vgg16
from torchvision.ops import nms

command, folder, count = sys.argv[1], sys.argv[2], int(sys.argv[3])
layouts = sys.argv[4:]
SIZES = [(411, 287), (230, 300), (300, 300), (640, 480), (97, 350), (301, 299), (150, 150)]


def save(name, *tensors):
    np.concatenate([t.detach().numpy().reshape(-1) for t in tensors]).astype("<f4").tofile(f"{folder}/{name}.bin")


def picture(i, attempt=0):
    """A smooth random picture; the third has the network's size, so that nothing is resized."""
    rng = np.random.RandomState(1000 * i + attempt)
    w, h = SIZES[i % len(SIZES)]
    small = torch.from_numpy(rng.rand(1, 3, 9, 9).astype(np.float32) * 255)
    smooth = F.interpolate(small, size=(h, w), mode="bicubic", align_corners=False)[0].clamp(0, 255)
    return (smooth + torch.from_numpy(rng.rand(3, h, w).astype(np.float32) * 20)).clamp(0, 255).byte()


def save_picture(name, p):
    Image.fromarray(p.permute(1, 2, 0).numpy()).save(f"{folder}/{name}.png")


def shaken(tensor):
    """As far off as another library's float32 may be: a few of the last bits of the largest value."""
    return tensor + (torch.rand(tensor.shape) - 0.5) * 3e-5 * tensor.abs().max()


def same(a, b):
    """Whether two lists of detections hold the same, whatever the order."""
    left = list(b)
    for d in a:
        near = [e for e in left if e["label"] == d["label"] and abs(e["score"] - d["score"]) < 1e-3
                and max(abs(p - q) for p, q in zip(e["box"], d["box"])) < 0.5]
        if not near:
            return False
        left.remove(near[0])
    return not left


def stable_pictures(name, outputs, detections):
    """Pictures in which rounding decides nothing: no score near a threshold or another's, no overlap near 0.45.

    outputs(picture) are loc and conf; detections(loc, conf, picture) makes the list, which three shakings must not change.
    """
    found = []
    for i in range(count):
        for attempt in range(40):
            p = picture(i, attempt)
            loc, conf = outputs(p)
            lists = [detections(loc, conf, p)] + [detections(shaken(loc), shaken(conf), p) for _ in range(3)]
            if all(same(lists[0], other) for other in lists[1:]):
                break
        else:
            raise RuntimeError(f"{name}: rounding decides in all pictures {i}")
        save(f"{name}-{i}", loc, conf)
        save_picture(f"{name}-{i}", p)
        found.append(lists[0])
    return found


def spread(heads_conf, heads_loc, maps, classes):
    """Scores apart from one another, most of them of the background; boxes that differ from the default ones."""
    for conf, loc, m in zip(heads_conf, heads_loc, maps):
        conf.weight.data *= 2 / F.conv2d(m, conf.weight, padding=1).std()
        loc.weight.data *= 0.7 / F.conv2d(m, loc.weight, padding=1).std()
        conf.bias.data = torch.randn(conf.bias.shape) * 0.5
        conf.bias.data.view(-1, classes)[:, 0] += 7
        loc.bias.data = torch.randn(loc.bias.shape) * 0.5


def randomize(module):
    for m in module.modules():
        if isinstance(m, nn.Conv2d):
            nn.init.kaiming_normal_(m.weight)
            nn.init.uniform_(m.bias, -0.1, 0.1)


class Amdegroot(nn.Module):
    """Modules with the names of amdegroot/ssd.pytorch; forward is the paper's network."""

    def __init__(self, classes, size=300):
        super().__init__()
        self.size = size
        vgg, channels = [], 3
        for v in [64, 64, "M", 128, 128, "M", 256, 256, 256, "C", 512, 512, 512, "M", 512, 512, 512]:
            if isinstance(v, int):
                vgg += [nn.Conv2d(channels, v, 3, padding=1), nn.ReLU()]
                channels = v
            else:
                vgg.append(nn.MaxPool2d(2, 2, ceil_mode=v == "C"))
        vgg += [nn.MaxPool2d(3, 1, 1), nn.Conv2d(512, 1024, 3, padding=6, dilation=6), nn.ReLU(),
                nn.Conv2d(1024, 1024, 1), nn.ReLU()]
        self.vgg = nn.ModuleList(vgg)
        self.L2Norm = nn.Module()
        self.L2Norm.weight = nn.Parameter(20 + torch.randn(512))
        last = [nn.Conv2d(256, 128, 1), nn.Conv2d(128, 256, 3), nn.Conv2d(256, 128, 1), nn.Conv2d(128, 256, 3)]
        if size == 512:
            last = [nn.Conv2d(256, 128, 1), nn.Conv2d(128, 256, 3, 2, 1), nn.Conv2d(256, 128, 1),
                    nn.Conv2d(128, 256, 3, 2, 1), nn.Conv2d(256, 128, 1), nn.Conv2d(128, 256, 4, 1, 1)]
        self.extras = nn.ModuleList([
            nn.Conv2d(1024, 256, 1), nn.Conv2d(256, 512, 3, 2, 1), nn.Conv2d(512, 128, 1),
            nn.Conv2d(128, 256, 3, 2, 1)] + last)
        sources = zip((512, 1024, 512) + (256,) * (len(last) // 2 + 1),
                      (4, 6, 6, 6, 6, 4, 4) if size == 512 else (4, 6, 6, 6, 4, 4))
        self.loc, self.conf = nn.ModuleList(), nn.ModuleList()
        for c, boxes in sources:
            self.loc.append(nn.Conv2d(c, 4 * boxes, 3, padding=1))
            self.conf.append(nn.Conv2d(c, classes * boxes, 3, padding=1))

    def maps(self, x):
        maps = []
        for i, layer in enumerate(self.vgg):
            x = layer(x)
            if i == 22:
                norm = x.pow(2).sum(1, keepdim=True).sqrt() + 1e-10
                maps.append(x / norm * self.L2Norm.weight.view(1, -1, 1, 1))
        maps.append(x)
        for i, layer in enumerate(self.extras):
            x = F.relu(layer(x))
            if i % 2 == 1:
                maps.append(x)
        return maps

    def forward(self, x):
        maps = self.maps(x)
        flat = lambda heads: torch.cat([h(m).permute(0, 2, 3, 1).reshape(-1) for h, m in zip(heads, maps)])
        return flat(self.loc).view(-1, 4), flat(self.conf)


def priors(size, clamp):
    """amdegroot's PriorBox of VOC; for 512 the sizes of Caffe's ssd512."""
    if size == 300:
        low, high = (30, 60, 111, 162, 213, 264), (60, 111, 162, 213, 264, 315)
        maps, steps = (38, 19, 10, 5, 3, 1), (8, 16, 32, 64, 100, 300)
        ratios = [2], [2, 3], [2, 3], [2, 3], [2], [2]
    else:
        low = 35.84, 76.8, 153.6, 230.4, 307.2, 384.0, 460.8
        high = low[1:] + (537.6,)
        maps, steps = (64, 32, 16, 8, 4, 2, 1), (8, 16, 32, 64, 128, 256, 512)
        ratios = [2], [2, 3], [2, 3], [2, 3], [2, 3], [2], [2]
    boxes = []
    for n, step, least, most, aspects in zip(maps, steps, low, high, ratios):
        for i in range(n):
            for j in range(n):
                cx, cy = (j + 0.5) * step / size, (i + 0.5) * step / size
                s, t = least / size, math.sqrt(least * most) / size
                boxes += [[cx, cy, s, s], [cx, cy, t, t]]
                for r in aspects:
                    boxes += [[cx, cy, s * math.sqrt(r), s / math.sqrt(r)], [cx, cy, s / math.sqrt(r), s * math.sqrt(r)]]
    return torch.tensor(boxes).clamp(0, 1) if clamp else torch.tensor(boxes)


def detect(loc, conf, classes, w, h, size=300, clamp=True, candidates=200):
    """amdegroot's decode and Detect: score above 0.01, best 200 of a class, overlap 0.45; then the best 200 of all."""
    boxes = priors(size, clamp)
    centers = boxes[:, :2] + loc[:, :2] * 0.1 * boxes[:, 2:]
    sizes = boxes[:, 2:] * torch.exp(loc[:, 2:] * 0.2)
    boxes = torch.cat([centers - sizes / 2, centers + sizes / 2], 1)
    scores = conf.view(-1, classes).softmax(1)
    found = []
    for c in range(1, classes):
        mask = scores[:, c] > 0.01
        s, b = scores[mask, c], boxes[mask]
        order = s.sort(descending=True)[1][:candidates]
        for k in nms(b[order], s[order], 0.45).tolist():
            box = b[order][k].clamp(0, 1) * torch.tensor([w, h, w, h])
            found.append((float(s[order][k]), c, [float(v) for v in box]))
    found.sort(key=lambda f: -f[0])
    return [{"score": s, "label": c, "box": b} for s, c, b in found[:200]]


def base_transform(picture, size=300):
    """amdegroot's BaseTransform and the change to RGB behind it; lufficc's steps come to the same."""
    bgr = np.ascontiguousarray(picture.permute(1, 2, 0).numpy()[:, :, ::-1])
    x = cv2.resize(bgr, (size, size)).astype(np.float32) - np.float32([104, 117, 123])
    return torch.from_numpy(np.ascontiguousarray(x[:, :, ::-1])).permute(2, 0, 1)[None]


def lufficc(state):
    """The names of lufficc/SSD for amdegroot's."""
    heads = {"loc": "box_head.predictor.reg_headers", "conf": "box_head.predictor.cls_headers",
             "L2Norm": "backbone.l2_norm", "vgg": "backbone.vgg", "extras": "backbone.extras"}
    return {heads[name.split(".")[0]] + name[name.index("."):]: value for name, value in state.items()}


def torchvision_raw(model, x):
    maps = list(model.backbone(x).values())
    return list(model.head(maps).values())


def read_safetensors(name):
    with open(f"{folder}/{name}.safetensors", "rb") as f:
        header = json.loads(f.read(int.from_bytes(f.read(8), "little")))
        data = f.read()
    meta = header.pop("__metadata__")
    return {k: torch.from_numpy(np.frombuffer(data[v["data_offsets"][0]:v["data_offsets"][1]], "<f4").copy())
            .view(v["shape"]) for k, v in header.items()}, json.loads(meta["sc.fiji.ssd"])


def make_torchvision():
    model = ssd300_vgg16(weights=None, weights_backbone=None, num_classes=91).eval()
    randomize(model)
    model.backbone.scale_weight.data += torch.randn(512)
    x, _ = model.transform([picture(0).float() / 255])
    maps = list(model.backbone(x.tensors).values())  # their sizes are those of all pictures
    spread(model.head.classification_head.module_list, model.head.regression_head.module_list, maps, 91)
    torch.save(model.state_dict(), f"{folder}/torchvision.pth")

    def outputs(p):
        x, _ = model.transform([p.float() / 255])
        return torchvision_raw(model, x.tensors)

    def detections(loc, conf, p):
        x, _ = model.transform([p.float() / 255])
        anchors = model.anchor_generator(x, maps)
        found = model.postprocess_detections({"bbox_regression": loc, "cls_logits": conf}, anchors, x.image_sizes)
        d = model.transform.postprocess(found, x.image_sizes, [tuple(p.shape[1:])])[0]
        return [{"score": float(s), "label": int(c), "box": b.tolist()}
                for s, c, b in zip(d["scores"], d["labels"], d["boxes"])]

    whole = model([picture(0).float() / 255])[0]
    parts = detections(*outputs(picture(0)), picture(0))
    assert torch.equal(whole["scores"], torch.tensor([d["score"] for d in parts]))
    return stable_pictures("torchvision", outputs, detections)


def make_port(layout):
    """amdegroot's and lufficc's, in the container of each's time."""
    size = 512 if layout == "amdegroot512" else 300
    model = Amdegroot(21, size).eval()
    randomize(model)
    spread(model.conf, model.loc, model.maps(base_transform(picture(0), size)), 21)
    if layout == "lufficc":
        torch.save({"model": lufficc(model.state_dict()), "iteration": 120000}, f"{folder}/{layout}.pth")
    else:
        torch.save(model.state_dict(), f"{folder}/{layout}.pth", _use_new_zipfile_serialization=False)
    return stable_pictures(layout, lambda p: model(base_transform(p, size)),
                           lambda loc, conf, p: detect(loc, conf, 21, p.shape[2], p.shape[1], size,
                                                       candidates=1000000 if layout == "lufficc" else 200))


@torch.no_grad()
def make():
    torch.manual_seed(1)
    golden = {layout: make_torchvision() if layout == "torchvision" else make_port(layout) for layout in layouts}
    # VGG16 of ImageNet
    vgg = torchvision.models.vgg16(weights=None, init_weights=False)
    randomize(vgg.features)
    nn.init.kaiming_normal_(vgg.classifier[0].weight)
    torch.save(vgg.state_dict(), f"{folder}/vgg16.pth")
    save_picture("spread-0", picture(0))
    json.dump(golden, open(f"{folder}/golden.json", "w"))


def vgg_as_ssd(model):
    """The base once more from VGG16 itself; fc6 and fc7 by every fourth output, taps 0, 3, 6."""
    vgg = torch.load(f"{folder}/vgg16.pth")
    extra = model.backbone.extra[0]
    for i in (0, 2, 5, 7, 10, 12, 14, 17, 19, 21):
        model.backbone.features[i].weight.data = vgg[f"features.{i}.weight"]
        model.backbone.features[i].bias.data = vgg[f"features.{i}.bias"]
    for i, j in ((1, 24), (3, 26), (5, 28)):
        extra[i].weight.data, extra[i].bias.data = vgg[f"features.{j}.weight"], vgg[f"features.{j}.bias"]
    extra[7][1].weight.data = vgg["classifier.0.weight"].view(4096, 512, 7, 7)[::4, :, ::3, ::3].contiguous()
    extra[7][1].bias.data = vgg["classifier.0.bias"][::4]
    extra[7][3].weight.data = vgg["classifier.3.weight"][::4, ::4].reshape(1024, 1024, 1, 1)
    extra[7][3].bias.data = vgg["classifier.3.bias"][::4]


def levels(p):
    """Resized as 8-bit images are."""
    x = cv2.resize(np.ascontiguousarray(p.permute(1, 2, 0).numpy()), (300, 300))
    return torch.from_numpy(x).permute(2, 0, 1).float()[None]


@torch.no_grad()
def exported():
    # what a model of BGR became for either module; load_state_dict is strict: no name is missing or left over
    for layout in ("torchvision", "amdegroot"):
        state, about = read_safetensors(f"exported-{layout}")
        classes = 1 + len(about["classNames"])
        model = ssd300_vgg16(weights=None, weights_backbone=None, num_classes=classes).eval() \
            if layout == "torchvision" else Amdegroot(classes).eval()
        model.load_state_dict(state, strict=True)
        for i in range(count):
            x = levels(picture(i)) - torch.tensor(about["preprocessing"]["mean"]).view(1, 3, 1, 1)
            raw = torchvision_raw(model, x) if layout == "torchvision" else model(x)
            save(f"exported-{layout}-{i}", raw[0], raw[1])
            save_picture(f"exported-{layout}-{i}", picture(i))
    # a model started from VGG16, prepared as classifiers are
    state, about = read_safetensors("started")
    classes = 1 + len(about["classNames"])
    model = ssd300_vgg16(weights=None, weights_backbone=None, num_classes=classes).eval()
    model.load_state_dict(state, strict=True)
    vgg_as_ssd(model)

    def outputs(p):
        x = torchvision.transforms.functional.normalize(levels(p) / 255, [0.485, 0.456, 0.406], [0.229, 0.224, 0.225])
        return torchvision_raw(model, x)

    found = stable_pictures("started", outputs, lambda loc, conf, p: detect(
        loc[0], conf.reshape(-1), classes, p.shape[2], p.shape[1], clamp=False, candidates=400))
    json.dump({"started": found}, open(f"{folder}/started.json", "w"))


torch.set_num_threads(2)
{"make": make, "exported": exported}[command]()
