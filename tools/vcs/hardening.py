"""How git is started so that nothing a repository, or a person's machine, says is executed.

Two ways of starting it:

- **sealed**: an empty environment plus the few variables below, no configuration but ours, no
  protocol at all. Everything but fetching from a URL runs like this.
- **networked**: for a URL the user typed. With the user's credentials it keeps the user's environment
  and configuration (ssh agent, credential helper, proxy, internal CA) except what would point git at
  another repository; without them it is sealed but for the network.

The overrides are given on the command line, which wins over every configuration file.
"""

import shutil

from overhaul.domain.errors import NotPossible

NETWORK_PROTOCOLS = ("https", "http", "ssh", "git")
"""Protocols a URL may have. ``file`` is read as a path; ``ext`` and other helpers run programs."""

_OVERRIDES = (
    "advice.detachedHead=false",
    "core.alternateRefsCommand=",
    "core.attributesFile=/dev/null",
    "core.autocrlf=false",
    "core.commitGraph=false",
    "core.eol=lf",
    "core.excludesFile=/dev/null",
    "core.fsmonitor=false",
    "core.hooksPath=/dev/null",
    "core.multiPackIndex=false",
    "core.pager=cat",
    "core.precomposeUnicode=false",
    "core.protectHFS=false",
    "core.protectNTFS=false",
    "core.quotePath=true",
    "core.safecrlf=false",
    "core.symlinks=true",
    "core.untrackedCache=false",
    "commit.gpgSign=false",
    "fetch.recurseSubmodules=false",
    "gc.auto=0",
    "i18n.commitEncoding=UTF-8",
    "i18n.logOutputEncoding=UTF-8",
    "log.showSignature=false",
    "maintenance.auto=false",
    "pack.threads=1",
    "protocol.ext.allow=never",
    "safe.directory=*",
    "submodule.recurse=false",
    "tag.gpgSign=false",
)

_SEALED = ("core.askPass=", "core.gitProxy=", "core.sshCommand=false", "credential.helper=")
_NO_CREDENTIALS = (
    "core.askPass=",
    "credential.helper=",
    "core.sshCommand=ssh -F /dev/null -o BatchMode=yes -o IdentityAgent=none -o IdentityFile=/dev/null",
)
_SLOW = ("http.lowSpeedLimit=1000", "http.lowSpeedTime=60")

_QUIET = (
    "LC_ALL=C",
    "GIT_ATTR_NOSYSTEM=1",
    "GIT_EDITOR=false",
    "GIT_GRAFT_FILE=/dev/null",
    "GIT_NO_LAZY_FETCH=1",
    "GIT_NO_REPLACE_OBJECTS=1",
    "GIT_OPTIONAL_LOCKS=0",
    "GIT_PAGER=cat",
    "GIT_PROTOCOL_FROM_USER=0",
    "GIT_TERMINAL_PROMPT=0",
)
_NO_CONFIGURATION = (
    "HOME=/nonexistent",
    "GIT_ASKPASS=false",
    "GIT_CONFIG_GLOBAL=/dev/null",
    "GIT_CONFIG_NOSYSTEM=1",
    "GIT_CONFIG_SYSTEM=/dev/null",
    "SSH_ASKPASS=false",
)

_MISLEADING = (
    "GIT_ALTERNATE_OBJECT_DIRECTORIES",
    "GIT_ATTR_SOURCE",
    "GIT_COMMON_DIR",
    "GIT_CONFIG",
    "GIT_CONFIG_COUNT",
    "GIT_CONFIG_PARAMETERS",
    "GIT_DEFAULT_HASH",
    "GIT_DIR",
    "GIT_EXEC_PATH",
    "GIT_EXTERNAL_DIFF",
    "GIT_IMPLICIT_WORK_TREE",
    "GIT_INDEX_FILE",
    "GIT_INTERNAL_SUPER_PREFIX",
    "GIT_NAMESPACE",
    "GIT_OBJECT_DIRECTORY",
    "GIT_PREFIX",
    "GIT_QUARANTINE_PATH",
    "GIT_REPLACE_REF_BASE",
    "GIT_SHALLOW_FILE",
    "GIT_TEMPLATE_DIR",
    "GIT_WORK_TREE",
)
"""What a surrounding git (a hook that calls Overhaul, say) sets to point git at its own repository."""


def sealed_command(*variables: str) -> list[str]:
    """The start of a command line that runs git sealed; ``variables`` are further ``NAME=value``."""
    git, path = _git()
    settings = (*_QUIET, *_NO_CONFIGURATION, "GIT_ALLOW_PROTOCOL=none", *variables)
    return ["env", "-i", f"PATH={path}", *settings, git, *_options(*_OVERRIDES, *_SEALED)]


def networked_command(*, credentials: bool) -> list[str]:
    """The start of a command line that runs git with the network, with or without the user's credentials."""
    git, path = _git()
    allowed = "GIT_ALLOW_PROTOCOL=" + ":".join(NETWORK_PROTOCOLS)
    if not credentials:
        settings = (*_QUIET, *_NO_CONFIGURATION, allowed)
        options = _options(*_OVERRIDES, *_NO_CREDENTIALS, *_SLOW)
        return ["env", "-i", f"PATH={path}", *settings, git, *options]
    unset = [word for name in _MISLEADING for word in ("-u", name)]
    return ["env", *unset, *_QUIET, allowed, git, *_options(*_OVERRIDES, *_SLOW)]


def _options(*overrides: str) -> list[str]:
    return ["--no-pager", "--literal-pathspecs", *(word for item in overrides for word in ("-c", item))]


def _git() -> tuple[str, str]:
    """The git program, and the path it and its helpers are looked for on."""
    git = shutil.which("git")
    if git is None:
        raise NotPossible("There is no git on this machine.", hint="Install git, version 2.34 or newer.")
    return git, f"{git.rpartition('/')[0]}:/usr/local/bin:/usr/bin:/bin"
