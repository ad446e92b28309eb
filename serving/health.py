"""Whether the in-house model server answers: the first thing to know of an endpoint."""

import json
from http.client import HTTPException
from typing import NamedTuple
from urllib.error import URLError
from urllib.parse import urlsplit
from urllib.request import ProxyHandler, build_opener

_SECONDS = 3.0
_MOST_BYTES = 1 << 20


class Health(NamedTuple):
    """What an OpenAI-compatible server said of itself."""

    ok: bool
    models: tuple[str, ...]
    """The names it serves: the base model and its adapters."""
    problem: str = ""


def probe(base_url: str) -> Health:
    """Ask ``base_url`` (``http://host:8000``) which models it serves. Sends nothing but the question.

    Proxies are not used: an in-house server is reached directly or not at all.
    """
    if urlsplit(base_url).scheme not in ("http", "https"):
        return Health(False, (), f"{base_url!r} is no http address")
    opener = build_opener(ProxyHandler({}))
    try:
        with opener.open(base_url.rstrip("/") + "/v1/models", timeout=_SECONDS) as answer:
            listing = json.loads(answer.read(_MOST_BYTES))
        names = tuple(sorted(str(model["id"]) for model in listing["data"]))
    except (URLError, OSError, ValueError, KeyError, TypeError, HTTPException) as error:
        return Health(False, (), str(error))
    return Health(True, names)


def answers(base_url: str) -> bool:
    """Whether ``/health`` of the server at ``base_url`` says that it works."""
    opener = build_opener(ProxyHandler({}))
    try:
        with opener.open(base_url.rstrip("/") + "/health", timeout=_SECONDS) as answer:
            return bool(answer.status == 200)
    except (URLError, OSError, ValueError, HTTPException):
        return False
