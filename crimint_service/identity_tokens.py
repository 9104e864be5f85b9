"""What an access token of the identity provider says, once it has been shown to be one (RFC 9068).

Algorithms are pinned to signatures by a key pair: a token that names another, or none, is refused before its key is
looked for. Whoever brings a token that does not hold learns only that they must sign in again.
"""

from __future__ import annotations

import base64
import contextlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import JWKRegistry, KeySet
from joserfc.jws import JWSRegistry

from crimint_domain.identity import person_id
from crimint_domain.ids import Clock
from crimint_service.config import Oidc
from crimint_service.faults import Fault
from crimint_service.identity_provider import Provider

__all__ = ["ALGORITHMS", "Verifier", "Vouched"]

ALGORITHMS: Final = ("RS256", "PS256", "ES256", "RS384", "PS384", "ES384", "EdDSA", "Ed25519")
_SKEW_S: Final = 60
_RSA_BITS: Final = 2_048
_LONGEST_LIFE_S: Final = 3_600
_FAR_AWAY_S: Final = 2**40
_LARGEST_TOKEN: Final = 16 * 1024
_LONGEST_NAME: Final = 120
_MOST_GROUPS: Final = 1_000


@dataclass(frozen=True, slots=True)
class Vouched:
    """A person as the provider vouched for them at ``issued_s``; the token is over at ``until_s``. Both are in seconds
    since 1970."""

    user: str
    issuer: str
    subject: str
    name: str
    groups: frozenset[str]
    issued_s: int
    until_s: int


class Verifier:
    """Verifies access tokens of one provider for this register. Safe to use from many threads."""

    def __init__(self, oidc: Oidc, provider: Provider, clock: Clock) -> None:
        self._oidc = oidc
        self._provider = provider
        self._clock = clock

    def vouched(self, token: str) -> Vouched:
        """Return whom a token is about; raises Fault 401 for one that is not valid here, 503 while nobody can tell."""
        header = _header_of(token)
        claims = self._claims(token, str(header.get("kid", "")))
        self._check_type(header, claims)
        issued_s, until_s = self._span(claims)
        subject = claims.get(self._oidc.subject_claim)
        if not isinstance(subject, str) or not subject or len(subject) > _LARGEST_TOKEN:
            raise _invalid()
        user = person_id(self._oidc.issuer, subject)
        name, groups = _name(claims) or user, self._groups(claims)
        return Vouched(user, self._oidc.issuer, subject, name, groups, issued_s, until_s)

    def _claims(self, token: str, kid: str) -> Mapping[str, Any]:
        keys = self._provider.keys(kid)
        try:
            read = jwt.decode(token, _key_set(keys), list(ALGORITHMS), _registry())
        except (JoseError, ValueError, TypeError) as error:
            raise _invalid() from error
        return read.claims

    def _check_type(self, header: Mapping[str, Any], claims: Mapping[str, Any]) -> None:
        kind = str(header.get("typ", "")).lower().removeprefix("application/")
        audience = claims.get("aud")
        audiences = audience if isinstance(audience, list) else [audience]
        right = (
            kind == self._oidc.token_type.lower()
            and claims.get("iss") == self._oidc.issuer
            and self._oidc.audience in audiences
            # Where the provider marks its access tokens like any other, only what they alone say tells them apart.
            and (kind != "jwt" or ("nonce" not in claims and bool(claims.get("scp") or claims.get("scope"))))
        )
        if not right:
            raise _invalid()

    def _span(self, claims: Mapping[str, Any]) -> tuple[int, int]:
        """From when to when a token counts: an hour at most, for what it says of groups is as old as it is."""
        now = self._clock.now().timestamp()
        issued, expires, begins = (_moment(claims.get(each, 0)) for each in ("iat", "exp", "nbf"))
        until = min(expires, issued + _LONGEST_LIFE_S)
        if until <= now or max(issued, begins) > now + _SKEW_S:
            raise _invalid()
        return int(issued), int(until)

    def _groups(self, claims: Mapping[str, Any]) -> frozenset[str]:
        """The groups, from a claim of that name or along a path of names (``realm_access.roles``)."""
        path, found = self._oidc.groups_claim, None
        if path in claims:
            found = claims[path]
        else:
            inner: Any = claims
            for step in path.split("."):
                inner = inner.get(step) if isinstance(inner, dict) else None
            found = inner
        if not isinstance(found, list) or len(found) > _MOST_GROUPS:
            return frozenset()
        return frozenset(each for each in found if isinstance(each, str))


def _moment(said: Any) -> float:  # noqa: ANN401 - whatever a claim held
    if isinstance(said, bool) or not isinstance(said, int | float) or not 0 <= said < _FAR_AWAY_S:
        raise _invalid()
    return float(said)


def _header_of(token: str) -> Mapping[str, Any]:
    if len(token) > _LARGEST_TOKEN or token.count(".") != 2:  # noqa: PLR2004 - header, claims, signature
        raise _invalid()
    first = token.partition(".")[0]
    try:
        read = json.loads(base64.urlsafe_b64decode(first + "=" * (-len(first) % 4)))
    except (ValueError, RecursionError) as error:
        raise _invalid() from error
    if not isinstance(read, dict) or read.get("alg") not in ALGORITHMS:
        raise _invalid()
    return read


def _registry() -> JWSRegistry:
    registry = JWSRegistry(algorithms=list(ALGORITHMS), strict_check_header=False)
    registry.max_header_length = 2_048
    registry.max_payload_length = _LARGEST_TOKEN
    return registry


def _key_set(published: tuple[dict[str, Any], ...]) -> KeySet:
    """The published keys that can be used; a weak or unknown one is as if it were not there."""
    found = []
    for each in published:
        if each.get("use", "sig") != "sig" or not _is_strong(each):
            continue
        with contextlib.suppress(JoseError, ValueError, TypeError, KeyError):
            found.append(JWKRegistry.import_key(each))
    return KeySet(found)


def _is_strong(key: Mapping[str, Any]) -> bool:
    if key.get("kty") == "RSA":
        modulus = str(key.get("n", ""))
        return len(modulus) * 6 >= _RSA_BITS and not modulus.startswith("A")
    return key.get("kty") in ("EC", "OKP")


def _name(claims: Mapping[str, Any]) -> str:
    """The name others see, in one line without anything that cannot be seen."""
    for claim in ("name", "preferred_username"):
        said = claims.get(claim)
        if isinstance(said, str):
            shown = " ".join("".join(each if each.isprintable() else " " for each in said).split())
            if shown:
                return shown[:_LONGEST_NAME]
    return ""


def _invalid() -> Fault:
    return Fault(401, "token-expired", "Please sign in again.")
