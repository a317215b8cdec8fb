"""Opens the .h5 files that the program has written, and asks them about photos."""

import json
import os

import keras
import numpy as np

from .vgg16 import load_pixels, prepare


def run(work):
    with open(work.path("given.json")) as given:
        cases = json.load(given)
    answered = []
    for case in cases:
        model = keras.models.load_model(case["location"])
        pixels = np.stack([load_pixels(file) for file in case["files"]])
        probabilities = model.predict(prepare(pixels, case["mode"]), verbose=0)
        answered.append({**case, "probabilities": probabilities.tolist()})
        keras.backend.clear_session()
        os.remove(case["location"])
    work.write(answered)
