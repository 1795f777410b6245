"""The policy of risk that stands in the package: weights, limits and texts."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

import yaml

from sluis.core.risk import Policy


@cache
def risk_policy() -> Policy:
    """Read the weights of the first indicators that stand in the package."""
    text = files("sluis.core.risk").joinpath("weights.yaml").read_text("utf-8")
    return Policy.read(yaml.safe_load(text))
