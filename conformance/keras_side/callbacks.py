"""EarlyStopping, ModelCheckpoint and ReduceLROnPlateau over random arguments and random series of metrics."""

import contextlib
import functools
import io
import warnings

import keras
import numpy as np

MONITORS = ["loss", "accuracy", "val_loss", "val_accuracy"]
SPECIAL = [float("nan"), float("inf"), float("-inf")]


class Model(keras.Sequential):
    """A model whose one weight is the epoch, so that restored weights can be told apart, and which only counts what is saved."""

    saved = 0

    def save(self, *args, **kwargs):
        self.saved += 1


@functools.cache
def model_with(accuracy):
    model = Model([keras.layers.Input([1]), keras.layers.Dense(1, use_bias=False)])
    model.compile(optimizer=keras.optimizers.SGD(1.0), loss="mse", metrics=[accuracy])
    # Builds the metrics, from whose directions the callbacks read what the mode `auto` means.
    model.evaluate(np.zeros([1, 1]), np.zeros([1, 1]), verbose=0)
    return model


def random_series(work, epochs):
    grid = work.one_of(2, 4, 10, 1000)
    value, series = work.random.random(), []
    for _ in range(epochs):
        value = float(np.clip(value + work.random.normal(0, 0.2), 0, 1))
        kind = work.random.random()
        if kind < 0.06:
            series.append(work.one_of(*SPECIAL))
        elif kind < 0.5:
            series.append(round(value * grid) / grid)
        else:
            series.append(float(np.float32(value)) if work.chance(0.5) else value)
    return series


def random_logs(work, monitors):
    epochs = int(work.random.integers(3, 25))
    missing = work.one_of("never", "sometimes", "always") if work.chance(0.2) else "never"
    series = {name: random_series(work, epochs) for name in MONITORS}
    logs = []
    for epoch in range(epochs):
        entry = {name: series[name][epoch] for name in MONITORS}
        for monitor in monitors:
            if missing == "always" or (missing == "sometimes" and work.chance(0.3)):
                entry.pop(monitor, None)
        logs.append(entry)
    return logs


def random_delta(work):
    return work.one_of(0, 0, 0.1, 0.25, 1e-4, 1e-7, float(work.random.random() * 0.2))


def threshold(work):
    return None if work.chance(0.6) else work.one_of(0.5, 0.25, float(work.random.random()))


def random_arguments(work):
    mode = lambda: work.one_of("auto", "auto", "min", "max")
    return {
        "early_stopping": {
            "monitor": work.one_of(*MONITORS),
            "mode": mode(),
            "min_delta": random_delta(work),
            "patience": int(work.random.integers(0, 6)),
            "baseline": threshold(work),
            "restore_best_weights": work.chance(0.5),
            "start_from_epoch": int(work.one_of(0, 0, 0, 1, 3)),
        },
        "model_checkpoint": {
            "monitor": work.one_of(*MONITORS),
            "mode": mode(),
            "save_best_only": work.chance(0.8),
            "initial_value_threshold": threshold(work),
        },
        "plateau": {
            "monitor": work.one_of(*MONITORS),
            "mode": mode(),
            "factor": work.one_of(0.1, 0.5, 0.2, float(work.random.uniform(0.05, 0.95))),
            "patience": int(work.random.integers(0, 5)),
            "min_delta": random_delta(work),
            "cooldown": int(work.one_of(0, 0, 1, 2, 4)),
            "min_lr": work.one_of(0.0, 1e-3, 0.01),
        },
        "learning_rate": work.one_of(0.1, 0.01, 1e-3, float(work.random.uniform(1e-4, 0.3))),
    }


def with_names(arguments, is_short):
    """The same arguments in the words of a model that was compiled with metrics=['acc']."""
    if not is_short:
        return arguments
    return {**arguments, "monitor": arguments["monitor"].replace("accuracy", "acc")}


def play(work, arguments, logs, is_short):
    model = model_with("acc" if is_short else "accuracy")
    model.stop_training = False
    model.optimizer.learning_rate = arguments["learning_rate"]
    stopping = keras.callbacks.EarlyStopping(**with_names(arguments["early_stopping"], is_short))
    checkpoint = keras.callbacks.ModelCheckpoint(
        work.path("model.keras"), **with_names(arguments["model_checkpoint"], is_short)
    )
    plateau = keras.callbacks.ReduceLROnPlateau(**with_names(arguments["plateau"], is_short))
    callbacks = [stopping, checkpoint, plateau]
    for callback in callbacks:
        callback.set_model(model)
        callback.on_train_begin()
    epochs = []
    for epoch, entry in enumerate(logs):
        model.set_weights([np.full([1, 1], epoch, "float32")])
        model.saved = 0
        named = {name.replace("accuracy", "acc") if is_short else name: value for name, value in entry.items()}
        for callback in callbacks:
            callback.on_epoch_begin(epoch)
            callback.on_epoch_end(epoch, dict(named))
        epochs.append(
            {
                "saved": model.saved > 0,
                "wait": stopping.wait,
                "es_best": stopping.best,
                "mc_best": checkpoint.best,
                "stop": bool(model.stop_training),
                "learning_rate": float(keras.ops.convert_to_numpy(model.optimizer.learning_rate)),
                "plateau_wait": plateau.wait,
            }
        )
        if model.stop_training:
            break
    stopping.on_train_end()
    return {
        "epochs": epochs,
        "stopped_epoch": stopping.stopped_epoch,
        "best_epoch": stopping.best_epoch,
        "restored_epoch": int(model.get_weights()[0][0, 0]),
    }


def run(work):
    cases = []
    for _ in range(work.cases):
        arguments = random_arguments(work)
        logs = random_logs(work, {arguments[name]["monitor"] for name in ["early_stopping", "model_checkpoint", "plateau"]})
        is_short = work.chance(0.25)
        with warnings.catch_warnings(), contextlib.redirect_stdout(io.StringIO()):
            warnings.simplefilter("ignore")
            expected = play(work, arguments, logs, is_short)
        cases.append({**arguments, "is_short": is_short, "logs": logs, "expected": expected})
    work.write(cases)
