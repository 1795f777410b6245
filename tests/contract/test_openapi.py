"""The API's description is what was agreed; a change of it shows in review.

After a change that is meant: ``SLUIS_RENEW=1 make test``, and commit the file.
"""

import json
import os
from pathlib import Path

SNAPSHOT = Path(__file__).with_name("openapi.json")


def test_the_api_is_as_it_was_agreed(client):
    described = client.get("/api/v1/openapi.json").json()
    if os.environ.get("SLUIS_RENEW"):
        SNAPSHOT.write_text(json.dumps(described, indent=1, sort_keys=True) + "\n")
    assert described == json.loads(SNAPSHOT.read_text())


def test_every_operation_says_what_it_is_for(client):
    described = client.get("/api/v1/openapi.json").json()
    operations = [
        operation for path in described["paths"].values() for operation in path.values()
    ]
    assert operations
    assert all(operation.get("summary") for operation in operations)
