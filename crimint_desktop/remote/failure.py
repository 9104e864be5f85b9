"""The border of the remote: what goes wrong on the way becomes a sentence and a cause."""

from __future__ import annotations

from typing import Final

from crimint_domain.errors import Unavailable

__all__ = [
    "Blocked", "CursorExpired", "EpochChanged", "LogGap", "LogRejected", "SignedOut", "StreamUnknown", "TooOld", "busy",
    "cut", "down", "failed", "not_trusted", "proxy_down", "rubbish", "slow", "too_large",
]  # fmt: skip

_KEPT: Final = "Everything you write is kept and is sent when it is back."


class SignedOut(Unavailable):
    """The service no longer accepts this sign-in, and it could not be renewed: the person must sign in again."""

    def __init__(self) -> None:
        super().__init__(
            "You are signed out of the service. Sign in again to send and receive; everything you write is kept.",
            cause="signed-out",
        )


class Blocked(Unavailable):
    """This device, or this person, may no longer hold a copy: the cache must lock. ``cause`` is the service's word."""

    def __init__(self, cause: str = "device-blocked") -> None:
        what = "this device" if cause == "device-blocked" else "this account"
        super().__init__(
            f"The service has blocked {what}, so the copy on it is locked. Ask your administrator.", cause=cause
        )


class EpochChanged(Unavailable):
    """The service went back in its history: cursors are worthless, unsent work is not. ``epoch`` is the history it
    has now, empty where its answer did not say."""

    def __init__(self, epoch: str = "") -> None:
        super().__init__("The service was restored. Everything is read again.", cause="epoch-changed", retry_after_s=0)
        self.epoch = epoch


class CursorExpired(Unavailable):
    """The place in a stream is too old: the stream is read again from its beginning."""

    def __init__(self) -> None:
        super().__init__("This was too long ago. It is read again.", cause="cursor-expired", retry_after_s=0)


class StreamUnknown(Unavailable):
    """The stream is not there, or not for us; the service does not say which."""

    def __init__(self) -> None:
        super().__init__("The service no longer offers this.", cause="stream-unknown", retry_after_s=0)


class TooOld(Unavailable):
    """The service hands nothing to this version of the program; it still takes everything."""

    def __init__(self) -> None:
        super().__init__(
            "This program is too old to receive from the service: update it. Everything you write is kept and sent as"
            " before.",
            cause="client-too-old",
            retry_after_s=60.0,
        )


class LogRejected(Unavailable):
    """The service holds another log for this device than the one on it: for an auditor, not for a retry."""

    def __init__(self, cause: str) -> None:
        super().__init__(
            "The service did not accept this device's log, because it does not continue the one it holds. Tell your"
            " administrator; nothing was lost.",
            cause=cause,
        )


class LogGap(Unavailable):
    """The service has this device's log only up to ``acked``: it is sent again from there."""

    def __init__(self, acked: int) -> None:
        super().__init__("The service asks for older entries of this device's log.", cause="log-gap", retry_after_s=0)
        self.acked = acked


def down() -> Unavailable:
    """Nobody answers at this address."""
    return Unavailable(f"The service cannot be reached. {_KEPT}", cause="service-down", retry_after_s=5.0)


def proxy_down() -> Unavailable:
    """The proxy between this computer and the service does not let us through."""
    return Unavailable(
        f"The proxy of this network does not let the program through to the service. {_KEPT} If it lasts, tell your"
        " administrator.",
        cause="proxy-down",
        retry_after_s=30.0,
    )


def slow() -> Unavailable:
    """The answer took longer than anybody should wait."""
    return Unavailable(f"The service takes too long to answer. {_KEPT}", cause="service-slow", retry_after_s=10.0)


def rubbish() -> Unavailable:
    """The answer is not one of this protocol."""
    return Unavailable(
        "The service answered something this program does not understand. Nothing of it was taken over.",
        cause="service-rubbish",
        retry_after_s=60.0,
    )


def too_large() -> Unavailable:
    """The answer is larger than an honest one can be."""
    return Unavailable(
        "The service answered more than this program takes at once. Nothing of it was taken over.",
        cause="answer-too-large",
        retry_after_s=60.0,
    )


def cut() -> Unavailable:
    """The answer ended before its end."""
    return Unavailable(
        "The answer of the service was cut off on its way. Nothing of it was taken over; it is asked for again.",
        cause="answer-cut",
        retry_after_s=2.0,
    )


def not_trusted() -> Unavailable:
    """The other side could not prove who it is."""
    return Unavailable(
        "The service could not prove that it is the right one, so nothing was sent to it. Tell your administrator.",
        cause="service-not-trusted",
    )


def busy(retry_after_s: float | None) -> Unavailable:
    """The service asks to be left alone for a while."""
    return Unavailable(
        f"The service is busy. {_KEPT}",
        cause="service-busy",
        retry_after_s=10.0 if retry_after_s is None else retry_after_s,
    )


def failed() -> Unavailable:
    """The service made a mistake of its own."""
    return Unavailable(f"The service had a fault of its own. {_KEPT}", cause="service-failed", retry_after_s=10.0)
