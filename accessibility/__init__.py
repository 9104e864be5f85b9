"""How we know that the program works for everyone: audits, contrast and screen-reader journeys.

Development time only; nothing here is shipped. ``python -m accessibility`` runs everything.
"""
