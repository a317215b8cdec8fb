"""Models that Keras has written, as whole .h5 files and as weights alone, and what they say of photos."""

import h5py
import keras
import numpy as np
from keras.src.legacy.saving import legacy_h5_format

from .freezing import CLASSES, make_model
from .vgg16 import load_pixels, make_base, prepare

PHOTOS = 2


def save(model, location, form):
    """`weights`: the layout in which Keras 2's save_weights wrote a .h5, as the old script's last line does."""
    if form == "model":
        model.save(location)
        return
    with h5py.File(location, "w") as file:
        legacy_h5_format.save_weights_to_hdf5_group(file, model)


def run(work):
    cases = []
    for index in range(work.cases):
        form = ["model", "weights"][index % 2]
        pool = work.one_of("average", "flatten", "fullyConnected")
        units = int(work.random.integers(4, 33)) if pool == "fullyConnected" else None
        if pool != "fullyConnected" and form == "model" and work.chance(0.5):
            units = 16
        case = {
            "frozenLayers": int(work.random.integers(0, 20)),
            "pool": pool,
            "units": units,
            "l2": 0.0,
            "optimizer": {"name": "sgd", "learningRate": 1e-4, "momentum": 0.9},
        }
        model = make_model(make_base(work.weights), case)
        location = work.path(f"model{index}.h5")
        save(model, location, form)
        files, mode = work.photo_files(PHOTOS), work.one_of("caffe", "rescale")
        pixels = np.stack([load_pixels(file) for file in files])
        probabilities = model.predict(prepare(pixels, mode), verbose=0)
        cases.append(
            {
                "location": location,
                "form": form,
                "pool": pool,
                "classes": CLASSES,
                "files": files,
                "mode": mode,
                "probabilities": probabilities.tolist(),
            }
        )
        keras.backend.clear_session()
    work.write(cases)
