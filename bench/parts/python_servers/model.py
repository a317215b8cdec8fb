"""VGG16 with the weights that come with the program and a dense layer, as one TensorFlow graph: JPEG bytes in, probabilities out."""

import io
import os

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
os.environ.setdefault("KERAS_BACKEND", "tensorflow")

import keras
import numpy as np
import tensorflow as tf
from PIL import Image

from keras_side.vgg16 import make_base

CLASSES = 3


def decode(data):
    """An encoded picture as `[224, 224, 3]`, RGB 0..255, resized as `keras.utils.load_img` does."""
    picture = Image.open(io.BytesIO(data)).convert("RGB").resize((224, 224), Image.Resampling.BILINEAR)
    return np.asarray(picture, dtype="float32")


def make_predict(batches):
    """The model as a graph that takes `[n, 224, 224, 3]`; run once with each size of batch, so that no request waits for a trace."""
    base = make_base(os.environ["BASE_WEIGHTS"])
    pooled = keras.layers.GlobalAveragePooling2D()(base.output)
    model = keras.Model(base.input, keras.layers.Dense(CLASSES, activation="softmax")(pooled))

    @tf.function(input_signature=[tf.TensorSpec([None, 224, 224, 3], tf.float32)])
    def run(pixels):
        return model(keras.applications.vgg16.preprocess_input(pixels), training=False)

    for size in batches:
        run(tf.zeros([size, 224, 224, 3]))
    return lambda pixels: run(tf.constant(pixels)).numpy()
