"""Put pip into the environment this runs in, where Python came without ensurepip.

One wheel is fetched from the package index pip itself is configured to use, checked against a
pinned sha256, and run from its own zip to install itself. Nothing but the standard library.
"""

import configparser
import hashlib
import os
import re
import ssl
import subprocess
import sys
import tempfile
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from pathlib import Path

WHEEL = "pip-25.3-py3-none-any.whl"
SHA256 = "9655943313a94722b7774661c21049070f6bbb0a1516bf02f7c8d5d9201514cd"
DEFAULT_INDEX = "https://pypi.org/simple"
SECONDS = 60


def configured(option: str) -> str | None:
    """What pip's environment variables or configuration files say about ``option``."""
    named = os.environ.get("PIP_" + option.upper().replace("-", "_"))
    if named:
        return named
    home = Path.home()
    own = os.environ.get("PIP_CONFIG_FILE")
    config_home = Path(os.environ.get("XDG_CONFIG_HOME") or home / ".config")
    files = [config_home / "pip/pip.conf", home / ".pip/pip.conf", Path("/etc/pip.conf")]
    parser = configparser.RawConfigParser()
    # Later files win, so the most personal one is read last.
    parser.read([*reversed(files), *([own] if own else [])])
    for section in ("install", "global"):
        if parser.has_option(section, option):
            return parser.get(section, option)
    return None


def indexes() -> Iterator[str]:
    """The indexes pip would ask, in its order."""
    yield configured("index-url") or DEFAULT_INDEX
    yield from (configured("extra-index-url") or "").split()


def fetch(url: str) -> bytes:
    """The content behind ``url``; proxies come from the environment, as usual."""
    context = ssl.create_default_context(cafile=configured("cert"))
    request = urllib.request.Request(url, headers={"Accept": "text/html", "User-Agent": "overhaul-setup"})
    with urllib.request.urlopen(request, timeout=SECONDS, context=context) as response:
        content: bytes = response.read()
    return content


def wheel_url(index: str) -> str | None:
    """Where ``index`` keeps the wheel; None: it has none."""
    page = index.rstrip("/") + "/pip/"
    if index.startswith("file:"):
        page += "index.html"
    links: list[str] = re.findall(r'href="([^"#]+)', fetch(page).decode("utf-8", "replace"))
    for href in links:
        if urllib.parse.unquote(href).rsplit("/", 1)[-1] == WHEEL:
            return urllib.parse.urljoin(page, href)
    return None


def wheel() -> bytes:
    """The wheel, from the first index that has the very bytes that are wanted."""
    problems = []
    for index in indexes():
        try:
            url = wheel_url(index)
            content = fetch(url) if url else b""
        except (OSError, ValueError) as exc:
            problems.append(f"{host(index)}: {exc}")
            continue
        if hashlib.sha256(content).hexdigest() == SHA256:
            return content
        problems.append(f"{host(index)}: " + ("the wheel has the wrong hash" if url else f"no {WHEEL}"))
    sys.exit("; ".join(problems))


def host(index: str) -> str:
    """An index without the credentials its address may carry."""
    parts = urllib.parse.urlsplit(index)
    return parts.hostname or index


def main() -> None:
    """Fetch, check, install."""
    content = wheel()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / WHEEL
        path.write_bytes(content)
        command = [sys.executable, f"{path}/pip", "install", "--quiet", "--no-index", "--no-deps", str(path)]
        sys.exit(subprocess.run([*command, "--disable-pip-version-check"], check=False).returncode)


if __name__ == "__main__":
    main()
