"""Training VGG16 from several layers on, on a few photos: the loss before each step, and how far each layer has moved."""

import keras
import numpy as np

from .arrays import write_arrays
from .vgg16 import load_pixels, make_base, prepare

CLASSES = 3
STEPS = 4
PHOTOS = 3
# Features of caffe pixels are about a hundred times as large; with the same rates the loss would be 0 after a step.
RATES = {("sgd", "rescale"): 1e-3, ("sgd", "caffe"): 1e-7, ("adam", "rescale"): 1e-4, ("adam", "caffe"): 1e-6}


def random_case(work, index):
    """The common boundaries first, then any; with a fully connected head also behind fc1 and fc2."""
    kind = ["block5", "inside", "fc", "block4", "all", "any"][index] if index < 6 else "any"
    pool = "fullyConnected" if kind == "fc" else work.one_of("average", "flatten")
    frozen = {
        "block5": 15,
        "block4": 11,
        "inside": int(work.one_of(5, 8, 9, 12, 13, 16, 17)),
        "all": 0,
        "fc": int(work.one_of(17, 21, 20)),
        "any": int(work.random.integers(0, 20)),
    }[kind]
    mode = work.one_of("caffe", "rescale")
    optimizer = work.one_of(
        {"name": "sgd", "momentum": 0.9, "nesterov": False},
        {"name": "adam", "beta1": 0.9, "beta2": 0.999, "epsilon": 1e-4},
    )
    return {
        "frozenLayers": frozen,
        "pool": pool,
        "units": int(work.random.integers(8, 33)) if pool == "fullyConnected" else work.one_of(None, 16),
        "mode": mode,
        "l2": work.one_of(0.0, 0.01),
        "optimizer": {
            **optimizer,
            "learningRate": RATES[optimizer["name"], mode],
            "weightDecay": 0.0,
            "schedule": {"name": "constant", "warmupSteps": 0},
        },
    }


def make_model(base, case):
    regularizer = keras.regularizers.L2(case["l2"]) if case["l2"] > 0 else None
    dense = lambda name, units, activation: keras.layers.Dense(
        units, activation=activation, name=name, kernel_regularizer=regularizer
    )
    average = case["pool"] == "average"
    value = (keras.layers.GlobalAveragePooling2D() if average else keras.layers.Flatten(name="flatten"))(base.output)
    hidden = {"fullyConnected": ["fc1", "fc2"]}.get(case["pool"], ["dense"] if case["units"] else [])
    for name in hidden:
        value = dense(name, case["units"], "relu")(value)
    model = keras.Model(base.input, dense("predictions", CLASSES, "softmax")(value))
    for index, layer in enumerate(model.layers):
        layer.trainable = index >= case["frozenLayers"]
    knobs = case["optimizer"]
    optimizer = (
        keras.optimizers.SGD(knobs["learningRate"], momentum=knobs["momentum"])
        if knobs["name"] == "sgd"
        else keras.optimizers.Adam(knobs["learningRate"], epsilon=knobs["epsilon"])
    )
    model.compile(optimizer=optimizer, loss="categorical_crossentropy")
    return model


def arrays_of(model):
    return {
        f"{layer.name}/{name}": np.array(getattr(layer, name))
        for layer in model.layers
        for name in ("kernel", "bias")
        if hasattr(layer, name)
    }


def run(work):
    cases, arrays = [], {}
    for index in range(work.cases):
        base = make_base(work.weights)
        case = random_case(work, index)
        model = make_model(base, case)
        start = arrays_of(model)
        files = work.photo_files(PHOTOS)
        labels = work.random.permutation(CLASSES)[:PHOTOS]
        pixels = np.stack([load_pixels(file) for file in files])
        inputs, targets = prepare(pixels, case["mode"]), keras.utils.to_categorical(labels, CLASSES)
        losses = []
        for _ in range(STEPS):
            model.reset_metrics()
            losses.append(float(model.train_on_batch(inputs, targets)))
        end = arrays_of(model)
        moved = [name for name in start if not np.array_equal(start[name], end[name])]
        for name, values in start.items():
            if "block" not in name:
                arrays[f"{index}/start/{name}"] = values
        for name in moved:
            arrays[f"{index}/moved/{name}"] = end[name] - start[name]
        cases.append({**case, "files": files, "labels": labels.tolist(), "losses": losses, "moved": moved})
        keras.backend.clear_session()
    write_arrays(work.path("arrays.safetensors"), arrays)
    work.write(cases)
