"""The invented people of the protocol tests: every service that is tested with them must know exactly these."""

from dataclasses import dataclass

PASSWORD = "an invented password"


@dataclass(frozen=True, slots=True)
class Person:
    """A user; the first unit is the home unit."""

    user: str
    name: str
    roles: tuple[str, ...]
    units: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit and the letters before its report numbers."""

    id: str
    name: str
    prefix: str


UNITS = (Unit("quillmarsh", "Quillmarsh", "QM"), Unit("harrowgate", "Harrowgate", "HG"))
OPERATIONS = ("MARZIPAN", "THIMBLE")
OKONJO = Person("okonjo", "Ada Okonjo-Test", ("officer",), ("quillmarsh",))
REID = Person("reid", "Tom Reid-Test", ("officer",), ("quillmarsh",))
PETERS = Person("peters", "Joan Peters-Test", ("lio",), ("quillmarsh",))
VANE = Person("vane", "Iris Vane-Test", ("analyst",), ("quillmarsh",))
HOLT = Person("holt", "Sam Holt-Test", ("lio",), ("harrowgate",))
KEEPER = Person("keeper", "Ruth Keeper-Test", ("records",), ("quillmarsh",))
ARCHER = Person("archer", "Lena Archer-Test", ("records",), ("quillmarsh",))
WATCH = Person("watch", "Noor Watch-Test", ("auditor", "administrator"), ("quillmarsh",))
PEOPLE = (OKONJO, REID, PETERS, VANE, HOLT, KEEPER, ARCHER, WATCH)
