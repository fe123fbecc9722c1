"""The web side: ``csto-graph serve``."""
