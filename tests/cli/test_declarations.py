from __future__ import annotations

import json

import pytest

pytestmark = pytest.mark.database

EXPORT = {
    "mrn": "26NL000001",
    "lodged_on": "2026-06-01",
    "destination": "US",
    "exporter": {"name": "Maker B.V."},
    "lines": [
        {
            "number": 1,
            "description": "boots",
            "cn_code": "64011000",
            "documents": [{"code": "Y901"}],
        }
    ],
}


def lines(*rows: object) -> str:
    return "".join(json.dumps(row) + "\n" for row in rows)


def test_it_works(module_sluis, tmp_path):
    path = tmp_path / "d.jsonl"
    path.write_text(lines(EXPORT))

    done = module_sluis("declarations", "import", path)
    again = module_sluis("declarations", "import", path)

    assert done.returncode == 0, done.stderr
    row = json.loads(done.stdout)
    assert (row["mrn"], row["state"], row["new"]) == ("26NL000001", "released", True)
    assert json.loads(again.stdout)["new"] is False


def test_what_is_refused_is_told_and_the_others_are_taken(module_sluis):
    odd = {**EXPORT, "mrn": "26NL000002", "destination": "Narnia"}
    held = {**EXPORT, "mrn": "26NL000003", "lines": [{"number": 1}]}

    done = module_sluis("declarations", "import", "-", stdin=lines(odd, held))

    assert done.returncode == 1
    problem = json.loads(done.stderr.splitlines()[-1])
    assert problem["line"] == 1
    assert "destination" in problem["error"]["path"]
    row = json.loads(done.stdout)
    assert (row["state"], row["decision"]["findings"][0]["code"]) == (
        "held",
        "undecided",
    )


def test_xml_of_a_customs_service_is_taken(module_sluis, tmp_path):
    path = tmp_path / "d.xml"
    path.write_text(
        "<MetaData><Declaration><FunctionCode>9</FunctionCode><ID>26NL4</ID>"
        "<TypeCode>EXA</TypeCode><GoodsShipment><GovernmentAgencyGoodsItem>"
        "<SequenceNumeric>1</SequenceNumeric></GovernmentAgencyGoodsItem>"
        "</GoodsShipment></Declaration></MetaData>"
    )

    done = module_sluis("declarations", "import", path)

    assert (done.returncode, json.loads(done.stdout)["mrn"]) == (0, "26NL4")


@pytest.mark.parametrize("name", ["missing.xml", "empty.xml"])
def test_a_file_that_cannot_be_read_ends_with_3(module_sluis, tmp_path, name):
    (tmp_path / "empty.xml").touch()

    assert module_sluis("declarations", "import", tmp_path / name).returncode == 3
