"""A list that is empty, cut, hostile or wrongly encoded is refused, in every format.

What one format alone can do wrong is tested beside its reader.
"""

import gzip
import json

import pytest

from sluis.core.errors import SluisError, UnreadableFile
from sluis.formats.lists import FORMATS, read_list

ROOTS = ("sdnList", "sanctionsData", "CONSOLIDATED_LIST", "export", "Designations")

LAUGHS = "".join(
    f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' if n else '<!ENTITY l0 "ha">'
    for n in range(10)
)


@pytest.mark.parametrize("format_", FORMATS)
@pytest.mark.parametrize(
    "data", [b"", b"\n\n", b"\xef\xbb\xbf", gzip.compress(b"", mtime=0)]
)
def test_a_file_with_nothing_in_it_is_refused(tmp_path, format_, data):
    path = tmp_path / "list_2024-01-01.xml"
    path.write_bytes(data)
    for named in ("auto", format_):
        with pytest.raises(UnreadableFile):
            read_list(path, format_=named)


@pytest.mark.parametrize("root", ROOTS)
@pytest.mark.parametrize(
    "declared",
    [
        f"<!DOCTYPE x [{LAUGHS}]>",
        '<!DOCTYPE x [<!ENTITY l9 SYSTEM "file:///etc/hostname">]>',
        '<!DOCTYPE x [<!ENTITY % p SYSTEM "http://192.0.2.1/p"> %p;]>',
    ],
)
def test_entities_are_neither_expanded_nor_fetched(tmp_path, root, declared):
    path = tmp_path / "list_2024-01-01.xml"
    path.write_text(f'<?xml version="1.0"?>{declared}<{root}>&l9;</{root}>')
    with pytest.raises(UnreadableFile):
        read_list(path)


@pytest.mark.parametrize(
    "file",
    [
        "ofac/sdn_2021-03-10.xml.gz",
        "un/un_consolidated_2024-05-15.xml.gz",
        "eu/eu_fsf_full_1_1_2021-03-02.xml.gz",
        "us_csl/csl_2026-07-31_bis_state_nonsdn.json.gz",
    ],
)
@pytest.mark.parametrize("kept", [700, 30_000, 150_001])
def test_a_real_list_that_is_cut_is_refused(shared, tmp_path, file, kept):
    with gzip.open(shared / "data" / "parties" / file) as stream:
        start = stream.read(kept)
    path = tmp_path / "cut_2024-01-01"
    path.write_bytes(start)
    with pytest.raises(UnreadableFile):
        read_list(path)


@pytest.mark.parametrize("encoding", ["utf-16", "latin-1"])
def test_another_encoding_is_refused(tmp_path, encoding):
    path = tmp_path / "list_2024-01-01.csv"
    path.write_text("name,country\nMüller Söhne,DE\n", encoding=encoding)
    with pytest.raises(SluisError):
        read_list(path)


def test_an_entity_of_another_shape_is_refused(tmp_path):
    path = tmp_path / "list_2024-01-01.json"
    for given in ([], 1, None, {"id": 1, "schema": "Person", "properties": []}):
        path.write_text(json.dumps({"id": "a"} if given == 1 else given) + "\n")
        with pytest.raises(SluisError):
            read_list(path, format_="ftm-jsonl")
