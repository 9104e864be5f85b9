"""The identity provider as this program asks it: for its description, its keys and its tokens.

It is asked over the same kind of line as the service: whole answers in time, of a sane size, no redirects, nothing from
the environment. Only Unavailable and SignedOut come out.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Final, TypeVar
from urllib.parse import parse_qsl, urlencode, urlsplit

import msgspec

from crimint_desktop.remote import failure
from crimint_desktop.remote.answers import Provider, Tokens
from crimint_desktop.remote.line import HttpLine, Line, Question, checked_origin
from crimint_domain.errors import Refused, Unavailable

if TYPE_CHECKING:
    from datetime import datetime

__all__ = ["ALGORITHMS", "Description", "IdentityProvider", "Issued", "host_of"]

ALGORITHMS: Final = ("RS256", "PS256", "ES256", "RS384", "PS384", "ES384", "EdDSA", "Ed25519")
_DESCRIPTION: Final = "/.well-known/openid-configuration"
_WITHIN_S: Final = 15.0
_LARGEST: Final = 256 * 1024
_SKEW_S: Final = 300
_RSA_BITS: Final = 2_048
_OK, _BAD, _UNAUTHORISED = 200, 400, 401
_Read = TypeVar("_Read")
_CODE: Final = re.compile(r"[a-z_]{1,40}")


_THEIR_NAMES: Final[Mapping[str, str]] = {
    "asks_at": "authorization_endpoint",
    "tokens_at": "token_endpoint",
    "keys_at": "jwks_uri",
    "says_issuer": "authorization_response_iss_parameter_supported",
}


class Description(msgspec.Struct, rename=_THEIR_NAMES):
    """What the provider says of itself (RFC 8414): where it asks people, gives tokens and publishes its keys, and
    whether its answers say whose they are (RFC 9207). Addresses are checked before they are used."""

    issuer: str
    asks_at: str
    tokens_at: str
    keys_at: str
    says_issuer: bool = False


class Issued(msgspec.Struct):
    """What the provider gives for a code or a refresh token."""

    access_token: str
    token_type: str
    expires_in: float = 300.0
    refresh_token: str = ""
    id_token: str = ""


class _Error(msgspec.Struct):
    error: str = ""


def host_of(issuer: str) -> str:
    """The provider as a person may know it: its host."""
    return urlsplit(issuer).hostname or issuer


class IdentityProvider:
    """One provider, for one lane. ``line_to`` makes the line to an origin."""

    def __init__(self, provider: Provider, line_to: Callable[[str], Line] = HttpLine) -> None:
        self.provider = provider
        self._line_to = line_to
        self._described: Description | None = None

    @property
    def host(self) -> str:
        """Its host, for sentences."""
        return host_of(self.provider.issuer)

    def described(self) -> Description:
        """Ask for its description once; raises Unavailable if it describes itself as somebody else."""
        if self._described is None:
            issuer = self.provider.issuer
            found = self._read(self._ask("GET", issuer.rstrip("/") + _DESCRIPTION), Description)
            if found.issuer != issuer:
                raise self._not_trusted()
            for each in (found.asks_at, found.tokens_at, found.keys_at):
                self._origin(each)
            self._described = found
        return self._described

    def question(self, asked: Mapping[str, str]) -> str:
        """Return the address at which the browser asks the person."""
        endpoint = urlsplit(self.described().asks_at)
        query = urlencode([*parse_qsl(endpoint.query), *asked.items()])
        return endpoint._replace(query=query, fragment="").geturl()

    def exchanged(self, code: str, verifier: str, redirect: str) -> Issued:
        """Turn a code into tokens, once."""
        asked = {"grant_type": "authorization_code", "code": code, "code_verifier": verifier, "redirect_uri": redirect}
        try:
            return self._issued(asked)
        except failure.SignedOut as fault:
            raise Unavailable(
                f"{self.host} did not stand by its answer, so nobody was signed in. Sign in again.",
                cause="provider-refused",
            ) from fault

    def renewed(self, refresh: str) -> Tokens:
        """Turn a refresh token into new tokens; raises SignedOut when it is not accepted any more."""
        issued = self._issued({"grant_type": "refresh_token", "refresh_token": refresh})
        return Tokens(issued.access_token, issued.expires_in, issued.refresh_token or refresh)

    def verified(self, id_token: str, nonce: str, now: datetime) -> Mapping[str, Any]:
        """Return what an identity token says, if it is one, for us, and about this sign-in; else Unavailable."""
        from joserfc import jwt
        from joserfc.errors import JoseError
        from joserfc.jws import JWSRegistry

        keys = self._keys()
        registry = JWSRegistry(algorithms=list(ALGORITHMS), strict_check_header=False)
        registry.max_header_length = 2_048
        try:
            claims = jwt.decode(id_token, keys, list(ALGORITHMS), registry).claims
        except (JoseError, ValueError, TypeError) as fault:
            raise self._not_trusted() from fault
        if not self._is_ours(claims, nonce, now.timestamp()):
            raise self._not_trusted()
        return claims

    def _is_ours(self, claims: Mapping[str, Any], nonce: str, now: float) -> bool:
        audience, client = claims.get("aud"), self.provider.client
        audiences = audience if isinstance(audience, list) else [audience]
        issued, expires = claims.get("iat"), claims.get("exp")
        return (
            claims.get("iss") == self.provider.issuer
            and client in audiences
            and (len(audiences) == 1 or claims.get("azp") == client)
            and claims.get("azp", client) == client
            and claims.get("nonce") == nonce
            and isinstance(issued, int | float)
            and isinstance(expires, int | float)
            and issued < now + _SKEW_S
            and expires > now - _SKEW_S
        )

    def _keys(self) -> Any:  # noqa: ANN401 - a key set of the library
        import contextlib

        from joserfc.errors import JoseError
        from joserfc.jwk import JWKRegistry, KeySet

        published = self._read(self._ask("GET", self.described().keys_at), dict[str, Any]).get("keys")
        found = []
        for each in published if isinstance(published, list) else []:
            if isinstance(each, dict) and each.get("use", "sig") == "sig" and _is_strong(each):
                with contextlib.suppress(JoseError, ValueError, TypeError, KeyError):
                    found.append(JWKRegistry.import_key(each))
        return KeySet(found)

    def _issued(self, asked: Mapping[str, str]) -> Issued:
        resource = {"resource": self.provider.resource} if self.provider.resource else {}
        body = urlencode({**asked, "client_id": self.provider.client, **resource}).encode()
        issued = self._read(self._ask("POST", self.described().tokens_at, body), Issued)
        if issued.token_type.lower() != "bearer" or not issued.access_token:
            raise self._not_trusted()
        return issued

    def _ask(self, method: str, url: str, body: bytes | None = None) -> bytes:
        parts, line = urlsplit(url), self._line_to(self._origin(url))
        headers = {"Accept": "application/json"}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        question = Question(
            method, parts.path or "/", dict(parse_qsl(parts.query)), headers, body, _WITHIN_S, _LARGEST,
            repeatable=body is None,
        )  # fmt: skip
        try:
            answer = line.exchange(question)
        except Unavailable as fault:
            raise self._translated(fault) from fault
        finally:
            line.close()
        if answer.status == _OK:
            return answer.body
        if body is not None and answer.status in (_BAD, _UNAUTHORISED) and _error_of(answer.body) == "invalid_grant":
            raise failure.SignedOut
        raise self._down()

    def _origin(self, url: str) -> str:
        """The origin of one of its addresses; only https will do, or this very machine."""
        parts = urlsplit(url)
        try:
            return checked_origin(f"{parts.scheme}://{parts.netloc}")
        except Refused as fault:
            raise self._not_trusted() from fault

    def _read(self, body: bytes, kind: type[_Read]) -> _Read:
        try:
            return msgspec.json.decode(body, type=kind)
        except (msgspec.MsgspecError, ValueError, RecursionError) as fault:
            raise self._not_trusted() from fault

    def _translated(self, fault: Unavailable) -> Unavailable:
        if fault.cause == "service-not-trusted":
            return self._not_trusted()
        return fault if fault.cause in ("proxy-down", "machine-settings") else self._down()

    def _down(self) -> Unavailable:
        return Unavailable(
            f"{self.host}, where you sign in, cannot be reached. Everything you write is kept; try again later.",
            cause="provider-down",
            retry_after_s=30.0,
        )

    def _not_trusted(self) -> Unavailable:
        return Unavailable(
            f"{self.host}, where you sign in, could not prove that it is the right one, so nothing was taken from it."
            " Tell your administrator.",
            cause="provider-not-trusted",
        )


def _error_of(body: bytes) -> str:
    try:
        said = msgspec.json.decode(body, type=_Error).error
    except (msgspec.MsgspecError, ValueError, RecursionError):
        return ""
    return said if _CODE.fullmatch(said) else ""


def _is_strong(key: Mapping[str, Any]) -> bool:
    if key.get("kty") == "RSA":
        modulus = str(key.get("n", ""))
        return len(modulus) * 6 >= _RSA_BITS and not modulus.startswith("A")
    return key.get("kty") in ("EC", "OKP")
