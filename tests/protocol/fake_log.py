"""The log of the service in memory: a tree over what devices sent, with a signed head."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from crimint_domain.log_head import LogHead, device_body, note_of, origin_of
from crimint_domain.merkle import Grown, consistency_path, inclusion_path, leaf_hash
from tests.protocol.fake_register import Fault

if TYPE_CHECKING:
    from tests.protocol.fake import DeviceLog


class FakeLog:
    """Grows when somebody looks, unless ``leave_out``. ``rewrite`` tells another story, as a
    service would that cannot be trusted."""

    def __init__(self) -> None:
        self.key = Ed25519PrivateKey.from_private_bytes(bytes(range(2, 34)))
        self._tree = Grown()
        self._taken: dict[str, int] = {}
        self._told_anew = False
        self.leave_out = False

    @property
    def public_key(self) -> str:
        return base64.b64encode(self.key.public_key().public_bytes_raw()).decode()

    def rewrite(self, *, without_last: int = 0) -> None:
        """Begin the tree anew with another first entry, and without the last so many of the entries."""
        size, old = self._tree.size, self._tree
        self._tree, self._told_anew = Grown(), True
        self._tree.add(leaf_hash(b"another story"))
        for place in range(1, max(1, size - without_last)):
            self._tree.add(old.node(0, place))

    def add_more(self, count: int) -> None:
        """Let a log that was rewritten grow."""
        for number in range(count):
            self._tree.add(leaf_hash(f"another story, {number}".encode()))

    def head(self, logs: Mapping[tuple[str, str], DeviceLog], epoch: str, at: str) -> str:
        for (user, device), log in () if self._told_anew or self.leave_out else logs.items():
            for entry in log.entries:
                leaf = leaf_hash(device_body(device, user, entry.sequence, entry.hash))
                if leaf.hex() not in self._taken:
                    self._taken[leaf.hex()] = self._tree.add(leaf)
        head = LogHead(origin_of("sample", epoch), self._tree.size, self._tree.root(), at)
        return note_of(head, self.key.public_key().public_bytes_raw(), self.key.sign(head.text.encode()))

    def inclusion(self, leaf: str, size: int) -> dict[str, Any]:
        self._refuse_beyond(size)
        index = self._taken.get(leaf, size)
        if index >= size or self._tree.node(0, index).hex() != leaf:
            raise Fault(404, "leaf-unknown", "There is no such entry in the log of that size.")
        return {"index": index, "path": [each.hex() for each in inclusion_path(self._tree.node, index, size)]}

    def consistency(self, first: int, second: int) -> dict[str, Any]:
        self._refuse_beyond(second)
        if first > second:
            raise Fault(422, "proof-impossible", "A log does not become shorter.")
        return {"path": [each.hex() for each in consistency_path(self._tree.node, first, second)]}

    def _refuse_beyond(self, size: int) -> None:
        if size > self._tree.size:
            raise Fault(422, "proof-impossible", "The log is shorter than that.")
