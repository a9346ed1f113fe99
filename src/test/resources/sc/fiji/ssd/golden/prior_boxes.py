"""Default boxes with the roundings of Caffe's PriorBox layer (prior_box_layer.cpp of the authors' branch).

python3 prior_boxes.py > prior_boxes.json

Centres and sizes are float32 in pixels, sizes are cut to whole pixels, corners are computed in double and rounded to
float32 once. For every case: the CRC-32 of all corners as little-endian float32, and some of them.
"""
import json
import math
import struct
import zlib

import numpy as np

F = np.float32


def layer(size, step, min_size, max_size, ratios, image, clip):
    whole, next_size = int(F(min_size)), int(F(max_size)) if max_size else 0
    shapes = [(F(whole), F(whole))]
    if next_size:
        side = F(math.sqrt(whole * next_size))
        shapes.append((side, side))
    for ratio in ratios:
        for ar in (F(ratio), F(1.0 / F(ratio))):
            shapes.append((F(whole * math.sqrt(ar)), F(whole / math.sqrt(ar))))
    corners = []
    for row in range(size):
        for column in range(size):
            cx, cy = F(F(column + F(0.5)) * F(step)), F(F(row + F(0.5)) * F(step))
            for w, h in shapes:
                box = [(float(cx) - float(w) / 2.0) / image, (float(cy) - float(h) / 2.0) / image,
                       (float(cx) + float(w) / 2.0) / image, (float(cy) + float(h) / 2.0) / image]
                corners += [F(min(max(F(v), F(0)), F(1))) if clip else F(v) for v in box]
    return corners


def net(image, sizes, steps, scales, few, clip=False):
    corners = []
    for i, (size, step) in enumerate(zip(sizes, steps)):
        corners += layer(size, step, scales[i], scales[i + 1], [2] if i in few else [2, 3], image, clip)
    data = struct.pack("<%df" % len(corners), *corners)
    return {"boxes": len(corners) // 4, "crc32": zlib.crc32(data),
            "corners": {str(i): [float(v) for v in corners[4 * i:4 * i + 4]]
                        for i in sorted({0, 1, 2, 3, 5776, len(corners) // 8, len(corners) // 4 - 1})}}


VOC300 = [30, 60, 111, 162, 213, 264, 315]
COCO300 = [21, 45, 99, 153, 207, 261, 315]
VOC512 = [35.84, 76.8, 153.6, 230.4, 307.2, 384.0, 460.8, 537.6]
COCO512 = [20.48, 51.2, 133.12, 215.04, 296.96, 378.88, 460.8, 542.72]
SMALL, LARGE = ([38, 19, 10, 5, 3, 1], [8, 16, 32, 64, 100, 300]), ([64, 32, 16, 8, 4, 2, 1], [8 << i for i in range(7)])

print(json.dumps({
    "ssd300-voc": net(300, *SMALL, VOC300, {0, 4, 5}),
    "ssd300-coco": net(300, *SMALL, COCO300, {0, 4, 5}),
    "ssd512-voc": net(512, *LARGE, VOC512, {0, 5, 6}),
    "ssd512-coco": net(512, *LARGE, COCO512, {0, 5, 6}),
    "ssd300-voc clipped": net(300, *SMALL, VOC300, {0, 4, 5}, True),
}, indent=1))
