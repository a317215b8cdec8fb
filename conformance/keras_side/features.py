"""What comes out of the frozen part of VGG16, cut behind several of its convolutions."""

import keras
import numpy as np

from .arrays import write_arrays
from .vgg16 import load_pixels, make_base, prepare


def boundaries(base):
    """The layer whose output is the boundary behind each convolution: its block's pooling where it is the last one."""
    found = []
    for index, layer in enumerate(base.layers):
        if "_conv" in layer.name:
            following = base.layers[index + 1]
            found.append(following if "_pool" in following.name else layer)
    return found


def run(work):
    base = make_base(work.weights)
    layers = boundaries(base)
    cases, arrays = [], {}
    for index, file in enumerate(work.photo_files(work.cases)):
        mode = work.one_of("none", "caffe", "rescale")
        chosen = sorted({int(number) for number in work.random.integers(1, 13, 3)})
        model = keras.Model(base.input, [layers[number - 1].output for number in [*chosen, 13]])
        inputs = prepare(load_pixels(file)[None], mode)
        maps = model(inputs, training=False)
        # Boundary 0 is what the first convolution is given.
        for number, values in zip([0, *chosen, 13], [inputs, *maps]):
            arrays[f"{index}/{number}"] = np.asarray(values)[0]
        cases.append({"file": file, "mode": mode, "boundaries": [0, *chosen, 13]})
    write_arrays(work.path("arrays.safetensors"), arrays)
    work.write(cases)
