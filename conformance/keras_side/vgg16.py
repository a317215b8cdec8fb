"""Keras's VGG16 with the weights that come with the program."""

import keras
import numpy as np

from .arrays import read_arrays

SIZE = (224, 224)


def make_base(weights):
    """The convolutional base with the arrays of a .safetensors file."""
    base = keras.applications.VGG16(weights=None, include_top=False, input_shape=(*SIZE, 3))
    arrays = read_arrays(weights)
    for layer in base.layers:
        if f"{layer.name}/kernel" in arrays:
            layer.set_weights([arrays[f"{layer.name}/kernel"], arrays[f"{layer.name}/bias"]])
    return base


def load_pixels(file, interpolation="nearest"):
    return np.asarray(keras.utils.load_img(file, target_size=SIZE, interpolation=interpolation))


def prepare(pixels, mode):
    """Pixels 0..255 `[n, 224, 224, 3]` as the model takes them."""
    batch = pixels.astype("float32")
    if mode == "caffe":
        return keras.applications.vgg16.preprocess_input(batch)
    return np.asarray(keras.layers.Rescaling(1 / 255)(batch)) if mode == "rescale" else batch
