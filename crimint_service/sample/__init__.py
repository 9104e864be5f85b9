"""A made-up register: invented people, places, reports and cards, the same for the same seed, of any size."""

from __future__ import annotations

from crimint_service.sample.register import SampleRegister, register
from crimint_service.sample.staff import PASSWORD

__all__ = ["PASSWORD", "SampleRegister", "register"]
