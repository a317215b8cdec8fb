"""Learning rates step by step: Keras's schedules, for all of which the recipe has a word."""

import keras

LONGEST = 400


def random_case(work, rate):
    """A full rate, Keras's schedule, and the same schedule in the words of a recipe."""
    warmup = int(work.one_of(0, 0, 1, int(work.random.integers(1, 60))))
    name = work.one_of("constant", "cosine", "cosine", "step")
    schedules = keras.optimizers.schedules
    if name == "step":
        every, factor = int(work.random.integers(1, 50)), float(work.random.uniform(0.1, 0.99))
        keras_schedule = schedules.ExponentialDecay(rate, every, factor, staircase=True)
        return rate, keras_schedule, {"name": name, "warmupSteps": 0, "everySteps": every, "factor": factor}
    alpha = 1.0 if name == "constant" else work.one_of(0.0, float(work.random.random()))
    decay = int(work.random.integers(1, 200))
    if warmup == 0:
        keras_schedule = schedules.CosineDecay(rate, decay, alpha=alpha)
    else:
        keras_schedule = schedules.CosineDecay(
            0.0, decay, alpha=alpha, warmup_target=rate, warmup_steps=warmup
        )
    own = {} if name == "constant" else {"decaySteps": decay, "alpha": alpha}
    return rate, keras_schedule, {"name": name, "warmupSteps": warmup, **own}


def run(work):
    cases = []
    for _ in range(work.cases):
        rate, keras_schedule, schedule = random_case(work, float(10 ** work.random.uniform(-5, 0)))
        steps = sorted({int(step) for step in work.random.integers(0, LONGEST, 12)} | {0, 1, 2})
        rates = [float(keras.ops.convert_to_numpy(keras_schedule(step))) for step in steps]
        cases.append({"learningRate": rate, "schedule": schedule, "steps": steps, "rates": rates})
    work.write(cases)
