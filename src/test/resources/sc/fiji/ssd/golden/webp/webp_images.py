#!/usr/bin/env python3
"""Writes the WebP files of ImageFormatsTest into this folder (Pillow 12): the scene of ImageVariants, stored so that the
Exif orientation in the file's name turns it upright, losslessly; with transparency; animated.

    python3 webp_images.py
"""
from pathlib import Path

from PIL import Image

WIDTH, HEIGHT = 44, 36
FOLDER = Path(__file__).parent
STORED = {1: None, 2: Image.Transpose.FLIP_LEFT_RIGHT, 3: Image.Transpose.ROTATE_180, 4: Image.Transpose.FLIP_TOP_BOTTOM,
          5: Image.Transpose.TRANSPOSE, 6: Image.Transpose.ROTATE_90, 7: Image.Transpose.TRANSVERSE,
          8: Image.Transpose.ROTATE_270}


def scene():
    image = Image.new("RGB", (WIDTH, HEIGHT))
    for y in range(HEIGHT):
        for x in range(WIDTH):
            grey = x * 5 + y * 9 + x * y % 7 & 255
            image.putpixel((x, y), (grey, 255 - grey, grey // 2))
    return image


for orientation, turn in STORED.items():
    stored = scene() if turn is None else scene().transpose(turn)
    exif = Image.Exif()
    exif[0x112] = orientation
    stored.save(FOLDER / f"orientation-{orientation}.webp", lossless=True, exif=exif)
scene().save(FOLDER / "lossless.webp", lossless=True)
alpha = Image.linear_gradient("L").resize((WIDTH, HEIGHT))
Image.merge("RGBA", [*scene().split(), alpha]).save(FOLDER / "alpha.webp", lossless=True, exact=True)
scene().save(FOLDER / "animated.webp", lossless=True, save_all=True, append_images=[scene().transpose(STORED[3])])
