"""One file per step: only ever add, and remove a release later."""
