"""Where things meet: the only place that knows the screens, the acts, the cache, the keys and the service at once."""
