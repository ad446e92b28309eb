"""What a sandbox gets to know of a package index, and what it may reach."""

from pathlib import Path

import pytest

from overhaul.domain.errors import NoIndex
from overhaul.domain.sandbox import PackageIndex
from tools.sandbox.index_access import Upstream, access_to


def test_the_public_index_brings_its_file_host() -> None:
    access = access_to(PackageIndex())
    assert access.upstreams == {
        "pypi.org": Upstream("https", "pypi.org", 443, ""),
        "files.pythonhosted.org": Upstream("https", "files.pythonhosted.org", 443, ""),
    }
    settings = dict(access.environment)
    assert settings["PIP_INDEX_URL"] == "http://pypi.org/simple"
    assert settings["PIP_TRUSTED_HOST"] == "pypi.org files.pythonhosted.org"
    assert "PIP_NO_INDEX" not in settings


def test_credentials_stay_outside() -> None:
    access = access_to(PackageIndex(url="https://me:p%40ss@index.example:8443/simple/", extra_urls=("https://b/x",)))
    assert access.upstreams["index.example:8443"] == Upstream("https", "index.example", 8443, "me:p@ss")
    settings = dict(access.environment)
    assert settings["PIP_INDEX_URL"] == "http://index.example:8443/simple/"
    assert settings["PIP_EXTRA_INDEX_URL"] == "http://b/x"
    assert "p@ss" not in str(settings)
    assert "p%40ss" not in str(settings)


def test_folders_are_mounted_with_what_their_pages_point_at(tmp_path: Path) -> None:
    (tmp_path / "mirror" / "simple").mkdir(parents=True)
    (tmp_path / "two words").mkdir()
    index = PackageIndex(url=(tmp_path / "mirror" / "simple").as_uri(), find_links=(str(tmp_path / "two words"),))
    access = access_to(index)
    assert {mount.host for mount in access.mounts} == {str(tmp_path / "mirror"), str(tmp_path / "two words")}
    assert all(mount.host == mount.inside for mount in access.mounts)
    assert "two%20words" in dict(access.environment)["PIP_FIND_LINKS"]
    assert access.upstreams == {}


def test_offline_asks_nobody(tmp_path: Path) -> None:
    index = PackageIndex(offline=True, find_links=("https://links.example/", str(tmp_path)))
    access = access_to(index)
    assert access.upstreams == {}
    settings = dict(access.environment)
    assert settings["PIP_NO_INDEX"] == "1"
    assert settings["PIP_FIND_LINKS"] == tmp_path.as_uri()


@pytest.mark.parametrize("url", ["https://", "https://host:port/simple", "file:///no/such/folder", "/no/such/folder"])
def test_addresses_that_name_nothing_are_refused(url: str) -> None:
    with pytest.raises(NoIndex):
        access_to(PackageIndex(url=url))
