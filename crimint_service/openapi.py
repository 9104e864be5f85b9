"""The description of the service in OpenAPI 3.1, made from the code; ``docs/openapi.json`` is held to it."""

from __future__ import annotations

from types import MappingProxyType
from typing import Any, Final

import msgspec
from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from crimint_service.routes.hot import ChangesReply, ChangesRequest, FeedPage, ReceiptOut
from crimint_service.routes.wire import ProblemReply

__all__ = ["describe"]

_REF: Final = "#/components/schemas/"
_HOT: Final = MappingProxyType(
    {
        ("/v1/streams/{id}/changes", "get"): FeedPage,
        ("/v1/changes", "post"): ChangesReply,
        ("/v1/changes/{id}", "get"): ReceiptOut,
    }
)
_PROBLEMS: Final = MappingProxyType(
    {
        "400": "The request cannot be read.",
        "401": "Not signed in, or not any more.",
        "403": "The service does not deal with this device (device-blocked) or person (lease-denied) any more.",
        "404": "Not there, or not for the caller.",
        "408": "The request did not arrive in time.",
        "409": "The register has another history (epoch-changed), or a log forks (audit-fork).",
        "410": "The cursor is too old (cursor-expired).",
        "413": "Too large after decoding.",
        "415": "Encoded in a way the service does not read.",
        "422": "The content is refused, with a sentence saying why.",
        "428": "A change without base_version.",
        "429": "Too many attempts; Retry-After says how long to wait.",
        "500": "A mistake of the service.",
        "503": "Busy; Retry-After says how long to wait.",
    }
)


def describe(app: FastAPI) -> None:
    """Give the application its description."""

    def described() -> dict[str, Any]:
        description = get_openapi(
            title=app.title, version=app.version, summary=app.summary, routes=app.routes, openapi_version="3.1.0"
        )
        schemas = description["components"]["schemas"]
        for name in ("HTTPValidationError", "ValidationError"):
            schemas.pop(name, None)
        schemas["ProblemReply"] = ProblemReply.model_json_schema()
        _, hot = msgspec.json.schema_components((FeedPage, ChangesReply, ChangesRequest), ref_template=_REF + "{name}")
        schemas.update(hot)
        for path, methods in description["paths"].items():
            for method, operation in methods.items():
                _complete(path, method, operation)
        description["components"]["securitySchemes"] = {"bearer": {"type": "http", "scheme": "bearer"}}
        return description

    app.openapi = described  # type: ignore[method-assign]  # FastAPI's own way of replacing it


def _complete(path: str, method: str, operation: dict[str, Any]) -> None:
    open_to_all = path in ("/.well-known/crimint", "/healthz", "/readyz", "/v1/token", "/v1/sealed")
    if not open_to_all:
        operation["security"] = [{"bearer": []}]
    if path.startswith("/v1/"):
        operation.setdefault("parameters", []).append(
            {"name": "X-Device", "in": "header", "required": True, "schema": {"type": "string", "format": "uuid"}}
        )
    reply = _HOT.get((path, method))
    if reply is not None:
        schema = {"$ref": _REF + reply.__name__}
        operation["responses"]["200"]["content"] = {"application/json": {"schema": schema}}
    if (path, method) == ("/v1/changes", "post"):
        schema = {"$ref": f"{_REF}ChangesRequest"}
        operation["requestBody"] = {"required": True, "content": {"application/json": {"schema": schema}}}
    content = {"application/problem+json": {"schema": {"$ref": f"{_REF}ProblemReply"}}}
    for status, says in _PROBLEMS.items():
        operation["responses"][status] = {"description": says, "content": content}
