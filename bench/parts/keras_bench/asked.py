"""Takes what is asked as a JSON file and leaves the answer in another."""

import json
import os
import sys

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
os.environ.setdefault("KERAS_BACKEND", "tensorflow")


def answer(work):
    """Runs `work` on the first file named on the command line and writes what it gives to the second."""
    question, reply = sys.argv[1:]
    with open(question) as file:
        asked = json.load(file)
    given = work(asked)
    with open(reply, "w") as file:
        json.dump(given, file)


def tell(text):
    print(f"keras {text}", file=sys.stderr, flush=True)
