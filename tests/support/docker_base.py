"""Makes the base image of the Docker sandbox where no registry can be reached.

    python tests/support/docker_base.py [--image NAME] [--suite bookworm] [--host unix:///...]

Needs root, debootstrap and a running Docker engine. An image that is there already is kept.
"""

import argparse
import subprocess
import sys
import tempfile

PACKAGES = "python3,git"


def main() -> int:
    """Make the image and return 0, or say what is missing and return 1."""
    parser = argparse.ArgumentParser(description="Make the base image of the Docker sandbox.")
    parser.add_argument("--image", default="overhaul-sandbox:base")
    parser.add_argument("--suite", default="bookworm")
    parser.add_argument("--host", default=None, help="where the engine listens")
    arguments = parser.parse_args()
    docker = ["docker", *(["--host", arguments.host] if arguments.host else [])]
    if _quiet([*docker, "version"]) != 0:
        print("no Docker engine answers: start one with `systemctl start docker` or `dockerd`", file=sys.stderr)
        return 1
    if _quiet([*docker, "image", "inspect", arguments.image]) == 0:
        print(f"{arguments.image} is there already")
        return 0
    with tempfile.TemporaryDirectory(prefix="overhaul-base-") as root:
        try:
            subprocess.run(
                ["debootstrap", "--variant=minbase", f"--include={PACKAGES}", arguments.suite, root], check=True
            )
            tar = subprocess.Popen(["tar", "-C", root, "-c", "."], stdout=subprocess.PIPE)
            subprocess.run([*docker, "import", "-", arguments.image], stdin=tar.stdout, check=True)
        except (OSError, subprocess.CalledProcessError) as exc:
            print(f"the image cannot be made: {exc}", file=sys.stderr)
            return 1
        assert tar.stdout is not None
        tar.stdout.close()
        return tar.wait()


def _quiet(command: list[str]) -> int:
    try:
        return subprocess.run(command, capture_output=True, check=False).returncode
    except OSError:
        return 1


if __name__ == "__main__":
    sys.exit(main())
