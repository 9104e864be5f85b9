"""What every step of the journey needs: the two workstations, the service, and where pictures go."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from demo.central import Central
from demo.line import Conductor, Station

__all__ = ["LIO", "OFFICER", "Stage", "is_agreed"]

OFFICER, LIO = "okonjo", "applewhite"


@dataclass(slots=True)
class Stage:
    """The scene. ``record`` is the report that the journey is about, once it has been begun."""

    folder: Path
    out: Path
    central: Central
    conductor: Conductor
    stations: dict[str, Station] = field(default_factory=dict)
    record: str = ""
    settled_by: str = ""
    chains: list[dict[str, Any]] = field(default_factory=list)
    _pictures: int = 0

    @property
    def officer(self) -> Station:
        """Where the report is written."""
        return self.stations[OFFICER]

    @property
    def lio(self) -> Station:
        """Where it is evaluated."""
        return self.stations[LIO]

    def picture(self, station: Station, name: str) -> None:
        """Keep a picture of a workstation's window as ``out/demo/NN-name.png``."""
        self._pictures += 1
        station.order("grab", file=str((self.out / f"{self._pictures:02}-{name}.png").resolve()))


def is_agreed(seen: dict[str, Any]) -> bool:
    """Whether the workstation says that nothing is missing on either side."""
    return bool(seen["connected"]) and not seen["waiting"] and bool(seen["agreed"]) and not seen["busy"]
