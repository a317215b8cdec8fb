"""The tutorial's script in the words of today's Keras, its fit timed."""

import os
import time

from .asked import answer, tell

import keras
from keras.applications.vgg16 import VGG16
from keras.callbacks import Callback, EarlyStopping, ModelCheckpoint
from keras.layers import Dense
from keras.models import Model
from keras.optimizers import SGD
from keras.src.legacy.preprocessing.image import ImageDataGenerator

from keras_side.arrays import read_arrays


class Watch(Callback):
    """Counts steps and notes when epochs end; it comes last, so that what the other callbacks do belongs to the epoch."""

    def __init__(self):
        super().__init__()
        self.steps = self.validation_steps = 0
        self.ends = []

    def on_train_begin(self, logs=None):
        self.started = time.perf_counter()

    def on_train_batch_end(self, batch, logs=None):
        self.steps += 1

    def on_test_batch_end(self, batch, logs=None):
        self.validation_steps += 1

    def on_epoch_end(self, epoch, logs=None):
        self.ends.append(
            {
                "seconds": time.perf_counter() - self.started,
                "steps": self.steps,
                "validationSteps": self.validation_steps,
                "valAccuracy": float(logs["val_accuracy"]),
            }
        )
        if (epoch + 1) % 10 == 0:
            tell(f"epoch {epoch + 1}, {self.ends[-1]['seconds']:.0f} s")


def load_base(model, weights):
    """weights='imagenet' without the download: the base that the program comes with."""
    arrays = read_arrays(weights)
    for layer in model.layers:
        if f"{layer.name}/kernel" in arrays:
            layer.set_weights([arrays[f"{layer.name}/kernel"], arrays[f"{layer.name}/bias"]])


def train(asked):
    keras.utils.set_random_seed(asked["seed"])
    traindata = ImageDataGenerator().flow_from_directory(directory=asked["train"], target_size=(224, 224))
    testdata = ImageDataGenerator().flow_from_directory(directory=asked["validation"], target_size=(224, 224))
    vggmodel = VGG16(weights=None, include_top=True)
    load_base(vggmodel, asked["weights"])
    for layers in vggmodel.layers[:19]:
        layers.trainable = False
    predictions = Dense(traindata.num_classes, activation="softmax")(vggmodel.layers[-2].output)
    model_final = Model(vggmodel.input, predictions)
    model_final.compile(
        loss="categorical_crossentropy",
        optimizer=SGD(learning_rate=0.0001, momentum=0.9),
        metrics=["accuracy"],
    )
    file = os.path.join(asked["folder"], "vgg16_1.h5")
    checkpoint = ModelCheckpoint(
        file, monitor="val_accuracy", save_best_only=True, save_weights_only=False, mode="auto"
    )
    early = EarlyStopping(monitor="val_accuracy", min_delta=0, patience=asked["patience"], mode="auto")
    watch = Watch()
    started = time.perf_counter()
    model_final.fit(
        traindata,
        steps_per_epoch=2,
        epochs=asked["epochs"],
        validation_data=testdata,
        validation_steps=1,
        callbacks=[checkpoint, early, watch],
        verbose=0,
    )
    return {"seconds": time.perf_counter() - started, "epochs": watch.ends}


answer(train)
