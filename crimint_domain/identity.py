"""Under which id the register knows somebody for whom an identity provider vouches."""

from __future__ import annotations

import hashlib
from typing import Final

__all__ = ["person_id"]

_DIGITS: Final = 24


def person_id(issuer: str, subject: str) -> str:
    """Return the id of a person: the same for ever, from what the provider never gives to anybody else.

    It tells neither name nor subject. Both sides compute it: the service from the access token, a client from the
    identity token, and so each notices when the two are not about the same person.
    """
    return "p-" + hashlib.sha256(f"{issuer}\n{subject}".encode()).hexdigest()[:_DIGITS]
