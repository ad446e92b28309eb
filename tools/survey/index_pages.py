"""Reading package indexes: PEP 691 JSON, PEP 503 HTML, folders, over https, http and file."""

import base64
import http.client
import json
import ssl
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterable
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

from overhaul.domain.sandbox import PackageIndex
from tools.survey.releases import ReleaseFile

_ACCEPT = "application/vnd.pypi.simple.v1+json, application/vnd.pypi.simple.v1+html;q=0.2, text/html;q=0.1"
_JSON = "application/vnd.pypi.simple.v1+json"
_LARGEST = 64 << 20
_SECONDS = 15.0


class Unreachable(Exception):
    """An index gave no answer: no connection, an error of its own, or something that is no page."""


class IndexPages:
    """The pages of one configured index.

    Args:
        index: where to ask. ``offline`` leaves local folders only.
    """

    def __init__(self, index: PackageIndex) -> None:
        self._index = index
        handlers: list[urllib.request.BaseHandler] = []
        if index.ca_bundle:
            bundle = Path(index.ca_bundle)
            context = ssl.create_default_context(
                cafile=None if bundle.is_dir() else str(bundle), capath=str(bundle) if bundle.is_dir() else None
            )
            handlers.append(urllib.request.HTTPSHandler(context=context))
        self._opener = urllib.request.build_opener(*handlers)

    def files(self, name: str) -> list[ReleaseFile] | None:
        """The files of the distribution ``name`` (canonical); None where no index knows it.

        Raises:
            Unreachable: an index that had to be asked did not answer.
        """
        found: list[ReleaseFile] = []
        known = False
        for link in self._index.find_links:
            local = _local_path(link)
            if local is not None:
                listed = _folder(local)
            else:
                listed = [] if self._index.offline else self._page(link) or []
            found += listed
            known = known or any(_is_of(file.filename, name) for file in listed)
        for url in (self._index.url, *self._index.extra_urls):
            local = _local_path(url)
            if local is not None:
                page = _folder(local / name) if (local / name).is_dir() else None
            else:
                page = None if self._index.offline else self._page(f"{url.rstrip('/')}/{name}/")
            if page is not None:
                known = True
                found += page
        return found if known else None

    def classifiers(self, name: str) -> tuple[str, tuple[str, ...]] | None:
        """(version, classifiers) of the newest release, from indexes that have PyPI's JSON API."""
        for url in (self._index.url, *self._index.extra_urls):
            if self._index.offline or not url.rstrip("/").endswith("/simple"):
                continue
            try:
                body, _ = self._get(f"{url.rstrip('/').removesuffix('/simple')}/pypi/{name}/json", "application/json")
                info = json.loads(body)["info"]
                return str(info["version"]), tuple(map(str, info.get("classifiers") or ()))
            except (Unreachable, ValueError, KeyError, TypeError, LookupError):
                continue
        return None

    def _page(self, url: str) -> list[ReleaseFile] | None:
        """The files of one page; None: there is no such page."""
        try:
            body, kind = self._get(url, _ACCEPT)
        except _NotFound:
            return None
        if kind == _JSON or kind == "application/json":
            try:
                return _from_json(json.loads(body))
            except (ValueError, TypeError, AttributeError) as exc:
                raise Unreachable(f"{_shown(url)} is no index page: {exc}") from exc
        return _from_html(body.decode("utf-8", "replace"))

    def _get(self, url: str, accept: str) -> tuple[bytes, str]:
        parts = urllib.parse.urlsplit(url)
        if parts.scheme not in ("http", "https"):
            raise Unreachable(f"{_shown(url)} is neither http nor https")
        bare = urllib.parse.urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2]))
        request = urllib.request.Request(bare, headers={"Accept": accept, "User-Agent": "overhaul"})
        if parts.username is not None:
            login = f"{urllib.parse.unquote(parts.username)}:{urllib.parse.unquote(parts.password or '')}"
            token = base64.b64encode(login.encode()).decode()
            request.add_unredirected_header("Authorization", f"Basic {token}")
        try:
            with self._opener.open(request, timeout=_SECONDS) as response:
                body: bytes = response.read(_LARGEST)
                return body, response.headers.get_content_type()
        except urllib.error.HTTPError as exc:
            with exc:
                if exc.code in (404, 410):
                    raise _NotFound(_shown(url)) from exc
                raise Unreachable(f"{_shown(url)} answered {exc.code}") from exc
        except (OSError, http.client.HTTPException, ValueError) as exc:
            raise Unreachable(f"{_shown(url)}: {exc}") from exc


class _NotFound(LookupError):
    """The index answered that it has no such page."""


def _shown(url: str) -> str:
    """``url`` without credentials."""
    parts = urllib.parse.urlsplit(url)
    return urllib.parse.urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2]))


def _local_path(url: str) -> Path | None:
    """The folder that a ``file:`` URL or a plain path names; None for what is on a network."""
    if url.startswith("file:"):
        return Path(urllib.request.url2pathname(urllib.parse.urlsplit(url).path))
    return None if "://" in url else Path(url)


def _folder(folder: Path) -> list[ReleaseFile]:
    """The files of a folder, or what its ``index.html`` lists."""
    page = folder / "index.html"
    try:
        if page.is_file():
            return _from_html(page.read_text("utf-8", "replace"))
        return [ReleaseFile(path.name) for path in sorted(folder.iterdir()) if path.is_file()]
    except OSError:
        return []


def _is_of(filename: str, name: str) -> bool:
    return filename.lower().replace("_", "-").replace(".", "-").startswith(name + "-")


def _from_json(page: Any) -> list[ReleaseFile]:
    return [
        ReleaseFile(str(item["filename"]), str(item.get("requires-python") or ""), bool(item.get("yanked")))
        for item in page.get("files", ())
        if isinstance(item, dict) and "filename" in item
    ]


def _from_html(text: str) -> list[ReleaseFile]:
    parser = _Anchors()
    parser.feed(text)
    return parser.files


class _Anchors(HTMLParser):
    """The anchors of a PEP 503 page."""

    def __init__(self) -> None:
        super().__init__()
        self.files: list[ReleaseFile] = []

    def handle_starttag(self, tag: str, attrs: Iterable[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        href = values.get("href")
        if tag == "a" and href:
            name = urllib.parse.unquote(urllib.parse.urlsplit(href).path.rpartition("/")[2])
            self.files.append(ReleaseFile(name, values.get("data-requires-python") or "", "data-yanked" in values))
