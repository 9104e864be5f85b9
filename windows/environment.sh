# What every script of this folder shares: where the Wine environment lies, how one Windows
# program is run in it, and how a display of our own is started and stopped.  Sourced, not run.
#
#   CRIMINT_WINE   the environment (default ~/.cache/winbox): a Debian 13 root with Wine 10,
#                  and the Windows file system below win/prefix/drive_c
#
# Mounts are made inside a mount namespace of each run and vanish with it: nothing is ever left
# mounted on this machine, and deleting the environment cannot reach anything outside it.

HERE=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
PROJECT=$(dirname "$HERE")
CRIMINT_WINE=${CRIMINT_WINE:-$HOME/.cache/winbox}
PREFIX=$CRIMINT_WINE/win/prefix
DRIVE_C=$PREFIX/drive_c
WINDOWS_PYTHON='C:\python\python.exe'

need_root() {
    [ "$(id -u)" = 0 ] && return
    echo "The Wine environment needs root (it mounts /proc and changes root): run this with sudo." >&2
    exit 1
}

# in_wine PROGRAM ARGUMENT...    run one Windows program and return its exit code.
#   LIMIT      seconds after which it is ended (default 300)
#   WORK_IN    folder below C: to start in (default its root)
#   WINE_ENV   further NAME=value words for the program
# The project is visible, read only, as Z:\project.  Standard input is /dev/null, because
# CPython stops with "init_sys_streams: Invalid handle" when it is a socket.
in_wine() { enter_root /usr/lib/wine/wine64 "$@"; }

# All programs of the prefix have ended when this returns; -k ends them first.
wine_server() { enter_root /usr/lib/wine/wineserver64 "$@"; }

enter_root() {
    mkdir -p "$CRIMINT_WINE"/{win,project,tmp/.X11-unix} /tmp/.X11-unix
    # shellcheck disable=SC2016,SC2086
    unshare --mount --propagation private sh -c '
        root=$1 project=$2; shift 2
        mount -t proc proc "$root/proc"          # without it Wine says: could not load ntdll.so
        mount --rbind /dev "$root/dev"
        mount --bind /tmp/.X11-unix "$root/tmp/.X11-unix"
        mount --bind -o ro "$project" "$root/project" && mount -o remount,bind,ro "$root/project"
        exec chroot "$root" "$@"' enter "$CRIMINT_WINE" "$PROJECT" \
        /usr/bin/env -i HOME=/root USER=root LANG=C.UTF-8 PATH=/usr/bin:/bin \
        DISPLAY="${DISPLAY:-}" WINEPREFIX=/win/prefix WINEARCH=win64 WINEDEBUG="${WINEDEBUG:--all}" \
        ${WINE_ENV:-} timeout -k 5 "${LIMIT:-300}" \
        sh -c 'cd "/win/prefix/drive_c/$0" 2>/dev/null; exec "$@"' "${WORK_IN:-}" "$@" </dev/null
}

# start_display FOLDER    a bare X server on a free number; sets DISPLAY and DISPLAY_PID.
start_display() {
    Xvfb -displayfd 5 -screen 0 1400x1000x24 -nolisten tcp 5>"$1/display" 2>"$1/xvfb.log" &
    DISPLAY_PID=$!
    for _ in $(seq 50); do [ -s "$1/display" ] && break; sleep 0.1; done
    [ -s "$1/display" ] || { echo "Xvfb did not start:" >&2; cat "$1/xvfb.log" >&2; return 1; }
    DISPLAY=:$(cat "$1/display")
    export DISPLAY
}

stop_display() {
    [ -n "${DISPLAY_PID:-}" ] && kill "$DISPLAY_PID" 2>/dev/null && wait "$DISPLAY_PID" 2>/dev/null
    DISPLAY_PID=
}
