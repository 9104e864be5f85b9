"""What a magnifier follows: the events of focus and caret, heard by a second program on the real accessibility bus."""
