"""``serve``."""

from __future__ import annotations

import argparse
import sys
from typing import cast

from crimint_service.commands.command import Commands, command
from crimint_service.config import USUAL_SCOPE, Environment, Oidc, Settings
from crimint_service.faults import Fault

__all__ = ["add_to"]

_ENVIRONMENTS = ("sample", "practice", "live")
_HOUR_S = 3_600
_LONGEST_LEASE_H = 336


def add_to(commands: Commands) -> None:
    """Add the command."""
    serve = command(commands, "serve", _serve, "answer clients until stopped")
    serve.add_argument("--host", default="127.0.0.1", help="the address to listen on")
    serve.add_argument("--port", type=int, default=8447, help="the port to listen on; 0 takes a free one")
    serve.add_argument("--replica", default="", help="postgresql://… of a replica to read pages from")
    serve.add_argument("--certificate", help="a file with the certificate and those that vouch for it (PEM)")
    serve.add_argument("--certificate-key", help="the file with its private key (PEM)")
    serve.add_argument(
        "--erasures", default="", help="where erasures are listed; beside an embedded register if not said"
    )
    serve.add_argument("--metrics-port", type=int, help="count requests, and show the counts on this port")
    serve.add_argument(
        "--proxy",
        action="append",
        default=[],
        help="the address of a proxy in front, whose X-Forwarded-For is believed",
    )
    serve.add_argument("--environment", choices=_ENVIRONMENTS, help="refuse to start on a register of another kind")
    serve.add_argument(
        "--allow-local-accounts", action="store_true", help="keep passwords on PostgreSQL or beside a provider too"
    )
    serve.add_argument("--approval", default="", choices=("open", "required"), help="must a device be approved first?")
    serve.add_argument("--briefcase-records", type=int, default=0, help="how many records a device may hold")
    serve.add_argument("--min-client", default="0.1.0", help="older programs send, but are handed nothing")
    serve.add_argument(
        "--lease-hours", type=int, default=12, help="how long a copy opens without the service; 336 at most"
    )
    _add_oidc(serve)


def _add_oidc(serve: argparse.ArgumentParser) -> None:
    oidc = serve.add_argument_group("identity provider", "people sign in with it; see docs/operating")
    oidc.add_argument("--oidc-issuer", default="", help="the provider's issuer, letter by letter")
    oidc.add_argument("--oidc-client", default="", help="what the desktop is registered as there")
    oidc.add_argument("--oidc-audience", default="", help="what the provider calls this register in its access tokens")
    oidc.add_argument("--oidc-groups-claim", default="groups", help="the claim that lists a person's groups")
    oidc.add_argument("--oidc-subject-claim", default="sub", help="the claim that never changes for a person")
    oidc.add_argument("--oidc-token-type", default="at+jwt", choices=("at+jwt", "JWT"), help="how tokens are marked")
    oidc.add_argument("--oidc-scope", default=USUAL_SCOPE, help="what the desktop asks for")
    oidc.add_argument("--oidc-resource", default="", help="the resource the desktop asks for (RFC 8707)")
    oidc.add_argument("--oidc-ca-file", default="", help="certificates to trust for the provider (PEM)")
    oidc.add_argument("--oidc-proxy", default="", help="http://host:port on the way to the provider")


def _oidc(asked: argparse.Namespace) -> Oidc | None:
    """Return what was said of a provider; raises Fault for one that is only half described."""
    needed = (asked.oidc_issuer, asked.oidc_client, asked.oidc_audience)
    if not any(needed):
        return None
    if not all(needed):
        raise Fault(400, "malformed", "A provider needs --oidc-issuer, --oidc-client and --oidc-audience.")
    if asked.oidc_audience == asked.oidc_client:
        raise Fault(400, "malformed", "The audience must differ from the client: else an identity token would do.")
    return Oidc(
        asked.oidc_issuer, asked.oidc_client, asked.oidc_audience, asked.oidc_groups_claim, asked.oidc_subject_claim,
        asked.oidc_token_type, asked.oidc_scope, asked.oidc_resource, asked.oidc_ca_file, asked.oidc_proxy,
    )  # fmt: skip


def _serve(asked: argparse.Namespace) -> int:
    from crimint_service.serving import Listen, serve

    if bool(asked.certificate) != bool(asked.certificate_key):
        raise Fault(400, "malformed", "--certificate and --certificate-key belong together: give both or neither.")
    if not 1 <= asked.lease_hours <= _LONGEST_LEASE_H or asked.briefcase_records < 0:
        raise Fault(400, "malformed", "A lease lasts 1 to 336 hours; a device holds no fewer than 0 records.")
    settings = Settings(
        database=asked.database,
        replica=asked.replica,
        erasure_list=asked.erasures,
        allow_local_accounts=asked.allow_local_accounts,
        oidc=_oidc(asked),
        lease_s=_HOUR_S * asked.lease_hours,
        approval=asked.approval,
        briefcase_records=asked.briefcase_records,
        min_client=asked.min_client,
        log_beat_s=1.0,
    )
    if not settings.embedded and not settings.erasure_list:
        print("No list of erasures is kept: name one with --erasures. A restore needs it.", file=sys.stderr)
    listen = Listen(
        asked.host, asked.port, asked.certificate, asked.certificate_key, asked.metrics_port, tuple(asked.proxy)
    )  # fmt: skip
    return serve(settings, cast("Environment | None", asked.environment), listen)
