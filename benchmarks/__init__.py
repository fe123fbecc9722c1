"""Measurements of csto-graph: a generator of data of any size, and what is timed on it."""
