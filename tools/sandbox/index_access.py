"""What an installation may reach, worked out from the package index settings."""

from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple
from urllib.parse import SplitResult, unquote, urlsplit, urlunsplit

from overhaul.domain.errors import NoIndex
from overhaul.domain.sandbox import Mount, PackageIndex


class Upstream(NamedTuple):
    """A server that may be asked, and how."""

    scheme: str
    host: str
    port: int
    credentials: str
    """``user:password``, or empty. Known to the proxy alone: never inside."""


class IndexAccess(NamedTuple):
    """An index as a sandbox gets it: everything over plain HTTP through one proxy, or from a mount."""

    upstreams: dict[str, Upstream]
    """``host`` or ``host:port``, as it stands in the URLs used inside, → where the proxy asks."""
    mounts: tuple[Mount, ...]
    environment: tuple[tuple[str, str], ...]
    """pip's settings. In the environment, so that every pip a build starts has them as well."""


def access_to(index: PackageIndex) -> IndexAccess:
    """Translate ``index``.

    Raises:
        NoIndex: an address is malformed, or a local folder is not there.
    """
    upstreams: dict[str, Upstream] = {}
    mounts: list[Mount] = []
    indexes = [] if index.offline else [url for url in (index.url, *index.extra_urls) if url]
    inside = [_inside(url, upstreams, mounts, an_index=True) for url in indexes]
    links = [
        _inside(link, upstreams, mounts, an_index=False)
        for link in index.find_links
        if not (index.offline and _is_remote(link))
    ]
    settings = {
        "PIP_CONFIG_FILE": "/dev/null",
        "PIP_DISABLE_PIP_VERSION_CHECK": "1",
        "PIP_NO_CACHE_DIR": "1",
        "PIP_NO_INPUT": "1",
        "PIP_RETRIES": "1",
        "PIP_DEFAULT_TIMEOUT": "60",
        "PIP_NO_PYTHON_VERSION_WARNING": "1",
        "PIP_PROGRESS_BAR": "off",
    }
    if inside:
        settings["PIP_INDEX_URL"] = inside[0]
    else:
        settings["PIP_NO_INDEX"] = "1"
    if inside[1:]:
        settings["PIP_EXTRA_INDEX_URL"] = " ".join(inside[1:])
    if links:
        settings["PIP_FIND_LINKS"] = " ".join(links)
    if upstreams:
        settings["PIP_TRUSTED_HOST"] = " ".join(upstreams)
    return IndexAccess(upstreams, _distinct(mounts), tuple(sorted(settings.items())))


def _is_remote(address: str) -> bool:
    return urlsplit(address).scheme in ("http", "https")


def _inside(address: str, upstreams: dict[str, Upstream], mounts: list[Mount], *, an_index: bool) -> str:
    """The URL to use inside for ``address``; notes what it needs on the way."""
    if _is_remote(address):
        return _remote(address, upstreams)
    path = Path(unquote(urlsplit(address).path) if address.startswith("file:") else address).absolute()
    if not path.exists():
        raise NoIndex(f"the package index names {path}, which is not there", hint="check the [index] settings")
    # Pages under .../simple/ point at their files as ../../packages/...
    shown = path.parent if an_index and path.name == "simple" else path
    mounts.append(Mount(host=str(shown), inside=str(shown)))
    return path.as_uri()


def _remote(address: str, upstreams: dict[str, Upstream]) -> str:
    parts = urlsplit(address)
    try:
        port = parts.port
    except ValueError as exc:
        raise NoIndex(f"not an address: {address!r}", hint="check the [index] settings") from exc
    if not parts.hostname:
        raise NoIndex(f"not an address: {address!r}", hint="check the [index] settings")
    name = parts.hostname if port is None else f"{parts.hostname}:{port}"
    upstreams.setdefault(name, _upstream(parts, parts.hostname, port))
    if parts.hostname == "pypi.org":
        # The public index keeps its files there.
        files = "files.pythonhosted.org"
        upstreams.setdefault(files, Upstream("https", files, 443, ""))
    return urlunsplit(("http", name, parts.path, parts.query, ""))


def _upstream(parts: SplitResult, host: str, port: int | None) -> Upstream:
    credentials = ""
    if parts.username is not None:
        credentials = f"{unquote(parts.username)}:{unquote(parts.password or '')}"
    default = 443 if parts.scheme == "https" else 80
    return Upstream(parts.scheme, host, port or default, credentials)


def _distinct(mounts: Iterable[Mount]) -> tuple[Mount, ...]:
    return tuple(dict.fromkeys(sorted(mounts, key=lambda mount: mount.inside)))
