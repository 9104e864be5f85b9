"""Settling what two people changed apart."""
