"""High availability tried for real: three databases, a leader that is killed under load, nothing acknowledged lost."""
