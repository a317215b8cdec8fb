"""Seconds of one step of Keras with block5 and a small head to train: the blocks below are run on every step."""

import time

from .asked import answer

import keras
import numpy as np

from keras_side.vgg16 import make_base


def train(asked):
    base = make_base(asked["weights"])
    value = keras.layers.GlobalAveragePooling2D()(base.output)
    model = keras.Model(base.input, keras.layers.Dense(asked["classes"], activation="softmax")(value))
    for layer in model.layers[:15]:
        layer.trainable = False
    model.compile(loss="categorical_crossentropy", optimizer=keras.optimizers.SGD(1e-4, momentum=0.9))
    random = np.random.default_rng(1)
    pixels = random.uniform(-120, 130, [asked["batch"], 224, 224, 3]).astype("float32")
    targets = keras.utils.to_categorical(np.arange(asked["batch"]) % asked["classes"], asked["classes"])
    seconds = []
    for _ in range(asked["steps"] + 2):
        started = time.perf_counter()
        model.train_on_batch(pixels, targets)
        seconds.append(time.perf_counter() - started)
    # The first steps trace the graph and warm up.
    return {"seconds": seconds[2:]}


answer(train)
