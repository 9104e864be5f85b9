"""Answers: compressed when that pays, and problems in their one form."""

from __future__ import annotations

import hashlib
import json
import logging
import traceback
from pathlib import Path
from types import MappingProxyType
from typing import Final

import sqlalchemy as sa
import zstandard
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import Response
from pydantic import BaseModel
from starlette.exceptions import HTTPException

from crimint_domain.errors import Refused, Unavailable
from crimint_service.faults import Fault, problem_type

__all__ = ["answer_problems", "compressed", "problem_body", "reply", "tagged"]

_WORTH_IT: Final = 1_024
_LEVEL: Final = 2  # as small as 3 on pages of reports, in two thirds of the time
_TITLES: Final = "The request was not carried out."
_BY_STATUS: Final = MappingProxyType(
    {
        400: ("malformed", "The request cannot be read."),
        404: ("not-found", "There is nothing at this address."),
        405: ("method-not-allowed", "This cannot be done at this address."),
    }
)
_LOG: Final = logging.getLogger("crimint_service")


def compressed(body: bytes, request: Request) -> Response:
    """Return JSON bytes as an answer, as zstd where the client takes it and it pays."""
    headers = {"Vary": "Accept-Encoding"}
    if len(body) > _WORTH_IT and "zstd" in request.headers.get("accept-encoding", ""):
        body = zstandard.ZstdCompressor(level=_LEVEL, write_checksum=True).compress(body)
        headers["Content-Encoding"] = "zstd"
    return Response(body, media_type="application/json", headers=headers)


def reply(model: BaseModel, request: Request) -> Response:
    """Return a reply model as an answer."""
    return compressed(model.model_dump_json(by_alias=True).encode(), request)


def tagged(model: BaseModel, request: Request) -> Response:
    """Return a reply model as an answer with an ``ETag`` of its content, or 304 to whoever has just that."""
    body = model.model_dump_json(by_alias=True).encode()
    tag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    if request.headers.get("if-none-match") == tag:
        return Response(status_code=304, headers={"ETag": tag})
    answer = compressed(body, request)
    answer.headers["ETag"] = tag
    return answer


def problem_body(fault: Fault) -> bytes:
    """Write a fault as problem details."""
    body = {"type": problem_type(fault.name), "title": _TITLES, "status": fault.status, "detail": fault.says}
    return json.dumps(body | fault.members, ensure_ascii=False).encode()


def _answer(fault: Fault) -> Response:
    headers: dict[str, str] = {}
    if fault.retry_after_s is not None:
        headers["Retry-After"] = str(fault.retry_after_s)
    if fault.status == 401:  # noqa: PLR2004 - the status is its own name
        headers["WWW-Authenticate"] = "Bearer"
    return Response(problem_body(fault), fault.status, headers, media_type="application/problem+json")


def answer_problems(app: FastAPI) -> None:
    """Make every failure of the application answer as problem details."""

    @app.exception_handler(Fault)
    def _fault(_request: Request, error: Fault) -> Response:
        return _answer(error)

    @app.exception_handler(Refused)
    def _refused(_request: Request, error: Refused) -> Response:
        return _answer(Fault(422, "refused", str(error)))

    @app.exception_handler(Unavailable)
    def _unavailable(_request: Request, error: Unavailable) -> Response:
        return _answer(Fault(503, error.cause, error.says, retry_after_s=int(error.retry_after_s or 5)))

    @app.exception_handler(RequestValidationError)
    def _malformed(_request: Request, error: RequestValidationError) -> Response:
        # Where it is wrong, never what was sent: it may hold a password.
        where = ", ".join(sorted({"/".join(str(step) for step in each["loc"]) for each in error.errors()}))
        return _answer(Fault(400, "malformed", f"The request cannot be read: {where[:500]}."))

    @app.exception_handler(HTTPException)
    def _http(_request: Request, error: HTTPException) -> Response:
        name, says = _BY_STATUS.get(error.status_code, ("refused", "The service does not do this."))
        return _answer(Fault(error.status_code, name, says))

    @app.exception_handler(sa.exc.DataError)
    def _unstorable(_request: Request, _error: sa.exc.DataError) -> Response:
        return _answer(Fault(400, "malformed", "The request holds a character or number that cannot be kept."))

    @app.exception_handler(sa.exc.OperationalError)
    def _storage(_request: Request, error: sa.exc.OperationalError) -> Response:
        _LOG.error("storage failed: %s", type(error.orig).__name__)
        return _answer(Fault(503, "storage", "The register does not answer. Try again.", retry_after_s=5))

    @app.exception_handler(Exception)
    def _defect(request: Request, error: Exception) -> Response:
        # Where it happened and of what kind: what it was about may stand in the message, so that is left out.
        all_frames = traceback.extract_tb(error.__traceback__)
        frames = [frame for frame in all_frames if "crimint_" in frame.filename][-3:]
        where = " < ".join(f"{Path(frame.filename).name}:{frame.lineno}" for frame in reversed(frames))
        path = request.scope.get("path", "")
        _LOG.error("defect in %s %s: %s at %s", request.method, path, type(error).__name__, where)
        return _answer(Fault(500, "defect", "The service made a mistake. It has been noted."))
