"""``sluis serve``: a real server on a real port."""

import json
import socket
from http.client import HTTPConnection

import pytest

pytestmark = pytest.mark.database


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def get(address, **headers):
    _, _, host, *path = address.split("/", 3)
    connection = HTTPConnection(host, timeout=10)
    try:
        connection.request("GET", f"/{''.join(path)}", headers=headers)
        answer = connection.getresponse()
        return answer.status, answer.headers, answer.read().decode()
    finally:
        connection.close()


@pytest.fixture(scope="module")
def site(serving, tmp_path_factory):
    with serving(tmp_path_factory.mktemp("served")) as address:
        yield address


def test_it_works(site):
    status, headers, page = get(f"{site}/", Accept="text/html")
    assert status == 200
    assert headers["Content-Type"].startswith("text/html")
    assert "sluis demo" in page


def test_the_health_endpoints_answer(site):
    for place in ("healthz", "readyz"):
        status, _, body = get(f"{site}/{place}")
        assert (status, json.loads(body)) == (200, {"status": "ok"})


def test_the_style_sheet_is_served(site):
    status, headers, _ = get(f"{site}/static/build/sluis.css")
    assert status == 200
    assert headers["Content-Type"].startswith("text/css")


def test_a_port_in_use_is_refused(sluis, site):
    done = sluis("serve", "--port", site.rsplit(":", 1)[1])
    assert done.returncode == 2
    assert "cannot be used" in done.stderr
    assert "--port" in done.stderr


def test_a_folder_that_cannot_be_written_is_refused(sluis, tmp_path):
    (tmp_path / "file").write_text("")
    done = sluis("serve", "--data", tmp_path / "file", "--port", free_port())
    assert done.returncode == 3
    assert "cannot be written" in done.stderr
