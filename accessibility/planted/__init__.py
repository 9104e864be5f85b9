"""Defects planted into the real program, one at a time, to see that our checks find what they promise to find.

``python -m accessibility --planted`` plants each and says which check caught it; ``tests/accessibility`` plants those
that take no time. ``every.DEFECTS`` is the list.
"""
