"""Makes every call of the Open Inference Protocol with Triton's client. Arguments: address, folder of *.jpg and *.rgb."""

import base64
import json
import sys
from pathlib import Path

import numpy as np
import tritonclient.http as triton
from tritonclient.utils import InferenceServerException

url, folder = sys.argv[1], Path(sys.argv[2])
client = triton.InferenceServerClient(url, network_timeout=120, connection_timeout=120)
encoded = [path.read_bytes() for path in sorted(folder.glob("*.jpg"))]
decoded = [np.fromfile(path, dtype=np.uint8) for path in sorted(folder.glob("*.rgb"))]


def ask(name, array, datatype, is_binary, **options):
    tensor = triton.InferInput(name, list(array.shape), datatype)
    tensor.set_data_from_numpy(array, binary_data=is_binary)
    outputs = None
    if not is_binary:
        names = ["probabilities", "classIndex", "className", "abstained"]
        outputs = [triton.InferRequestedOutput(output, binary_data=False) for output in names]
    result = client.infer("things", [tensor], outputs=outputs, request_id="one", **options)
    about = result.get_response()
    return {
        "model": about["model_name"],
        "version": about["model_version"],
        "id": about["id"],
        "probabilities": result.as_numpy("probabilities").tolist(),
        "classIndex": result.as_numpy("classIndex").tolist(),
        "className": [
            name.decode() if isinstance(name, bytes) else name for name in result.as_numpy("className").tolist()
        ],
        "abstained": result.as_numpy("abstained").tolist(),
    }


def refusal(call):
    try:
        call()
    except InferenceServerException as error:
        return {"status": error.status(), "message": error.message()}
    return None


images = np.array(encoded, dtype=np.object_)
texts = np.array([base64.b64encode(image) for image in encoded], dtype=np.object_)
pixels = np.stack(decoded).reshape(-1, 224, 224, 3)
broken = np.array([encoded[0], b"this is text"], dtype=np.object_)
print(
    json.dumps(
        {
            "server": client.get_server_metadata(),
            "isLive": client.is_server_live(),
            "isReady": client.is_server_ready(),
            "model": client.get_model_metadata("things"),
            "isModelReady": client.is_model_ready("things"),
            "isAliasReady": client.is_model_ready("things@latest"),
            "isVersionReady": client.is_model_ready("things", "1"),
            "isOtherReady": client.is_model_ready("others"),
            "imageBytes": ask("image", images, "BYTES", True),
            "imageJson": ask("image", texts, "BYTES", False),
            "pixelBytes": ask("pixels", pixels, "UINT8", True, model_version="1"),
            "pixelJson": ask("pixels", pixels, "UINT8", False),
            "broken": refusal(lambda: ask("image", broken, "BYTES", True)),
            "shape": refusal(lambda: ask("pixels", pixels[:, :100], "UINT8", True)),
        }
    )
)
