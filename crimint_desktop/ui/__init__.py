"""Everything a person sees: widgets, screens and how they are dressed. Knows nothing of the cache or the wire."""
