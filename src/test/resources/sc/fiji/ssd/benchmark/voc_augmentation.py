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
"""Datasets in the layout of VOC and the augmentation of SSD, as the plugin's train.Augmentation draws it.

What is drawn is the same in distribution: colours, expansion (only with expand=True), a patch, one of five
interpolations, mirror. Work is done in the cheapest order: the seen part of the image is cut out, distorted and
resized straight to its place in the sample. Images are decoded once and kept.
"""
import os
import random
import xml.etree.ElementTree as ET

import cv2
import numpy as np
import torch

SIZE = 300
INTERPOLATIONS = (cv2.INTER_NEAREST, cv2.INTER_LINEAR, cv2.INTER_CUBIC, cv2.INTER_AREA, cv2.INTER_LANCZOS4)


class Voc:
    """Names, files, boxes (0-based corners, pixels) and labels (1-based) of one split, of images with objects."""

    def __init__(self, folder, split, classes=None, keep_empty=False):
        self.files, self.names, found = [], [], []
        with open(os.path.join(folder, "ImageSets", "Main", split + ".txt")) as lines:
            ids = [line.split()[0] for line in lines if line.strip()]
        for image in ids:
            root = ET.parse(os.path.join(folder, "Annotations", image + ".xml")).getroot()
            objects = []
            for o in root.iter("object"):
                b = o.find("bndbox")
                corners = [float(b.find(k).text) for k in ("xmin", "ymin", "xmax", "ymax")]
                if corners[2] > corners[0] and corners[3] > corners[1]:
                    objects.append((o.find("name").text.strip(),
                                    (corners[0] - 1, corners[1] - 1, corners[2], corners[3])))
            if not objects and not keep_empty:
                continue
            name = root.find("filename").text.strip()
            if not os.path.exists(os.path.join(folder, "JPEGImages", name)):
                name = image + ".jpg"
            self.names.append(name)
            self.files.append(os.path.join(folder, "JPEGImages", name))
            found.append(objects)
        self.classes = classes or sorted({name for objects in found for name, _ in objects})
        self.boxes = [np.array([b for _, b in objects], np.float64).reshape(-1, 4) for objects in found]
        self.labels = [np.array([self.classes.index(n) + 1 for n, _ in objects], np.int64) for objects in found]
        self.kept = {}

    def image(self, i):
        """RGB, 8 bits."""
        if i not in self.kept:
            self.kept[i] = cv2.cvtColor(cv2.imread(self.files[i]), cv2.COLOR_BGR2RGB)
        return self.kept[i]

    def statistics(self):
        """Mean of red, green, blue and the standard deviation around these means, in levels."""
        pixels = [self.image(i)[::3, ::3].reshape(-1, 3).astype(np.float64) for i in range(min(len(self.files), 200))]
        mean = np.concatenate(pixels).mean(axis=0)
        deviation = np.sqrt(np.mean([((p - mean) ** 2).mean() for p in pixels]))
        return mean, deviation


def distort(image, rng):
    """Brightness, contrast, saturation, hue: each half of the time, contrast before or after the colours."""
    brightness = rng.uniform(-32, 32) if rng.random() < 0.5 else 0
    contrast = rng.uniform(0.5, 1.5) if rng.random() < 0.5 else 1
    saturation = rng.uniform(0.5, 1.5) if rng.random() < 0.5 else 1
    hue = rng.uniform(-18, 18) if rng.random() < 0.5 else 0
    first = rng.random() < 0.5
    coloured = saturation != 1 or hue != 0
    image = levels(image, brightness, contrast if first or not coloured else 1)
    if coloured:
        hsv = cv2.cvtColor(image, cv2.COLOR_RGB2HSV)
        if hue != 0:
            hsv[..., 0] = (hsv[..., 0].astype(np.int16) + round(hue)) % 180
        if saturation != 1:
            hsv[..., 1] = cv2.LUT(hsv[..., 1], table(0, saturation))
        image = cv2.cvtColor(hsv, cv2.COLOR_HSV2RGB)
        if not first:
            image = levels(image, 0, contrast)
    return image


def table(shift, factor):
    return np.clip(np.rint(np.clip(np.rint(np.arange(256) + shift), 0, 255) * factor), 0, 255).astype(np.uint8)


def levels(image, shift, factor):
    return image if shift == 0 and factor == 1 else cv2.LUT(image, table(shift, factor))


