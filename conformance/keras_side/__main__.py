"""python -m keras_side --seed N --out FOLDER --weights FILE --photos FOLDER area=cases ..."""

import argparse
import importlib
import os
import sys
import time

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
os.environ.setdefault("KERAS_BACKEND", "tensorflow")
os.environ.setdefault("CUDA_VISIBLE_DEVICES", "-1")

import keras

from .work import Work


def main():
    parser = argparse.ArgumentParser(prog="keras_side")
    parser.add_argument("--seed", type=int, required=True)
    parser.add_argument("--out", required=True)
    parser.add_argument("--weights", required=True)
    parser.add_argument("--photos", required=True)
    parser.add_argument("areas", nargs="+", metavar="area=cases")
    given = parser.parse_args()
    for area, cases in (item.split("=") for item in given.areas):
        started = time.monotonic()
        folder = os.path.join(given.out, area)
        keras.utils.set_random_seed(given.seed % 2**32)
        work = Work(area, given.seed, int(cases), folder, given.weights, given.photos)
        importlib.import_module(f".{area}", __package__).run(work)
        print(f"keras {area} {time.monotonic() - started:.1f} s", file=sys.stderr, flush=True)


main()
