"""How the EPCIS interface answers: headers, documents, pages, problems."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from functools import wraps
from importlib.metadata import version
from typing import Any
from urllib.parse import urlencode

import orjson
from django.http import HttpRequest, HttpResponse

from sluis.core.errors import InvalidInput, Problems, SluisError, UnreadableFile
from sluis.formats.epcis.document import MAX_BYTES
from sluis.formats.epcis.query import read_query
from sluis.office.api.problem import CONTENT_TYPE
from sluis.office.custody import jobs, subscriptions
from sluis.office.custody.answer import query_document
from sluis.office.custody.search import Page, QueryTooLarge

Answer = Callable[..., HttpResponse]
CONTEXT = "https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld"
EPC_FORMATS = ("No_Preference", "Always_GS1_Digital_Link", "Always_EPC_URN")
CBV_FORMATS = ("No_Preference", "Always_Web_URI", "Always_URN", "Never_Translates")
_VERSION = version("sluis")
_JSON = ("application/json", "application/ld+json")
_XML = ("application/xml", "text/xml")
_TITLES = {
    400: ("ValidationException", "the request is not valid"),
    404: ("NoSuchResourceException", "there is no such resource"),
    405: ("UnsupportedMethodException", "the resource does not have this method"),
    406: ("NotAcceptableException", "this cannot be answered as asked"),
    409: ("ResourceAlreadyExistsException", "a resource of this name exists"),
    413: ("CaptureLimitExceededException", "the document is too large"),
    415: ("UnsupportedMediaTypeException", "this media type is not read"),
    501: ("ImplementationException", "this is not offered"),
}


class NoSuchResource(SluisError):
    """What is asked for is not here."""

    code = "not-found"


class NotAcceptable(SluisError):
    """The answer cannot have the form that is asked for."""

    code = "not-acceptable"


class TooLarge(SluisError):
    """The document is larger than what is read."""

    code = "too-large"


class UnsupportedMedia(SluisError):
    """The document is of a kind that is not read here."""

    code = "unsupported-media-type"


_STATUS: Sequence[tuple[type[SluisError], int, str | None]] = (
    (NoSuchResource, 404, None),
    (jobs.NoSuchQuery, 404, "NoSuchNameException"),
    (TooLarge, 413, None),
    (NotAcceptable, 406, None),
    (UnsupportedMedia, 415, None),
    (jobs.AlreadyCaptured, 409, None),
    (subscriptions.NoSuchSubscription, 404, None),
    (subscriptions.ControlsError, 400, "SubscriptionControlsException"),
    (QueryTooLarge, 413, "QueryTooLargeException"),
)


def headers(response: HttpResponse) -> HttpResponse:
    """Say which versions are spoken."""
    response["GS1-EPCIS-Version"] = "2.0"
    response["GS1-CBV-Version"] = "2.0"
    response["GS1-EPCIS-Min"] = "1.2"
    response["GS1-EPCIS-Max"] = "2.0"
    response["GS1-CBV-Min"] = "1.2"
    response["GS1-CBV-Max"] = "2.0"
    response["GS1-Vendor-Version"] = _VERSION
    return response


def refusal(error: SluisError) -> HttpResponse:
    """Turn a refusal into a problem document with a type of the standard."""
    status, type_ = 400, None
    for kind, its_status, its_type in _STATUS:
        if isinstance(error, kind):
            status, type_ = its_status, its_type
    parts = error.errors if isinstance(error, Problems) else (error,)
    if status == 400 and any(part.code == "query-parameter" for part in parts):
        type_ = "QueryParameterException"
    name, title = _TITLES[status]
    document: dict[str, Any] = {
        "type": f"epcisException:{type_ or name}",
        "title": title,
        "status": status,
        "detail": error.message,
        "code": error.code,
    }
    if not isinstance(error, UnreadableFile):
        document["errors"] = [part.as_dict() for part in parts]
    return headers(
        HttpResponse(orjson.dumps(document), status=status, content_type=CONTENT_TYPE)
    )


def wanted(request: HttpRequest, *, xml: bool = True) -> str:
    """Give the media type of the answer.

    Args:
        request: Its ``Accept`` and version headers decide.
        xml: Whether the answer can be written in XML.

    Raises:
        NotAcceptable: No form that is asked for can be given.
    """
    for name, low in (("GS1-EPCIS-Min", "2.0"), ("GS1-CBV-Min", "2.0")):
        given = request.headers.get(name)
        if given and given > low:
            raise NotAcceptable(f"{name} {given[:20]} is not spoken", path=name)
    for kind in (*_JSON, *(_XML if xml else ())):
        if request.accepts(kind):
            return str(kind)
    offered = ", ".join((*_JSON, *(_XML if xml else ())))
    raise NotAcceptable(
        "no media type that is accepted can be given",
        path="Accept",
        remedy=f"accept one of {offered}",
    )


def read_body(request: HttpRequest) -> bytes:
    """Give the document that was sent.

    Raises:
        UnsupportedMedia: It is said to be neither JSON nor XML.
        TooLarge: It is larger than what is read.
    """
    kind = (request.content_type or "").lower()
    if kind not in {*_JSON, *_XML}:
        raise UnsupportedMedia(
            f"{kind[:80] or 'nothing'} is not a media type of EPCIS",
            path="Content-Type",
            remedy=f"send {' or '.join((*_JSON, *_XML))}",
        )
    if int(request.META.get("CONTENT_LENGTH") or 0) > MAX_BYTES:
        raise TooLarge(
            f"the limit is {MAX_BYTES:,} bytes",
            path="Content-Length",
            remedy="send it in parts",
        )
    return bytes(request.read())


def answered(body: Any, *, status: int = 200, **more: str) -> HttpResponse:
    """Answer with JSON and the headers of the standard."""
    response = HttpResponse(
        orjson.dumps(body), status=status, content_type="application/json"
    )
    for name, value in more.items():
        response[name.replace("_", "-")] = value
    return headers(response)


def events_answer(
    request: HttpRequest, page: Page, *, query: str = "SimpleEventQuery"
) -> HttpResponse:
    """Answer with a query document, in JSON or XML as is asked for.

    Args:
        request: Its headers decide on the form of the document and of its EPCs.
        page: What was found.
        query: The name of the query.
    """
    kind = wanted(request)
    epc_format = chosen(request, "GS1-EPC-Format", EPC_FORMATS)
    words = chosen(request, "GS1-CBV-XML-Format", CBV_FORMATS)
    written = query_document(
        page.found,
        query=query,
        xml=kind in _XML,
        epc_format=epc_format,
        urns=words == "Always_URN",
    )
    response = HttpResponse(written, content_type=kind)
    response["GS1-EPC-Format"] = epc_format
    if kind in _XML:
        response["GS1-CBV-XML-Format"] = words
    link_next(request, response, page.next_token)
    return headers(response)


def chosen(request: HttpRequest, name: str, allowed: Sequence[str]) -> str:
    """Give a choice that is made in a header; the first when none is made.

    Raises:
        InvalidInput: It is none of them.
    """
    given = str(request.headers.get(name) or allowed[0])
    if given not in allowed:
        raise InvalidInput(
            f"{given[:80]!r} cannot be",
            path=name,
            remedy="write one of " + ", ".join(allowed),
        )
    return given


def link_next(request: HttpRequest, response: HttpResponse, token: str | None) -> None:
    """Name the next page, if there is one, and until when its token holds."""
    if token is None:
        return
    parameters = request.GET.copy()
    parameters["nextPageToken"] = token
    place = f"{request.path}?{urlencode(list(parameters.lists()), doseq=True)}"
    response["Link"] = f'<{request.build_absolute_uri(place)}>; rel="next"'
    expires = datetime.now(tz=UTC) + timedelta(days=365)  # tokens hold no state
    response["GS1-Next-Page-Token-Expires"] = expires.isoformat(timespec="seconds")


def allowed(methods: str) -> HttpResponse:
    """Answer a question for what a resource offers."""
    response = HttpResponse(status=204)
    response["Allow"] = methods
    response["GS1-EPC-Format"] = ", ".join(EPC_FORMATS)
    response["GS1-CBV-XML-Format"] = ", ".join(CBV_FORMATS)
    response["GS1-EPCIS-Capture-Limit"] = "1000000"
    response["GS1-EPCIS-Capture-File-Size-Limit"] = str(MAX_BYTES)
    response["GS1-Capture-Error-Behaviour"] = "all"
    return headers(response)


def answering(view: Answer) -> Answer:
    """Answer every refusal as a problem document of the standard."""

    @wraps(view)
    def answer(*args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return view(*args, **kwargs)
        except SluisError as error:
            return refusal(error)

    return answer


def page_of(request: HttpRequest) -> tuple[int, int]:
    """Give where the page that is asked for starts, and how much it may hold.

    Raises:
        InvalidInput: The token is none of ours.
    """
    given = {k: v for k, v in request.GET.items() if k == "perPage"}
    count = read_query(given).per_page
    token = request.GET.get("nextPageToken") or "0"
    if not (token.isascii() and token.isdecimal()) or len(token) > 12:
        raise InvalidInput("is not a token of this server", path="nextPageToken")
    return int(token), count
