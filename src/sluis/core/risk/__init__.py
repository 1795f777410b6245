"""First indicators of diversion: what stands out in an export, and why."""

from sluis.core.risk.facts import Delivery, Facts, PartyFact
from sluis.core.risk.indicators import INDICATORS, Finding, Missing
from sluis.core.risk.score import Assessment, Policy, assess

__all__ = [
    "INDICATORS",
    "Assessment",
    "Delivery",
    "Facts",
    "Finding",
    "Missing",
    "PartyFact",
    "Policy",
    "assess",
]
