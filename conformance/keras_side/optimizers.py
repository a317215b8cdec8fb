"""Training random heads of dense layers on random numbers: the loss before each step, and the weights after the last."""

import keras
import numpy as np

from .arrays import write_arrays
from .schedules import random_case as random_schedule


def random_optimizer(work):
    """A Keras optimizer and the same one in the words of a recipe."""
    name = work.one_of("sgd", "momentum", "nesterov", "adam", "adamw", "rmsprop")
    scale = {"sgd": -1.3, "momentum": -1.8, "nesterov": -1.8}.get(name, -2.5)
    rate = float(10 ** work.random.uniform(scale - 0.5, scale + 0.5))
    decay = work.one_of(0.0, 0.004, 0.05) if name != "adamw" else work.one_of(0.004, 0.05)
    schedule, learning_rate = {"name": "constant", "warmupSteps": 0}, rate
    if work.chance(0.4):
        full, learning_rate, schedule = random_schedule(work, rate)
    knobs = {"learningRate": rate, "weightDecay": decay, "schedule": schedule}
    # Keras takes None for no decay.
    common = {"learning_rate": learning_rate, "weight_decay": decay or None}
    optimizers = keras.optimizers
    if name in ("adam", "adamw"):
        own = {"beta1": work.one_of(0.9, 0.8), "beta2": work.one_of(0.999, 0.99), "epsilon": work.one_of(1e-7, 1e-3)}
        made = (optimizers.Adam if name == "adam" else optimizers.AdamW)(
            **common, beta_1=own["beta1"], beta_2=own["beta2"], epsilon=own["epsilon"]
        )
        return made, {"name": name, **knobs, **own}
    if name == "rmsprop":
        own = {"rho": work.one_of(0.9, 0.95), "epsilon": work.one_of(1e-7, 1e-3)}
        return optimizers.RMSprop(**common, **own), {"name": name, **knobs, **own}
    own = {"momentum": 0.0 if name == "sgd" else work.one_of(0.9, 0.5), "nesterov": name == "nesterov"}
    return optimizers.SGD(**common, **own), {"name": "sgd", **knobs, **own}


def random_model(work, inputs, classes, l2):
    regularizer = keras.regularizers.L2(l2) if l2 > 0 else None
    model = keras.Sequential([keras.layers.Input([inputs])])
    hidden = [int(units) for units in work.random.integers(3, 40, work.random.integers(0, 4))]
    for units in hidden:
        model.add(keras.layers.Dense(units, activation="relu", kernel_regularizer=regularizer))
    model.add(keras.layers.Dense(classes, kernel_regularizer=regularizer))
    return model


def arrays_of(model, case, when):
    return {
        f"{case}/{when}/{index}/{name}": getattr(layer, name)
        for index, layer in enumerate(model.layers)
        for name in ("kernel", "bias")
    }


def run(work):
    cases, arrays = [], {}
    for index in range(work.cases):
        inputs, classes = int(work.random.integers(4, 64)), int(work.random.integers(2, 7))
        l2 = work.one_of(0.0, 0.01, 1e-3)
        smoothing = work.one_of(0.0, 0.1, float(work.random.uniform(0, 0.4)))
        weights = None
        if work.chance(0.4):
            weights = [float(weight) for weight in work.random.uniform(0.2, 4, classes)]
        model = random_model(work, inputs, classes, l2)
        optimizer, recipe = random_optimizer(work)
        loss = keras.losses.CategoricalCrossentropy(from_logits=True, label_smoothing=smoothing)
        model.compile(optimizer=optimizer, loss=loss)
        arrays.update({name: np.array(value) for name, value in arrays_of(model, index, "start").items()})
        batches = []
        for batch in range(int(work.random.integers(1, 5))):
            rows = int(work.random.integers(2, 17))
            features = work.random.normal(0, 1, [rows, inputs]).astype("float32")
            arrays[f"{index}/features/{batch}"] = features
            batches.append((features, work.random.integers(0, classes, rows)))
        losses = []
        for step in range(int(work.random.integers(20, 51))):
            features, labels = batches[step % len(batches)]
            targets = keras.utils.to_categorical(labels, classes)
            # The loss that is reported is a mean over the steps since the last reset.
            model.reset_metrics()
            class_weight = None if weights is None else dict(enumerate(weights))
            losses.append(float(model.train_on_batch(features, targets, class_weight=class_weight)))
        arrays.update({name: np.array(value) for name, value in arrays_of(model, index, "end").items()})
        cases.append(
            {
                "units": [layer.units for layer in model.layers],
                "inputs": inputs,
                "l2": l2,
                "labelSmoothing": smoothing,
                "classWeights": weights,
                "optimizer": recipe,
                "labels": [labels.tolist() for _, labels in batches],
                "losses": losses,
            }
        )
        keras.backend.clear_session()
    write_arrays(work.path("arrays.safetensors"), arrays)
    work.write(cases)
