#!/bin/sh
# Makes the image the Docker sandbox uses where no image can be pulled: a minimal Debian with
# python3 and git. Does nothing where the image is there. FORCE=1 makes it again.
#   IMAGE=overhaul-sandbox:base  SUITE=bookworm  MIRROR=http://deb.debian.org/debian
set -eu

IMAGE=${IMAGE:-overhaul-sandbox:base}
SUITE=${SUITE:-bookworm}
MIRROR=${MIRROR:-http://deb.debian.org/debian}

die() { printf 'docker-base: %s\n' "$*" >&2; exit 1; }

command -v docker >/dev/null 2>&1 || die 'no docker command. Run: sudo apt-get install docker.io'
docker info >/dev/null 2>&1 || die 'the Docker engine does not answer. Run: sudo systemctl start docker'
if [ -z "${FORCE:-}" ] && docker image inspect "$IMAGE" >/dev/null 2>&1; then
    exit 0
fi
[ "$(id -u)" = 0 ] || die 'debootstrap needs root. Run: sudo make docker-base'
command -v debootstrap >/dev/null 2>&1 || die 'no debootstrap. Run: sudo apt-get install debootstrap'

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT TERM
if ! debootstrap --variant=minbase --include=python3,git "$SUITE" "$work/root" "$MIRROR" >"$work/log" 2>&1; then
    tail -n 10 "$work/log" >&2
    die "debootstrap could not fetch $SUITE from $MIRROR (another mirror: MIRROR=http://... make docker-base)"
fi
rm -rf "$work/root/var/cache/apt/archives" "$work/root/var/lib/apt/lists"
tar -C "$work/root" --exclude './proc/*' --exclude './sys/*' --exclude './dev/*' -c . |
    docker import --change 'ENV LANG=C.UTF-8' - "$IMAGE" >/dev/null
printf 'docker-base: made %s\n' "$IMAGE" >&2
