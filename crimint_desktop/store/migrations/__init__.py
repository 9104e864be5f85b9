"""The steps by which a cache of any age becomes one of today.

Each step is a module with ``upgrade`` and ``downgrade`` in Alembic's operations. It imports nothing of this
program: it must do the same in ten years' time. The number of a step is the file's ``PRAGMA user_version`` after it.
"""
