"""The commands of ``csto-graph``, one module each, imported when called."""
