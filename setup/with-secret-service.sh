#!/usr/bin/env bash
# Runs a command in a throwaway session of its own: empty HOME, private D-Bus, unlocked Secret Service. Nothing of the
# user's own keyring or settings is seen or touched, and nothing is left behind.
#
#   setup/with-secret-service.sh [--keep-display] COMMAND [ARGUMENT...]
#
# Without --keep-display the command sees no display even where there is one, so that it behaves the same everywhere.
set -euo pipefail

if [ "${1:-}" = --keep-display ]; then
    shift
    [ -n "${DISPLAY:-}" ] && export XAUTHORITY="${XAUTHORITY:-${HOME:-}/.Xauthority}"
    case "${WAYLAND_DISPLAY:-}" in
        "" | /*) ;;
        *) export WAYLAND_DISPLAY="${XDG_RUNTIME_DIR:-}/$WAYLAND_DISPLAY" ;; # the session has a folder of its own
    esac
else
    unset DISPLAY WAYLAND_DISPLAY XAUTHORITY
fi

session=$(mktemp -d "${TMPDIR:-/tmp}/crimint-session.XXXXXX")
# The keyring may still be writing while it ends: what cannot be removed yet is tried again, and the command alone
# decides how this ends.
leave_nothing() {
    local status=$?
    for _ in $(seq 50); do
        rm -rf "$session" 2>/dev/null && exit "$status"
        sleep 0.1
    done
    echo "setup: $session could not be removed." >&2
    exit "$status"
}
trap leave_nothing EXIT
mkdir -m 700 "$session/home" "$session/run"
export HOME="$session/home" XDG_RUNTIME_DIR="$session/run" LC_ALL="${LC_ALL:-C.UTF-8}"
export XDG_CONFIG_HOME="$HOME/.config" XDG_DATA_HOME="$HOME/.local/share" XDG_CACHE_HOME="$HOME/.cache"
export XDG_STATE_HOME="$HOME/.local/state"
unset DBUS_SESSION_BUS_ADDRESS PYTHON_KEYRING_BACKEND

# The password is that of an empty keyring that lives as long as this command. The daemon's own remarks about a missing
# prompter and file limits go to a file that is shown only if it does not come up.
dbus-run-session -- bash -c '
    if ! printf "%s" throwaway | gnome-keyring-daemon --unlock --components=secrets --daemonize >"$XDG_RUNTIME_DIR/keyring.env" \
        2>"$XDG_RUNTIME_DIR/keyring.log"; then
        cat "$XDG_RUNTIME_DIR/keyring.log" >&2
        echo "setup: the throwaway Secret Service did not start." >&2
        exit 1
    fi
    # Until it owns its name, whoever asks for a secret would make the bus start a second one, which is locked.
    for _ in $(seq 100); do
        dbus-send --session --print-reply=literal --dest=org.freedesktop.DBus / \
            org.freedesktop.DBus.NameHasOwner string:org.freedesktop.secrets 2>/dev/null | grep -q true && break
        sleep 0.05
    done
    "$@"
' with-secret-service "$@"
