"""LitServe: pictures of several requests share batches of at most 16, which form for at most 10 ms."""

import base64
import sys

import litserve
import numpy as np

from .model import decode, make_predict

LARGEST_BATCH = 16


class Classifier(litserve.LitAPI):
    def setup(self, device):
        self.run = make_predict([1, 8, LARGEST_BATCH])

    def decode_request(self, request):
        return decode(base64.b64decode(request["image"]))

    def batch(self, inputs):
        return np.stack(inputs)

    def predict(self, pixels):
        return self.run(pixels)

    def unbatch(self, output):
        return list(output)

    def encode_response(self, output):
        return {"probabilities": output.tolist()}


if __name__ == "__main__":
    api = Classifier(max_batch_size=LARGEST_BATCH, batch_timeout=0.01)
    server = litserve.LitServer(api, accelerator="cpu", timeout=120)
    server.run(host="127.0.0.1", port=int(sys.argv[1]), generate_client_file=False, log_level="warning")
