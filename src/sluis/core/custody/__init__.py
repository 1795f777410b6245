"""Custody: from item events to a verdict that a court could rerun.

Start at :func:`trace` and :func:`divergence`; :func:`report_of` turns an event
into a report, :func:`rank` goes from parties to every other export.
"""

from sluis.core.custody.chain import Trace, divergence, trace
from sluis.core.custody.master import Paper, PartyFact
from sluis.core.custody.network import Export, Link, rank
from sluis.core.custody.policy import Policy
from sluis.core.custody.report import (
    Event,
    MasterData,
    Report,
    Statement,
    report_of,
)

__all__ = [
    "Event",
    "Export",
    "Link",
    "MasterData",
    "Paper",
    "PartyFact",
    "Policy",
    "Report",
    "Statement",
    "Trace",
    "divergence",
    "rank",
    "report_of",
    "trace",
]
