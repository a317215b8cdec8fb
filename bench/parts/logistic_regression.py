"""Reads {"features": [[...]], "labels": [...], "splits": [{"train": [...], "test": [...]}], "cs": [...]} and prints, for each
split and each C, how many test pictures scikit-learn's logistic regression on standardised features gets right."""

import json
import sys

import numpy
import sklearn
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

data = json.load(sys.stdin)
features = numpy.asarray(data["features"], dtype=numpy.float64)
labels = numpy.asarray(data["labels"])


def count_right(train, test, c):
    model = make_pipeline(StandardScaler(), LogisticRegression(C=c, max_iter=10000))
    model.fit(features[train], labels[train])
    return int((model.predict(features[test]) == labels[test]).sum())


right = [[count_right(split["train"], split["test"], c) for c in data["cs"]] for split in data["splits"]]
json.dump({"sklearn": sklearn.__version__, "right": right}, sys.stdout)
