"""``python -m csto_graph`` is the command ``csto-graph``."""

import sys

from csto_graph.cli import main

sys.exit(main())
