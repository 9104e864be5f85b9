"""Every key the program answers, with one's own keys instead, and the help pages behind F1."""
