"""What leaves the graph: standard formats, whole or in part, each literal as authored."""
