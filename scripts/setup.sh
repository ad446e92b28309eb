#!/bin/sh
# Makes .venv from nothing: any Debian or Ubuntu with a python3 of 3.11 or newer, as root or not.
# Says nothing where there is nothing to do. Called by make; PYTHON and NO_APT are explained there.
set -eu

cd "$(dirname "$0")/.."
VENV=.venv
STAMP=$VENV/.overhaul-setup
LOG=$VENV/setup.log

say() { printf '%s\n' "$*" >&2; }
die() { say "setup: $1"; shift; for line in "$@"; do say "       $line"; done; exit 1; }

# ------------------------------------------------------------------ system packages, where we may

AS_ROOT=none
if [ -z "${NO_APT:-}" ] && command -v apt-get >/dev/null 2>&1; then
    if [ "$(id -u)" = 0 ]; then
        AS_ROOT=
    elif command -v sudo >/dev/null 2>&1 && sudo -n true 2>/dev/null; then
        AS_ROOT='sudo -n'
    fi
fi

# apt_install PACKAGE...: false where it may not or could not.
apt_install() {
    [ "$AS_ROOT" != none ] || return 1
    say "setup: installing $* with apt-get"
    # An outdated list is the usual reason for a failure, so it is fetched first, as everybody would.
    $AS_ROOT apt-get update -qq >/dev/null 2>&1 || true
    $AS_ROOT env DEBIAN_FRONTEND=noninteractive \
        apt-get install -y -qq --no-install-recommends "$@" >/dev/null 2>&1
}

# ------------------------------------------------------------------------------------ the python

# suits PYTHON [MODULE]: it runs (a pyenv shim may not), is 3.11 or newer and has the modules.
suits() {
    "$1" -c "import sys, venv, ssl${2:+, $2}; sys.exit(sys.version_info < (3, 11))" >/dev/null 2>&1
}

# First what can make a whole environment by itself; python3 before others, it is what users mean.
find_python() {
    for modules in ensurepip ''; do
        for name in ${PYTHON:-python3 python3.13 python3.12 python3.11 python3.14}; do
            if suits "$name" "$modules"; then
                command -v "$name"
                return 0
            fi
        done
    done
    return 1
}

make_venv() {
    rm -rf "$VENV"
    if suits "$python" ensurepip && "$python" -m venv "$VENV" >/dev/null 2>&1; then
        return 0
    fi
    # Debian's bare python3 has no ensurepip: pip comes from the package index, checked by its hash.
    rm -rf "$VENV"
    if "$python" -m venv --without-pip "$VENV" >/dev/null 2>&1 &&
        why=$("$VENV/bin/python" scripts/bootstrap_pip.py 2>&1); then
        return 0
    fi
    rm -rf "$VENV"
    version=$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
    if { apt_install "python$version-venv" || apt_install python3-venv; } &&
        "$python" -m venv "$VENV" >/dev/null 2>&1; then
        return 0
    fi
    rm -rf "$VENV"
    die "$python has no ensurepip, and pip could not be had otherwise: ${why:-venv fails}" \
        'Behind a mirror, set PIP_INDEX_URL (and PIP_CERT). Or run this, then make again:' \
        "    sudo apt-get install python$version-venv"
}

# ------------------------------------------------------------------------------ what goes into it

digest() {
    cat requirements/dev.txt pyproject.toml scripts/setup.sh "$VENV/pyvenv.cfg" | sha256sum | cut -d ' ' -f 1
}

pip_install() {
    "$VENV/bin/python" -m pip install --quiet --disable-pip-version-check --no-input "$@" >>"$LOG" 2>&1 && return 0
    say 'setup: pip failed; its last words:'
    tail -n 15 "$LOG" | sed 's/^/       /' >&2
    die 'the requirements could not be installed.' \
        'If the index cannot be reached: set PIP_INDEX_URL to your mirror, PIP_CERT to your CA, HTTPS_PROXY' \
        "to your proxy, and make again. The whole log: $LOG"
}

fill_venv() {
    : >"$LOG"
    pip_install --require-hashes -r requirements/dev.txt
    pip_install --no-build-isolation --no-deps -e .
    digest >"$STAMP"
}

# --------------------------------------------------------------------------------------- sandbox

check_bubblewrap() {
    if ! command -v bwrap >/dev/null 2>&1 && ! apt_install bubblewrap; then
        say 'setup: bubblewrap is missing: without it or Docker, Overhaul refuses to run repository code. Run:'
        say '           sudo apt-get install bubblewrap'
        return 0
    fi
    if ! bwrap --ro-bind / / --unshare-all true >/dev/null 2>&1; then
        say 'setup: bubblewrap is there and may not make namespaces here; what would help:'
        if [ "$(cat /proc/sys/kernel/apparmor_restrict_unprivileged_userns 2>/dev/null)" = 1 ]; then
            say '           sudo sysctl kernel.apparmor_restrict_unprivileged_userns=0'
        else
            say '           overhaul doctor'
        fi
    fi
}

# ------------------------------------------------------------------------------------------- main

if ! suits "$VENV/bin/python"; then
    python=$(find_python) || die 'no Python 3.11 or newer was found.' \
        'Install one (Debian 12, Ubuntu 24.04: sudo apt-get install python3), or name it: make setup PYTHON=/path/to/python3.12'
    say "setup: making $VENV with $("$python" --version 2>&1) ($python); this takes a minute or two"
    make_venv
fi
if [ ! -f "$STAMP" ] || [ "$(cat "$STAMP")" != "$(digest)" ]; then
    fill_venv
fi
check_bubblewrap
