#!/bin/bash
# Freeze the program for Windows under Wine and try the result there: what `make windows` runs.
#
#   windows/run.sh              all of it
#   windows/run.sh build        freeze only, into dist/windows/crimint
#   windows/run.sh check        try what was frozen
#   windows/run.sh source       try the same journey with the program from its source
#   windows/run.sh screens [T]  compare what Narrator is given of every screen with windows/trees ("record" after a
#                               look at the changes: windows/run.sh record)
#   windows/run.sh planted      see that planted defects are found in what Narrator is given
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
    if [ -n "${SERVICE_PID:-}" ]; then
        kill "$SERVICE_PID" 2>/dev/null || true
        wait "$SERVICE_PID" 2>/dev/null || true # a service that was told to stop says so by its code
    fi
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
    journey 'C:\build\dist\crimint\crimint.exe'
}

from_source() { journey "$WINDOWS_PYTHON"; }

journey() {
    start_service
    rm -rf "$DRIVE_C/journey"
    local status=0
    LIMIT=500 in_wine "$WINDOWS_PYTHON" 'Z:\project\windows\checks\journey.py' \
        "$1" "$SERVICE" 'C:\journey' || status=$?
    cp "$DRIVE_C/journey"/* "$OUT/" 2>/dev/null || true
    echo "windows: pictures and what a screen reader gets are in out/windows"
    return $status
}

# Every registered screen, read by another program over UI Automation; the rules and the pages stand in accessibility/.
screens() {
    local how=$1
    shift
    rm -rf "$DRIVE_C/screens" "$OUT/screens"
    LIMIT=1800 in_wine "$WINDOWS_PYTHON" 'Z:\project\windows\checks\screens.py' 'C:\screens' "$@"
    cp -r "$DRIVE_C/screens" "$OUT/screens"
    (cd "$PROJECT" && .venv/bin/python -m accessibility.windows_tree "$OUT/screens" $how)
}

# Screens with a planted defect, read in the same way: the rules or the committed page must find each.
planted() {
    rm -rf "$DRIVE_C/planted" "$OUT/planted"
    LIMIT=600 in_wine "$WINDOWS_PYTHON" 'Z:\project\windows\checks\screens.py' 'C:\planted' --planted
    cp -r "$DRIVE_C/planted" "$OUT/planted"
    (cd "$PROJECT" && QT_QPA_PLATFORM=offscreen .venv/bin/python -m accessibility.planted.on_windows "$OUT/planted")
}

# A service of its own, with one invented user, on this machine only.
start_service() {
    local command=$PROJECT/.venv/bin/crimint-service
    echo 'a password for trying' | "$command" user add pc1 --database "$WORK/register.db" \
        --name 'PC Invented' --role officer --unit camden
    : >"$WORK/service"
    "$command" serve --database "$WORK/register.db" --port 0 >"$WORK/service" 2>"$OUT/service.log" &
    SERVICE_PID=$!
    for _ in $(seq 150); do grep -q '^listening on' "$WORK/service" && break; sleep 0.2; done
    SERVICE=$(sed -n 's/^listening on //p' "$WORK/service")
    [ -n "$SERVICE" ] || { echo "The service did not start:" >&2; cat "$OUT/service.log" >&2; return 1; }
}

tests() {
    [ $# -gt 0 ] || set -- store sync keys/test_cache_key.py keys/test_successor.py
    # Linux shows another process's memory as a file; windows/probes/lock_by_spawn.py looks into it the Windows way.
    LIMIT=600 in_wine "$WINDOWS_PYTHON" -m pytest -q -p no:cacheprovider -c 'Z:\project\pyproject.toml' \
        --rootdir 'Z:\project' -k 'not in_memory' "${@/#/Z:\\project\\tests\\}"
}

mkdir -p "$(dirname "$CRIMINT_WINE")"
exec 8>"$CRIMINT_WINE.lock"   # one at a time: two would end each other's programs
flock 8
"$HERE/setup.sh"
mkdir -p "$OUT"
WORK=$(mktemp -d)
trap finish EXIT
wine_server -k 2>/dev/null || true   # what a run that was cut off left behind would draw on a display that is gone
start_display "$WORK"
case ${1:-all} in
    all) build; check; screens ''; planted ;;
    screens) shift; screens '' "$@" ;;
    record) shift; screens --record "$@" ;;
    build | check | planted) "$1" ;;
    source) from_source ;;
    tests) shift; tests "$@" ;;
    *) sed -n '2,/^set/s/^# \?//p' "$0" | sed '$d' >&2; exit 2 ;;
esac
