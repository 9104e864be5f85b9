"""Who works with the made-up register. Everybody's surname ends in -Test, and all share one stated password."""

from __future__ import annotations

from typing import Final

from crimint_service.people import Account, Unit

__all__ = ["EVALUATORS", "OFFICERS", "PASSWORD", "UNITS", "USERS"]

# Stated on purpose: it opens nothing but invented records.
PASSWORD: Final = "sample-register-1"  # noqa: S105 - printed for everybody who loads the sample

UNITS: Final = (Unit("quillmarsh", "Quillmarsh", "QM"), Unit("nether-wobbleton", "Nether Wobbleton", "NW"))
_QUILLMARSH: Final = ("quillmarsh",)
_WOBBLETON: Final = ("nether-wobbleton",)
_BOTH: Final = ("quillmarsh", "nether-wobbleton")

USERS: Final = (
    Account("okonjo", "PC 0042 Okonjo-Test", ("officer",), _QUILLMARSH),
    Account("peters", "PC 0219 Peters-Test", ("officer",), _QUILLMARSH),
    Account("lampwick", "PCSO 7714 Lampwick-Test", ("officer",), _QUILLMARSH),
    Account("applewhite", "DC 0107 Applewhite-Test", ("lio",), _QUILLMARSH),
    Account("holt", "DC 0164 Holt-Test", ("lio",), _QUILLMARSH),
    Account("doyle", "PC 0388 Doyle-Test", ("officer",), _WOBBLETON),
    Account("oakes", "PC 0401 Oakes-Test", ("officer",), _WOBBLETON),
    Account("bramble", "DS 0311 Bramble-Test", ("lio",), _WOBBLETON),
    Account("fenwick", "Analyst 3310 Fenwick-Test", ("analyst",), _BOTH),
    Account("keeper", "Records 2204 Keeper-Test", ("records",), _BOTH),
    Account("archer", "Records 2217 Archer-Test", ("records",), _BOTH),
    Account("watch", "Auditor 0912 Watch-Test", ("auditor",), _BOTH),
    Account("vane", "Administrator 0001 Vane-Test", ("administrator",), _BOTH),
)

# Per unit, as the units stand in UNITS.
OFFICERS: Final = tuple(
    tuple(user for user in USERS if "officer" in user.roles and user.units[0] == unit.id) for unit in UNITS
)
EVALUATORS: Final = tuple(
    tuple(user for user in USERS if "lio" in user.roles and user.units[0] == unit.id) for unit in UNITS
)
