"""Random pictures of random sizes and kinds through keras.utils.load_img."""

import numpy as np
from PIL import Image

import keras

KINDS = ["png", "png grey", "png alpha", "png palette", "jpg", "jpg", "jpg grey", "jpg progressive", "webp", "gif", "tif"]


def random_picture(work, width, height):
    """Smooth colours with noise and edges: compressible, and with values over all of 0..255."""
    coarse = work.random.integers(0, 256, [int(work.random.integers(2, 9)), int(work.random.integers(2, 9)), 3])
    picture = Image.fromarray(coarse.astype("uint8")).resize([width, height], Image.Resampling.BICUBIC)
    noise = work.random.normal(0, work.one_of(0, 5, 60), [height, width, 3])
    return Image.fromarray(np.clip(np.asarray(picture) + noise, 0, 255).astype("uint8"))


def save(work, picture, kind, name):
    kind, *more = kind.split(" ")
    file = work.path(f"{name}.{kind}")
    if "grey" in more:
        picture = picture.convert("L")
    if "palette" in more or kind == "gif":
        picture = picture.quantize(int(work.random.integers(2, 257)))
    if "alpha" in more:
        picture.putalpha(Image.fromarray(work.random.integers(0, 256, picture.size[::-1]).astype("uint8")))
    options = {}
    if kind == "jpg":
        options = {"quality": int(work.random.integers(20, 101)), "progressive": "progressive" in more}
        if "grey" not in more:
            options["subsampling"] = int(work.random.integers(0, 3))
    if kind == "webp":
        options = {"lossless": work.chance(0.5)}
    picture.save(file, **options)
    return file


def run(work):
    cases = []
    for index in range(work.cases):
        width, height = (int(work.one_of(1, 224, 320, int(size), int(size))) for size in work.random.integers(2, 900, 2))
        kind = work.one_of(*KINDS)
        file = save(work, random_picture(work, width, height), kind, f"picture{index}")
        interpolation = work.one_of("nearest", "bilinear", "bicubic")
        loaded = keras.utils.load_img(file, target_size=(224, 224), interpolation=interpolation)
        pixels = np.asarray(loaded)
        pixels.tofile(work.path(f"picture{index}.rgb"))
        cases.append({"file": file, "kind": kind, "width": width, "height": height, "interpolation": interpolation})
    work.write(cases)
