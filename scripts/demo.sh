#!/bin/sh
# The main job on the example: ends in a branch, a report and a summary on the screen.
# 0: all went as it should, also where a toolchain is missing here and the report says so.
set -eu

cd "$(dirname "$0")/.."
APP=examples/ledgerkeeper
OUT=demo-out

rm -rf "$OUT"
status=0
.venv/bin/overhaul run "$APP" --to python3.12 --out "$OUT" "$@" || status=$?

case $status in
    0 | 3) ;;
    5)
        printf '\nThe demo runs the example'\''s tests, and there is nothing here to run them in safely.\n' >&2
        printf 'Run this, then make demo again:\n\n    sudo apt-get install bubblewrap\n' >&2
        exit 5
        ;;
    *) exit "$status" ;;
esac

printf '\nThe demo is done; everything it left is in %s/\n' "$OUT"
if [ -f "$OUT/report.html" ]; then
    printf '  look at     %s/report.html\n' "$OUT"
fi
if [ -f "$OUT/repo.bundle" ]; then
    branch=$(git bundle list-heads "$OUT/repo.bundle" | sed -n 's,^[0-9a-f]* refs/heads/,,p' | head -n 1)
    printf '  the branch  git clone -b %s %s/repo.bundle ledgerkeeper\n' "$branch" "$OUT"
fi
