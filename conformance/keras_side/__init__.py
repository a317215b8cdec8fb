"""Runs Keras on random small cases and writes down what came out."""
