"""Small programs that are started, measured and ended: one process for each start."""
