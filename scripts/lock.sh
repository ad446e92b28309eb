#!/bin/sh
# Compiles requirements/*.txt anew from pyproject.toml: newest versions it allows, pinned by hash.
#   dev.txt    everything a developer needs; the other two pin the same versions
#   run.txt    what the program needs to run
#   build.txt  what building the wheel needs
# UPGRADE= (empty) keeps the versions that are pinned now wherever pyproject.toml still allows them.
set -eu

cd "$(dirname "$0")/.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT TERM
.venv/bin/python -m venv --without-pip "$work/venv"
.venv/bin/python -m pip --python "$work/venv/bin/python" install --quiet --disable-pip-version-check 'uv>=0.9'

compile() { "$work/venv/bin/uv" pip compile --quiet --universal --generate-hashes --no-header --python-version 3.11 "$@"; }

upgrade=${UPGRADE---upgrade}
# shellcheck disable=SC2086  # empty means: no argument
compile pyproject.toml --group dev --extra api $upgrade -o requirements/dev.txt >/dev/null
rm -f requirements/run.txt requirements/build.txt
sed -n 's/^\([a-z0-9_.-]*==[^ ]*\).*/\1/p' requirements/dev.txt >"$work/pins"
compile pyproject.toml -c "$work/pins" --no-annotate -o requirements/run.txt >/dev/null
echo hatchling >"$work/build.in"
compile "$work/build.in" -c "$work/pins" --no-annotate -o requirements/build.txt >/dev/null
