"""Pinned source distributions: fetched from the package index by hash; never built, never run on the host."""

import hashlib
import re
import ssl
import urllib.parse
import urllib.request
from pathlib import Path

from overhaul.settings import read_settings

HERE = Path(__file__).resolve().parent
CACHE = HERE / ".cache" / "sdists"


def fetch(name: str, file: str, sha256: str) -> Path:
    """The archive, from the cache or the configured index (its JSON or its HTML).

    Raises:
        SystemExit: the index has no such file, or its content is not the pinned one.
    """
    path = CACHE / file
    if not path.exists():
        index = read_settings().index
        context = ssl.create_default_context(cafile=index.ca_bundle)
        page = f"{index.url.rstrip('/')}/{name.lower().replace('_', '-').replace('.', '-')}/"
        with urllib.request.urlopen(page, context=context, timeout=60) as answer:
            listing = answer.read().decode("utf-8", "replace")
        link = re.search(rf"""["']([^"'\s]*/{re.escape(file)})(?:#[^"']*)?["']""", listing)
        if link is None:
            raise SystemExit(f"{name}: the package index has no {file}")
        url = link[1]
        with urllib.request.urlopen(urllib.parse.urljoin(page, url), context=context, timeout=120) as answer:
            data = answer.read()
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    if hashlib.sha256(path.read_bytes()).hexdigest() != sha256:
        raise SystemExit(f"{file}: the content is not the pinned one; remove it and try again")
    return path
