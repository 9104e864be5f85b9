"""Programs of others that are run beside our own on the same reports. They are installed for the bench alone, into
``out/rivals``, and are no part of the program; where they cannot be had, their figures are left out and a line says so.
"""