def draw_patch(canvas, boxes, rng):
    """The canvas itself, or one of the patches that reach 0.1, 0.3, 0.5, 0.7, 0.9 of IoU with an object, or any."""
    left, top, width, height = canvas
    patches = [canvas]
    for least in (0.1, 0.3, 0.5, 0.7, 0.9, 0.0):
        for _ in range(50):
            scale = rng.uniform(0.3, 1)
            ratio = rng.uniform(max(0.5, scale * scale), min(2, 1 / (scale * scale)))
            w, h = scale * ratio ** 0.5, scale / ratio ** 0.5
            x, y = left + rng.uniform(0, 1 - w) * width, top + rng.uniform(0, 1 - h) * height
            w, h = w * width, h * height
            over = (np.maximum(0, np.minimum(boxes[:, 2], x + w) - np.maximum(boxes[:, 0], x)) *
                    np.maximum(0, np.minimum(boxes[:, 3], y + h) - np.maximum(boxes[:, 1], y)))
            areas = (boxes[:, 2] - boxes[:, 0]) * (boxes[:, 3] - boxes[:, 1])
            if (over / (areas + w * h - over) >= least).any():
                patches.append((int(np.floor(x)), int(np.floor(y)), max(1, int(w)), max(1, int(h))))
                break
    return patches[rng.randrange(len(patches))]


def augment(image, boxes, labels, mean, rng, expand):
    """Returns a sample of SIZE x SIZE pixels, RGB, and its boxes and labels."""
    height, width = image.shape[:2]
    canvas = (0, 0, width, height)
    if expand and rng.random() < 0.5:
        ratio = rng.uniform(1, 4)
        w, h = int(width * ratio), int(height * ratio)
        canvas = (-int(rng.uniform(0, w - width)), -int(rng.uniform(0, h - height)), w, h)
    x, y, w, h = draw_patch(canvas, boxes, rng)
    interpolation = INTERPOLATIONS[rng.randrange(5)]
    x0, y0, x1, y1 = max(0, x), max(0, y), min(width, x + w), min(height, y + h)
    sample = np.empty((SIZE, SIZE, 3), np.uint8)
    sx, sy = SIZE / w, SIZE / h
    if x1 > x0 and y1 > y0:
        left, top = min(SIZE - 1, round((x0 - x) * sx)), min(SIZE - 1, round((y0 - y) * sy))
        right, bottom = max(left + 1, round((x1 - x) * sx)), max(top + 1, round((y1 - y) * sy))
        if right - left < SIZE or bottom - top < SIZE:
            sample[:] = np.rint(mean)
        sample[top:bottom, left:right] = cv2.resize(distort(image[y0:y1, x0:x1], rng), (right - left, bottom - top),
                                                    interpolation=interpolation)
    else:
        sample[:] = np.rint(mean)
    cx, cy = (boxes[:, 0] + boxes[:, 2]) / 2, (boxes[:, 1] + boxes[:, 3]) / 2
    seen = (cx >= x) & (cx <= x + w) & (cy >= y) & (cy <= y + h)
    moved = (np.clip(boxes[seen], (x, y, x, y), (x + w, y + h, x + w, y + h)) - (x, y, x, y)) * (sx, sy, sx, sy)
    if rng.random() < 0.5:
        sample = sample[:, ::-1]
        moved[:, [0, 2]] = SIZE - moved[:, [2, 0]]
    whole = (moved[:, 2] > moved[:, 0]) & (moved[:, 3] > moved[:, 1])
    return np.ascontiguousarray(sample), moved[whole].astype(np.float32), labels[seen][whole]


class Samples(torch.utils.data.IterableDataset):
    """Endless samples in shuffled epochs; each worker has its share of every epoch."""

    def __init__(self, voc, mean, seed, expand=False):
        self.voc, self.mean, self.seed, self.expand = voc, mean, seed, expand

    def __iter__(self):
        cv2.setNumThreads(0)
        worker = torch.utils.data.get_worker_info()
        part, parts = (worker.id, worker.num_workers) if worker else (0, 1)
        rng, epoch = random.Random(1000 * self.seed + part), 0
        while True:
            order = list(range(len(self.voc.files)))
            random.Random(7919 * self.seed + epoch).shuffle(order)
            for i in order[part::parts]:
                sample, boxes, labels = augment(self.voc.image(i), self.voc.boxes[i], self.voc.labels[i], self.mean,
                                                rng, self.expand)
                yield (torch.from_numpy(sample).permute(2, 0, 1),
                       {"boxes": torch.from_numpy(boxes), "labels": torch.from_numpy(labels)})
            epoch += 1


def batches(voc, mean, batch, seed=0, workers=2, expand=False):
    """An endless iterator of (list of 8-bit images, list of targets), made by other processes."""
    loader = torch.utils.data.DataLoader(Samples(voc, mean, seed, expand), batch_size=batch, num_workers=workers,
                                         collate_fn=lambda samples: tuple(zip(*samples)))
    return iter(loader)
