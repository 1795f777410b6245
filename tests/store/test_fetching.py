"""Lists are fetched from a real server, which here is on this machine."""

from __future__ import annotations

import threading
from collections import deque
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from sluis.core.errors import InvalidInput, UnknownValue
from sluis.store.editions import Editions
from sluis.store.fetching import (
    TRIES,
    Address,
    FetchFailed,
    Fetching,
    addresses,
)
from sluis.store.held import HeldBack
from sluis.store.home import Home


def table(*names):
    return ("name,country\n" + "".join(f"{name},NL\n" for name in names)).encode()


class Server(ThreadingHTTPServer):
    """Answers each request with the next of its answers: status, headers, body."""

    def __init__(self):
        self.answers = deque()
        self.asked = []
        super().__init__(("127.0.0.1", 0), _Handler)

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server_port}/our-list.csv"


class _Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        self.server.asked.append(dict(self.headers))
        status, headers, body = self.server.answers.popleft()
        self.send_response(status)
        for key, value in {"Content-Length": str(len(body)), **headers}.items():
            self.send_header(key, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


@pytest.fixture
def server():
    with Server() as running:
        thread = threading.Thread(target=running.serve_forever, args=(0.01,))
        thread.start()
        yield running
        running.shutdown()
        thread.join()


@pytest.fixture
def waits():
    return []


@pytest.fixture
def fetching(home, server, waits):
    address = Address(
        list="our-list", publisher="us", format="table-csv", url=server.url
    )
    return Fetching(Home.open(home), [address], wait=waits.append, most_bytes=1_000_000)


def only(fetching):
    ((_, answer),) = fetching.update()
    return answer


DAY = {"Last-Modified": "Wed, 06 Mar 2024 10:00:00 GMT", "ETag": '"one"'}


def test_it_works(fetching, server, home):
    server.answers.append((200, DAY, table("A", "B")))
    answer = only(fetching)
    assert answer.outcome == "new"
    (edition,) = Editions(home).status()
    assert answer.edition == edition.name
    assert edition.dated.isoformat() == "2024-03-06"
    assert (answer.bytes, answer.peer) == (len(table("A", "B")), None)
    assert len(answer.sha256) == 64
    assert fetching.answers("our-list") == [answer]


def test_a_list_that_did_not_change_is_not_sent_again(fetching, server, home):
    server.answers.extend([(200, DAY, table("A")), (304, {"ETag": '"one"'}, b"")])
    first, again = only(fetching), only(fetching)
    assert again.outcome == "not modified"
    assert again.edition == first.edition
    assert server.asked[1]["If-None-Match"] == '"one"'
    assert server.asked[1]["If-Modified-Since"] == DAY["Last-Modified"]
    assert len(Editions(home).history("our-list")) == 1


def test_a_server_in_trouble_is_asked_again_more_and_more_slowly(
    fetching, server, waits
):
    server.answers.extend([(500, {}, b""), (503, {}, b""), (200, DAY, table("A"))])
    assert only(fetching).outcome == "new"
    assert waits == [1.0, 2.0]


def test_a_server_may_say_how_long_to_wait(fetching, server, waits):
    server.answers.extend([(429, {"Retry-After": "7"}, b""), (200, DAY, table("A"))])
    assert only(fetching).outcome == "new"
    assert waits == [7.0]


def test_a_connection_that_is_cut_is_tried_again(fetching, server):
    whole = table("A", "B", "C")
    cut = (200, {**DAY, "Content-Length": str(len(whole))}, whole[:-9])
    server.answers.extend([cut, (200, DAY, whole)])
    assert only(fetching).outcome == "new"


def test_a_server_that_stays_in_trouble_is_given_up(fetching, server, home):
    server.answers.extend([(500, {}, b"")] * TRIES)
    error = only(fetching)
    assert isinstance(error, FetchFailed)
    assert f"{TRIES} times" in error.message
    assert Editions(home).status() == []


def test_an_address_that_is_gone_is_not_asked_again(fetching, server, waits):
    server.answers.append((404, {}, b"gone"))
    assert isinstance(only(fetching), FetchFailed)
    assert waits == []


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"<html>Sign in</html>", "no column name"),
        (b"", "empty"),
        ("name,country\nMünchen,DE\n".encode("latin-1"), "not UTF-8"),
        (b'name,country\n"Exam', "cut short"),
    ],
)
def test_what_is_no_list_is_held_back_and_the_last_good_one_stays(
    fetching, server, home, body, words
):
    server.answers.extend([(200, DAY, table("A")), (200, {}, body)])
    first, second = only(fetching), only(fetching)
    assert second.outcome == "held back"
    (held,) = HeldBack(Home.open(home)).all()
    assert (held.key, held.can_release) == (second.edition, False)
    assert words in held.message
    (edition,) = Editions(home).status()
    assert edition.name == first.edition


def test_a_list_larger_than_any_is_not_fetched_to_its_end(fetching, server):
    server.answers.append((200, {}, b"name,country\n" + b"a" * 1_500_000))
    error = only(fetching)
    assert isinstance(error, FetchFailed)
    assert "larger than" in error.message


def test_a_list_that_shrank_is_released_with_a_reason_that_stays(
    fetching, server, home
):
    many = table(*"ABCDEFGHIJ")
    server.answers.extend([(200, DAY, many), (200, {}, table("A"))])
    only(fetching)
    assert only(fetching).outcome == "held back"
    back = HeldBack(Home.open(home))
    with pytest.raises(InvalidInput, match="reason"):
        back.release("our-list", " ")
    edition = back.release("our-list", "a delisting in one go")
    assert (edition.rows, edition.released) == (1, "a delisting in one go")
    assert back.all() == []
    assert Editions(home).status() == [edition]


def test_what_cannot_be_read_cannot_be_released_but_dropped(fetching, server, home):
    server.answers.append((200, {}, b""))
    only(fetching)
    back = HeldBack(Home.open(home))
    with pytest.raises(InvalidInput, match="cannot be released"):
        back.release("our-list", "please")
    assert len(back.drop("our-list")) == 1
    assert back.all() == []


def test_only_lists_with_an_address_are_fetched(fetching):
    with pytest.raises(UnknownValue, match="no address"):
        list(fetching.update(["other"]))


def test_the_official_addresses_are_a_table_that_reads(tmp_path):
    official = addresses()
    assert {"us-ofac-sdn", "un-sc", "eu-fsf", "uk-sanctions"} <= {
        address.list for address in official
    }
    assert all(address.url.startswith("https://") for address in official)
    bad = tmp_path / "bad.yaml"
    bad.write_text("- {list: a, urll: b}\n")
    with pytest.raises(InvalidInput, match="not a table"):
        addresses(bad)


def test_an_address_without_tls_is_refused(home):
    plain = Address(
        list="a", publisher="p", format="table-csv", url="http://example.org/a.csv"
    )
    ((_, error),) = Fetching(Home.open(home), [plain]).update()
    assert "not https" in error.message
