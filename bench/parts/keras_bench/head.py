"""The head of the preset `fast` trained in Keras: one Dense layer with L2 on standardised pooled features, until it has converged."""

from .asked import answer, tell

import keras
import numpy as np

from keras_side.vgg16 import load_pixels, make_base, prepare

BATCH = 16
STEPS = 1500


def pooled_features(files, weights, interpolation):
    base = make_base(weights)
    model = keras.Model(base.input, keras.layers.GlobalAveragePooling2D()(base.output))
    pixels = np.stack([load_pixels(file, interpolation) for file in files])
    return np.concatenate(
        [
            np.asarray(model(prepare(pixels[first : first + BATCH], "caffe"), training=False))
            for first in range(0, len(files), BATCH)
        ]
    )


def train_head(features, labels, classes, l2):
    keras.utils.set_random_seed(1)
    model = keras.Sequential(
        [
            keras.layers.Input([features.shape[1]]),
            keras.layers.Dense(classes, activation="softmax", kernel_regularizer=keras.regularizers.L2(l2)),
        ]
    )
    schedule = keras.optimizers.schedules.CosineDecay(1e-2, STEPS)
    model.compile(optimizer=keras.optimizers.Adam(schedule), loss="sparse_categorical_crossentropy")
    model.fit(features, labels, epochs=STEPS, batch_size=len(labels), verbose=0)
    return model


def count_right(features, labels, classes, l2, split):
    mean, deviation = features[split["train"]].mean(axis=0), features[split["train"]].std(axis=0)
    standard = (features - mean) / np.where(deviation == 0, 1, deviation)
    model = train_head(standard[split["train"]], labels[split["train"]], classes, l2)
    answers = model.predict(standard[split["test"]], verbose=0).argmax(axis=1)
    return int((answers == labels[split["test"]]).sum())


def work(asked):
    features = pooled_features(asked["files"], asked["weights"], asked["interpolation"])
    tell(f"features of {len(features)} photos")
    labels = np.array(asked["labels"])
    classes = int(labels.max()) + 1
    right = [count_right(features, labels, classes, asked["l2"], split) for split in asked["splits"]]
    return {"right": right}


answer(work)
