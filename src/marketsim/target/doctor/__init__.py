"""The doctor: names why a target won't let us in, before the first test."""
