#!/bin/bash
# Freeze the program for Windows under Wine and try the result there: what `make windows` runs.
#
#   windows/run.sh              all of it
#   windows/run.sh build        freeze only, into dist/windows/crimint
#   windows/run.sh check        try what was frozen
#   windows/run.sh tests [...]  run tests of the program in Windows CPython (default: cache, key and lock)
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/environment.sh"
need_root
OUT=$PROJECT/out/windows
FROZEN=$DRIVE_C/build/dist/crimint
export WINE_ENV='PYTHONDONTWRITEBYTECODE=1'

finish() {
    local status=$?
    wine_server -k 2>/dev/null || true
    stop_display
    rm -rf "$WORK"
    exit $status
}

build() {
    echo "windows: freezing the program (about 2 minutes)"
    local began=$SECONDS
    rm -rf "$DRIVE_C/build" "$PROJECT/dist/windows"
    mkdir -p "$DRIVE_C/build" "$PROJECT/dist/windows"
    WORK_IN=build LIMIT=900 in_wine "$WINDOWS_PYTHON" -m PyInstaller --noconfirm --log-level WARN \
        'Z:\project\build.spec' >"$OUT/build.log" 2>&1 || { cat "$OUT/build.log"; return 1; }
    cp -r "$FROZEN" "$PROJECT/dist/windows/"
    echo "windows: dist/windows/crimint, $(du -sm "$FROZEN" | cut -f1) MB, in $((SECONDS - began)) s"
}

check() {
    [ -f "$FROZEN/crimint.exe" ] || { echo "Nothing is frozen yet: windows/run.sh build" >&2; return 1; }
    LIMIT=120 in_wine 'C:\build\dist\crimint\crimint-console.exe' self-check
}

tests() {
    [ $# -gt 0 ] || set -- store keys/test_cache_key.py keys/test_successor.py
    LIMIT=600 in_wine "$WINDOWS_PYTHON" -m pytest -q -p no:cacheprovider -c 'Z:\project\pyproject.toml' \
        --rootdir 'Z:\project' "${@/#/Z:\\project\\tests\\}"
}

mkdir -p "$(dirname "$CRIMINT_WINE")"
exec 8>"$CRIMINT_WINE.lock"   # one at a time: two would end each other's programs
flock 8
"$HERE/setup.sh"
mkdir -p "$OUT"
WORK=$(mktemp -d)
trap finish EXIT
start_display "$WORK"
case ${1:-all} in
    all) build && check ;;
    build | check) "$1" ;;
    tests) shift; tests "$@" ;;
    *) sed -n '2,/^set/s/^# \?//p' "$0" | sed '$d' >&2; exit 2 ;;
esac
