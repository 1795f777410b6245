"""The APIs' descriptions are what was agreed; a change of them shows in review.

After a change that is meant: ``SLUIS_RENEW=1 make test``, and commit the files.
"""

import json
import os
from pathlib import Path

import pytest

DESCRIBED = {
    "/api/v1/openapi.json": "openapi.json",
    "/epcis/openapi.json": "epcis.json",
}


@pytest.mark.parametrize(("address", "name"), DESCRIBED.items())
def test_the_api_is_as_it_was_agreed(client, address, name):
    described = client.get(address).json()
    snapshot = Path(__file__).with_name(name)
    if os.environ.get("SLUIS_RENEW"):
        snapshot.write_text(json.dumps(described, indent=1, sort_keys=True) + "\n")
    assert described == json.loads(snapshot.read_text())


@pytest.mark.parametrize("address", DESCRIBED)
def test_every_operation_says_what_it_is_for(client, address):
    described = client.get(address).json()
    operations = [
        operation for path in described["paths"].values() for operation in path.values()
    ]
    assert operations
    assert all(operation.get("summary") for operation in operations)
