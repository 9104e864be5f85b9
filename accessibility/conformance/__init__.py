"""How the program stands to WCAG 2.2 and EN 301 549, told from what our own checks found.

``criteria`` are facts, ``claims_*`` our sentences and what shows them, ``results.json`` what the checks found last, and
``accessibility/conformance.md`` is printed from the three.
"""
