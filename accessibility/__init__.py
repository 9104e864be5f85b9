"""How it is known that the program works for everyone; used while developing, not shipped."""
