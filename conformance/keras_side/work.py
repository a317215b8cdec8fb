"""What each area is given: random numbers of its own, a folder, and the number of cases."""

import json
import math
import os
import zlib
from dataclasses import dataclass, field

import numpy as np


def numbers_for_json(value):
    """NaN and infinities as words, which JSON has no numbers for."""
    if isinstance(value, dict):
        return {key: numbers_for_json(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [numbers_for_json(item) for item in value]
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    return value


@dataclass
class Work:
    area: str
    seed: int
    cases: int
    folder: str
    weights: str
    photos: str
    random: np.random.Generator = field(init=False)

    def __post_init__(self):
        os.makedirs(self.folder, exist_ok=True)
        self.random = np.random.default_rng([self.seed, zlib.crc32(self.area.encode())])

    def path(self, name):
        return os.path.join(self.folder, name)

    def write(self, cases, **more):
        with open(self.path("cases.json"), "w") as out:
            json.dump(numbers_for_json({"cases": cases, **more}), out)

    def chance(self, probability):
        return bool(self.random.random() < probability)

    def one_of(self, *choices):
        return choices[self.random.integers(len(choices))]

    def photo_files(self, count):
        """Some of the photos, drawn anew for each seed."""
        found = sorted(
            os.path.join(folder, name)
            for folder, _, names in os.walk(self.photos)
            for name in names
            if name.lower().endswith((".jpg", ".jpeg", ".png"))
        )
        chosen = self.random.permutation(len(found))[:count]
        return [found[index] for index in chosen]
