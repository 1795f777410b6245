"""Fixtures for the comparison of our law with official texts.

``words`` are the parameters of the vocabulary as data, whose questions carry
figures of the act.
"""

import pytest

from sluis.store.law import PACKAGE
from sluis.store.law_file import read_yaml


@pytest.fixture(scope="package")
def words():
    said = {}
    for path in PACKAGE.rglob("parameters.yaml"):
        said |= read_yaml(path)["parameters"]
    return said
