"""The central service that keeps the register and says who may read what."""

__version__ = "0.1.0"
