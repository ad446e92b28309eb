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

# The example lies inside this checkout, where no branch is left: the bundle holds one to look at.
if [ -f "$OUT/repo.bundle" ]; then
    git clone --quiet "$OUT/repo.bundle" "$OUT/ledgerkeeper" 2>/dev/null || true
fi

printf '\nThe demo is done. It left in %s/\n' "$OUT"
if [ -f "$OUT/report.html" ]; then
    printf '  the report  %s/report.html\n' "$OUT"
fi
if [ -d "$OUT/ledgerkeeper" ]; then
    printf '  the branch  git -C %s/ledgerkeeper log -p --reverse\n' "$OUT"
fi
