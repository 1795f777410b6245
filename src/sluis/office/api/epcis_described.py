"""How the EPCIS interface is described in OpenAPI: parameters, bodies, answers."""

from __future__ import annotations

from typing import Any

_QUERY = (
    "eventType", "GE_eventTime", "LT_eventTime", "GE_recordTime", "LT_recordTime",
    "EQ_action", "EQ_bizStep", "EQ_disposition", "EQ_persistentDisposition_set",
    "EQ_persistentDisposition_unset", "EQ_readPoint", "WD_readPoint",
    "EQ_bizLocation", "WD_bizLocation", "EQ_transformationID", "MATCH_epc",
    "MATCH_parentID", "MATCH_inputEPC", "MATCH_outputEPC", "MATCH_anyEPC",
    "MATCH_epcClass", "MATCH_inputEPCClass", "MATCH_outputEPCClass",
    "MATCH_anyEPCClass", "EQ_quantity", "GT_quantity", "GE_quantity", "LT_quantity",
    "LE_quantity", "EQ_eventID", "EXISTS_errorDeclaration",
    "GE_errorDeclarationTime", "LT_errorDeclarationTime", "EQ_errorReason",
    "EQ_correctiveEventID", "orderBy", "orderDirection", "eventCountLimit",
    "maxEventCount", "GE_startTime", "LT_startTime", "GE_endTime", "LT_endTime",
    "EQ_type", "EQ_deviceID", "EQ_dataProcessingMethod", "EQ_microorganism",
    "EQ_chemicalSubstance", "EQ_bizRules", "EQ_stringValue", "EQ_hexBinaryValue",
    "EQ_uriValue", "EQ_booleanValue", "sluis:knownOn",
)  # fmt: skip
_PAGING = ("perPage", "nextPageToken")
_ANY: dict[str, Any] = {"schema": {}}
_TEXT: dict[str, Any] = {"type": "string"}
_ASKED_BY_ALL: dict[str, dict[str, Any]] = {
    "GS1-EPCIS-Min": _TEXT,
    "GS1-CBV-Min": _TEXT,
}
_ASKED_OF_EVENTS: dict[str, dict[str, Any]] = {
    "GS1-EPC-Format": {
        "type": "string",
        "enum": ["No_Preference", "Always_GS1_Digital_Link", "Always_EPC_URN"],
    },
    "GS1-CBV-XML-Format": {
        "type": "string",
        "enum": [
            "No_Preference", "Always_Web_URI", "Always_URN", "Never_Translates",
        ],
    },
    "GS1-Extensions": _TEXT,
}  # fmt: skip
_ASKED_OF_CAPTURE: dict[str, dict[str, Any]] = {
    "GS1-Capture-Error-Behaviour": {"type": "string", "enum": ["rollback", "proceed"]}
}
_ANSWERED = {
    name: {"schema": _TEXT}
    for name in (
        "GS1-EPCIS-Version", "GS1-CBV-Version", "GS1-EPCIS-Min", "GS1-EPCIS-Max",
        "GS1-CBV-Min", "GS1-CBV-Max", "GS1-Vendor-Version",
    )
}  # fmt: skip


def described(*words: str, status: int = 200, body: bool = False) -> dict[str, Any]:
    """Describe an operation for OpenAPI.

    Args:
        *words: ``page`` (comes in pages), ``events`` (is asked by query parameters),
            ``document`` (answers with an EPCIS document), ``missing`` (may not be
            there), ``made`` (tells what was made; it may be made again),
            ``capture`` (takes a document of many events).
        status: The status when all is well.
        body: Whether a document is sent.
    """
    names: tuple[str, ...] = ()
    if "page" in words or "events" in words:
        names += _PAGING
    if "events" in words:
        names += _QUERY
    content: dict[str, Any] = {"application/json": _ANY}
    if "events" in words or "document" in words:
        content |= dict.fromkeys(
            ("application/ld+json", "application/xml", "text/xml"), _ANY
        )
    extra: dict[str, Any] = {
        "parameters": [
            *(_parameter(name, "query", _TEXT) for name in names),
            *(_parameter(n, "header", kind) for n, kind in _headers(words).items()),
        ],
        "responses": {
            code: {
                "description": words_,
                "headers": _ANSWERED,
                "content": {"application/problem+json": _ANY},
            }
            for code, words_ in _refusals(words, status, body=body).items()
        },
    }
    extra["responses"][status] = {"description": "As asked", "headers": _ANSWERED}
    if status == 200 or "made" in words:
        extra["responses"][status]["content"] = content
    if body:
        extra["requestBody"] = {
            "required": True,
            "content": {
                kind: {"schema": {"type": "object"}}
                for kind in (
                    "application/json",
                    "application/ld+json",
                    "application/xml",
                    "text/xml",
                )
            },
        }
    return {"openapi_extra": extra, "response": {status: None}}


def _headers(words: tuple[str, ...]) -> dict[str, dict[str, Any]]:
    """Give the headers of the standard that a request may have."""
    found = dict(_ASKED_BY_ALL)
    if "events" in words or "document" in words:
        found |= _ASKED_OF_EVENTS
    if "capture" in words:
        found |= _ASKED_OF_CAPTURE
    return found


def _parameter(name: str, place: str, kind: dict[str, Any]) -> dict[str, Any]:
    return {"name": name, "in": place, "required": False, "schema": kind}


def _refusals(words: tuple[str, ...], status: int, *, body: bool) -> dict[int, str]:
    found = {400: "The request is not valid", 406: "It cannot be answered as asked"}
    if "missing" in words:
        found[404] = "There is none of this name"
    if "events" in words or "document" in words or body:
        found[413] = "Too much"
    if body:
        found[415] = "This media type is not read"
    if status == 201 and "made" not in words:
        found[409] = "There is one already"
    return found
