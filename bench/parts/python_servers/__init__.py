"""Python servers around the same weights, for the comparison of speed: what a user would write with each of them."""
