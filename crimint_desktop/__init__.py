"""The desktop program that officers and analysts work in."""
