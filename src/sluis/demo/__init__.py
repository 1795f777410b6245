"""The demonstration: one real case, replayed from question to trace.

The data lie in ``data/``; nothing of the outcome is written down there.
:func:`replay` computes every answer with the same functions that the commands
use, and :func:`load_case` reads a case folder that someone has changed.
"""

from sluis.demo.case import Case, load_case
from sluis.demo.replay import replay

__all__ = ["Case", "load_case", "replay"]
