"""What the benches ask Keras to do, in its own process, with its times."""
