"""Where the service is put together."""

from __future__ import annotations

from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager

from fastapi import FastAPI

from crimint_service import __version__
from crimint_service.config import Environment, Settings
from crimint_service.erasure_list import note_erasures
from crimint_service.faults import Fault
from crimint_service.identity import Accounts
from crimint_service.identity_provider import Provider
from crimint_service.identity_tokens import Verifier
from crimint_service.openapi import describe
from crimint_service.register import open_register
from crimint_service.routes import (
    agreement,
    attachment,
    change,
    devices,
    drafts,
    erasures,
    health,
    kept,
    log,
    proofs,
    recovery,
    sealed,
    search,
    sign_in,
    sync,
)
from crimint_service.routes.allowance import Allowance
from crimint_service.routes.caller import Parts
from crimint_service.routes.counts import Counts
from crimint_service.routes.envelope import Envelope
from crimint_service.routes.hints import Hints
from crimint_service.routes.quick import QuickCheckpoint
from crimint_service.routes.replies import answer_problems
from crimint_service.sequencing import Sequencer
from resources.code_lists import code_lists

__all__ = ["bare", "create"]


def bare(settings: Settings, counts: Counts | None = None) -> FastAPI:
    """Return the application without a register behind it: enough to describe it."""

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        parts: Parts | None = getattr(app.state, "parts", None)
        if parts is not None:
            parts.sequencer.start()
        yield
        if parts is not None:
            parts.sequencer.stop()
            parts.lanes.shutdown()
            parts.database.close()

    app = FastAPI(
        title="CrimInt+ service",
        version=__version__,
        summary="The central register: who may read what, streams of records, changes and the log.",
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        lifespan=lifespan,
    )
    for routes in (
        *(health, sign_in, devices, sync, search, agreement, change),
        *(attachment, log, proofs, sealed, drafts, kept, erasures, recovery),
    ):
        app.include_router(routes.router)
    answer_problems(app)
    app.add_middleware(QuickCheckpoint)
    app.add_middleware(Envelope, settings=settings, counts=counts or Counts())
    describe(app)
    return app


def create(settings: Settings, environment: Environment | None = None) -> FastAPI:
    """Open the register and return the application on it.

    Raises Fault when the register is of another environment, cannot be read, or has no way of signing in.
    """
    if settings.oidc is None and not settings.local_accounts:
        raise Fault(
            503,
            "no-sign-in",
            "A register on PostgreSQL keeps no passwords: name an identity provider, or start it with"
            " --allow-local-accounts.",
        )
    verifier = _verifier(settings)
    database, register = open_register(settings, environment)
    note_erasures(database, settings)  # what a crash left out of it
    counts = Counts()
    app = bare(settings, counts)
    app.state.parts = Parts(
        settings=settings,
        database=database,
        register=register,
        accounts=Accounts(database, settings, verifier),
        codes=code_lists(),
        hints=Hints(database, settings.pulse_s),
        counts=counts,
        sealed_allowance=Allowance(settings.sealed_a_minute),
        sequencer=Sequencer(database, settings, register),
        lanes=ThreadPoolExecutor(max(1, settings.pool_size // 2), "checkpoint"),
    )
    return app


def _verifier(settings: Settings) -> Verifier | None:
    if settings.oidc is None:
        return None
    return Verifier(settings.oidc, Provider(settings.oidc, settings.clock), settings.clock)
