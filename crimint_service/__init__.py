"""The central service that keeps the register and says who may read what."""
