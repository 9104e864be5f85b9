#!/bin/bash
# End every program of the Wine environment; with --delete remove the environment as well.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/environment.sh"
need_root
[ -d "$DRIVE_C" ] && { wine_server -k || true; wine_server -w; }   # -k fails when none is running
if [ "${1:-}" = --delete ]; then
    if grep -q " $CRIMINT_WINE/" /proc/mounts; then
        echo "Something is mounted below $CRIMINT_WINE; unmount it first." >&2
        exit 1
    fi
    rm -rf --one-file-system "$CRIMINT_WINE"
fi
