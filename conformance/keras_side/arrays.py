"""Arrays as .safetensors files, which is how the two sides exchange numbers."""

import json
import struct

import numpy as np

DTYPES = {"F32": np.float32, "F16": np.float16}


def write_arrays(file, arrays):
    """Writes float32 arrays by name."""
    header, pieces, position = {}, [], 0
    for name, array in arrays.items():
        data = np.ascontiguousarray(array, dtype="<f4").tobytes()
        offsets = [position, position + len(data)]
        header[name] = {"dtype": "F32", "shape": list(np.shape(array)), "data_offsets": offsets}
        position += len(data)
        pieces.append(data)
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    with open(file, "wb") as out:
        out.write(struct.pack("<Q", len(text)) + text + b"".join(pieces))


def read_arrays(file):
    """Gives the arrays of a file by name, as float32."""
    with open(file, "rb") as handle:
        content = handle.read()
    (length,) = struct.unpack("<Q", content[:8])
    header, data = json.loads(content[8 : 8 + length]), content[8 + length :]
    arrays = {}
    for name, entry in header.items():
        if name == "__metadata__":
            continue
        begin, end = entry["data_offsets"]
        values = np.frombuffer(data[begin:end], DTYPES[entry["dtype"]])
        arrays[name] = values.reshape(entry["shape"]).astype(np.float32)
    return arrays
