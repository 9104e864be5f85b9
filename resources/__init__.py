"""What is shipped that is not code: icons, code lists, schedules, keymap and help."""
