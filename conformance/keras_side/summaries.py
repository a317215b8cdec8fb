"""What model.summary() prints for VGG16 with random heads and freeze boundaries."""

import os

# Keras cuts lines off at the width of the terminal.
os.environ["COLUMNS"] = "200"

import keras

LINE_LENGTH = 100


def make_model(case):
    keras.backend.clear_session()
    base = keras.applications.VGG16(weights=None, include_top=False, input_shape=(224, 224, 3))
    average = case["pool"] == "average"
    value = (keras.layers.GlobalAveragePooling2D() if average else keras.layers.Flatten())(base.output)
    hidden = {"fullyConnected": ["fc1", "fc2"]}.get(case["pool"], ["dense"] if case["units"] else [])
    for name in hidden:
        value = keras.layers.Dense(case["units"], activation="relu", name=name if name != "dense" else None)(value)
    model = keras.Model(base.input, keras.layers.Dense(case["classes"], activation="softmax")(value))
    for layer in model.layers[: case["frozenLayers"]]:
        layer.trainable = False
    return model


def run(work):
    cases = []
    for _ in range(work.cases):
        pool = work.one_of("average", "flatten", "fullyConnected")
        units = int(work.random.integers(1, 5000)) if pool == "fullyConnected" else work.one_of(None, 16, 300)
        case = {
            "pool": pool,
            "units": units,
            "classes": int(work.random.integers(2, 1500)),
            "frozenLayers": int(work.random.integers(0, 22 if pool == "fullyConnected" else 20)),
        }
        text = []
        make_model(case).summary(line_length=LINE_LENGTH, print_fn=lambda line, **_: text.append(line))
        cases.append({**case, "text": "\n".join(text)})
    work.write(cases)
