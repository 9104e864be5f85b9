"""A real magnifier that follows the keyboard, looked at while a journey is played: by its own pixels."""
