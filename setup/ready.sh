#!/usr/bin/env bash
# Makes this machine ready: system packages (Debian, Ubuntu) and .venv with exactly what requirements.lock says.
# Safe to run as often as one likes; does nothing, in a fraction of a second, when all is there.
#
#   setup/ready.sh GROUP...     each GROUP is a list of packages in setup/packages/
#
# PYTHON=/path/to/python3 chooses the interpreter; otherwise the first that is 3.11 or newer and can make environments.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

say() { printf 'setup: %s\n' "$*" >&2; }
give_up() { say "$*"; exit 1; }

wanted_packages() {
    local group
    for group in "$@"; do
        [ -f "setup/packages/$group.txt" ] || give_up "there is no package list called '$group' in setup/packages."
        sed -e 's/#.*//' -e '/^[[:space:]]*$/d' "setup/packages/$group.txt"
    done | sort -u
}

missing_packages() {
    # PACKAGE/COMMAND is missing only where there is no such command, whoever installed it.
    local package
    for package in "$@"; do
        if [[ $package == */* ]]; then
            command -v "${package#*/}" >/dev/null && continue
            package=${package%/*}
        fi
        dpkg-query -W -f='${db:Status-Abbrev}' "$package" 2>/dev/null | grep -q '^ii' ||
            printf '%s\n' "$package"
    done
}

install_packages() {
    local -a missing as_root=()
    mapfile -t missing < <(missing_packages "$@")
    [ "${#missing[@]}" -eq 0 ] && return 0
    if [ "$(id -u)" -ne 0 ]; then
        if sudo -n true 2>/dev/null; then
            as_root=(sudo -n)
        else
            give_up "some system packages are missing; please run: sudo apt-get install --no-install-recommends ${missing[*]}"
        fi
    fi
    say "installing ${missing[*]}"
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -q -o DPkg::Lock::Timeout=300 update >&2
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -q -y -o DPkg::Lock::Timeout=300 \
        install --no-install-recommends "${missing[@]}" >&2 </dev/null
}

is_suitable() {
    "$1" -c 'import sys, venv, ensurepip; sys.exit(not (3, 11) <= sys.version_info[:2] < (3, 15))' >/dev/null 2>&1
}

suitable_python() {
    local candidate
    for candidate in ${PYTHON:+"$PYTHON"} python3 /usr/bin/python3 python3.14 python3.13 python3.12 python3.11; do
        if is_suitable "$candidate"; then
            "$candidate" -c 'import sys; print(sys.executable)'
            return 0
        fi
    done
    give_up "Python 3.11 to 3.14 with its venv module was not found; install one and name it: make PYTHON=/path/to/python3"
}

fingerprint() {
    # What the environment was made from: the lock, what is installed in place, and the interpreter itself.
    { cat requirements.lock pyproject.toml; .venv/bin/python -c 'import sys; print(sys.version, sys.prefix)'; } | sha256sum
}

make_environment() {
    if [ -x .venv/bin/python ] && [ -f .venv/ready ] && [ "$(fingerprint 2>/dev/null)" = "$(cat .venv/ready)" ]; then
        return 0
    fi
    if ! .venv/bin/python -m pip --version >/dev/null 2>&1; then
        local python
        python=$(suitable_python)
        say "making .venv with $("$python" --version)"
        "$python" -m venv --clear .venv
    fi
    say "installing what requirements.lock says"
    rm -f .venv/ready
    .venv/bin/python -m pip install --quiet --disable-pip-version-check --no-input --prefer-binary \
        --require-hashes --requirement requirements.lock >&2
    .venv/bin/python -m pip install -qq --disable-pip-version-check --no-input --no-index \
        --no-build-isolation --no-deps --editable . >&2
    fingerprint >.venv/ready
}

make_provider() {
    # The identity provider that the tests sign in with: exactly what its lock says, and no script of its packages is run.
    local from=tests/identity/provider into=.venv/identity-provider lock
    lock=$(sha256sum <"$from/package-lock.json")
    [ "$lock" = "$(cat "$into/ready" 2>/dev/null)" ] && return 0
    command -v npm >/dev/null || give_up "npm was not found; install Node.js with npm, which the tests' identity provider needs."
    say "installing the identity provider for the tests"
    rm -rf "$into"
    mkdir -p "$into"
    cp "$from/package.json" "$from/package-lock.json" "$into/"
    (cd "$into" && npm ci --omit=dev --ignore-scripts --no-audit --no-fund --no-update-notifier --loglevel=error \
        --cache "$PWD/cache" >&2 </dev/null)
    rm -rf "$into/cache"
    printf '%s\n' "$lock" >"$into/ready"
}

# One at a time: two targets started together would otherwise install over each other.
exec 9>.setup.lock
flock 9
if command -v dpkg-query >/dev/null && command -v apt-get >/dev/null; then
    packages=$(wanted_packages program "$@")
    # shellcheck disable=SC2086 # one word for each package
    install_packages $packages
else
    say "this is not Debian or Ubuntu: please see to the libraries named in setup/packages yourself."
fi
make_environment
case " $* " in
    *" tests "*) make_provider ;;
esac
