"""Finding the service, signing in, and who one is to it."""

from __future__ import annotations

from typing import Final

import sqlalchemy as sa
from fastapi import APIRouter, Request
from fastapi.responses import Response

from crimint_service import devices, leases, people
from crimint_service.config import ENVIRONMENT_WORDS
from crimint_service.faults import Fault
from crimint_service.routes.caller import Caller, Device, TheParts
from crimint_service.routes.devices import folders_of
from crimint_service.routes.replies import reply, tagged
from crimint_service.routes.wire import (
    AccessReply,
    CeilingReply,
    DiscoveryReply,
    FolderReply,
    ProviderReply,
    TokenReply,
    TokenRequest,
    UnitReply,
)
from crimint_service.tables import operation

__all__ = ["router"]

router: Final = APIRouter()


@router.get("/.well-known/crimint", response_model=DiscoveryReply, tags=["sign-in"])
def discover(request: Request, parts: TheParts) -> Response:
    """Say how to sign in and which register this is."""
    register, oidc = parts.register, parts.settings.oidc
    found = DiscoveryReply(
        api=["v1"],
        sign_in="local" if oidc is None else "oidc",
        provider=None
        if oidc is None
        else ProviderReply(
            issuer=oidc.issuer,
            client=oidc.client,
            scope=oidc.scope,
            resource=oidc.resource,
            subject_claim=oidc.subject_claim,
        ),
        environment=register.environment,
        environment_words=ENVIRONMENT_WORDS[register.environment],
        min_client=parts.settings.min_client,
        recovery_key=register.recovery_key,
        drop_key=register.drop_key,
        lease_key=leases.public_key(register.lease_key),
        log_key=leases.public_key(register.log_key),
    )
    return reply(found, request)


@router.post("/v1/token", response_model=TokenReply, tags=["sign-in"])
def token(asked: TokenRequest, request: Request, parts: TheParts, device: Device) -> Response:
    """Sign in by password, or renew with a refresh token, which works once."""
    if asked.grant == "password":
        if not asked.user or not asked.password:
            raise Fault(400, "malformed", "A sign-in needs a name and a password.")
        given = parts.accounts.sign_in(asked.user, asked.password, device)
    else:
        given = parts.accounts.renew(asked.refresh, device)
    return reply(TokenReply(token=given.token, expires_s=given.expires_s, refresh=given.refresh), request)


@router.get("/v1/access/me", response_model=AccessReply, tags=["sign-in"])
def me(request: Request, parts: TheParts, caller: Caller) -> Response:
    """Say who the caller is to the service, and which folders may be held at this device."""
    at = parts.now_text()

    def look(connection: sa.Connection) -> tuple[list[str], list[FolderReply], dict[str, str]]:
        devices.meet(
            connection, at, caller.user, caller.device, caller.client_version, parts.approval_for(caller.known)
        )
        names = connection.execute(sa.select(operation.c.name).order_by(operation.c.name)).scalars()
        return list(names), folders_of(parts, caller, connection), people.unit_names(connection, caller.known.units)

    operations, folders, named = parts.database.write(look)
    known, principal = caller.known, caller.known.principal
    found = AccessReply(
        user=principal.user,
        name=principal.name,
        roles=sorted(principal.roles),
        units=[UnitReply(id=unit, name=named.get(unit, unit)) for unit in known.units],
        clearance=principal.clearance,
        compartments=sorted(principal.compartments),
        lists=sorted(principal.lists),
        covers=sorted(principal.covers),
        operations=operations,
        cache_mode="cached" if known.cache_mode == "cached" else "none",
        access_version=known.access_version,
        draft_days=parts.settings.draft_author_days,
        folders=folders,
        ceiling=CeilingReply(records=parts.ceiling.records, bytes=parts.ceiling.bytes),
    )
    return tagged(found, request)
