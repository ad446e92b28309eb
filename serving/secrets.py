"""Secrets in code: found by their own shape, by the name they are assigned to, or by how random they look.

The shapes of providers' tokens come from detect-secrets, as plain regular expressions: its detectors can ask
the providers whether a secret is real, and nothing of that is ever called here. What it misses or finds too
often in code is done here: private keys whole, bearer tokens, connection strings, assigned literals, and random
strings with hashes, identifiers, paths and embedded data left alone.
"""

import math
import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterator
from functools import cache
from itertools import accumulate, pairwise
from typing import NamedTuple


class Found(NamedTuple):
    """A secret in a text: ``text[start:end]`` is it and nothing else."""

    start: int
    end: int
    kind: str


_BLOCK = re.compile(
    r"-----BEGIN [A-Z0-9 ]{0,30}PRIVATE KEY(?: BLOCK)?-----"
    r"((?:[\s\"'+,()]|\\[nr]?|[A-Za-z0-9+/=]{16,}|(?:Proc-Type|DEK-Info|Version|Comment):[^\n\"']{0,80})*+"
    r"(?:[A-Za-z0-9+/=]{1,64}(?=[\s\\nr\"'+,()]{0,80}-----END))?)"
)
_BEARER = re.compile(r"\b(?:bearer|basic|token)[ \t]+([A-Za-z0-9._~+/=-]{16,}+)", re.IGNORECASE)
_URL = re.compile(r"\b[a-z][a-z0-9+.-]{1,20}+://[^\s:/@\"']{0,64}:([^\s@/\"'<>]{3,200})@", re.IGNORECASE)
_DSN = re.compile(
    r"(?:;|\b(?:host|user|uid|dbname|server)[ \t]*=[^\s;\"']{1,80}[\s;]+)[ \t]*"
    r"(?:password|passwd|pwd)[ \t]*=[ \t]*([^\s;\"',)]{3,})",
    re.IGNORECASE,
)
_PASSWORD = r"passw(?:or)?d|passwort|pwd|passphrase"
_OTHER = r"secret|token|credential|(?:api|auth|access|private|account|signing|encryption)[_-]?key"
_NAME = re.compile(rf"(?P<password>{_PASSWORD})|{_OTHER}", re.IGNORECASE)
_ASSIGNED = re.compile(
    r"(?:[_-]?(?:key|value|prod|dev|live|old|new))?\d*"
    r"[\"']?\]?[ \t]*(?:=>|:=|={1,3}|!=|:)[ \t]*[ubrUBR]{0,2}([\"'])(?P<value>(?:\\.|(?!\1)[^\n\\]){4,200}+)\1",
    re.IGNORECASE,
)
_CONFIGURED = re.compile(
    r"(?:[_-]?(?:key|value|prod|dev|live|old|new))?\d*[ \t]*[:=][ \t]*"
    r"(?P<value>[^\s\"'()\[\]{},#;]{6,200})[ \t]*$",
    re.IGNORECASE | re.MULTILINE,
)
_BEFORE = re.compile(r"[ \t]*(?:export[ \t]+)?[A-Za-z0-9_.-]*\Z")
_LONG_WORD = re.compile(r"[A-Za-z0-9_+/=-]{20,}+")
_QUOTED = re.compile(r"([\"'])([A-Za-z0-9+/_=-]{24,100})\1")
_TEMPLATE = re.compile(r"%s|%\(|\{.*\}|\$[{(]|<.*>|\A[$@:]\w*\Z")
_HEX = re.compile(r"(?:0x)?[0-9a-fA-F-]+\Z")
_HASH = re.compile(r"sha\d+-")
_WORDS = frozenset(
    re.findall(
        r"\S+",
        "password passwd pass passphrase secret token key apikey api_key user username name none null true false "
        "default example changeme change_me change-me test testing required optional hidden text string value "
        "your_password yourpassword mypassword your-token dummy fake sample placeholder redacted unset",
    )
)
_BLOB = 4
"""So many random strings of one length are embedded data, not secrets."""


def find_secrets(text: str) -> list[Found]:
    """The secrets in ``text``, from left to right, none within another."""
    found = sorted(_all(text), key=lambda item: (item.start, -item.end))
    apart: list[Found] = []
    for item in found:
        if not apart or item.start >= apart[-1].end:
            apart.append(item)
        elif item.end > apart[-1].end:
            apart[-1] = apart[-1]._replace(end=item.end)
    return apart


def _all(text: str) -> Iterator[Found]:
    for match in _BLOCK.finditer(text):
        body = match[1]
        start = match.start(1) + len(body) - len(body.lstrip())
        end = match.start(1) + len(body.rstrip(" \t\r\n\"'+,()\\"))
        if len(re.sub(r"[^A-Za-z0-9+/=]", "", body)) >= 32:
            yield Found(start, end, "private key")
    yield from _where(_BEARER, text, 1, "bearer token", _is_random_enough)
    yield from _where(_URL, text, 1, "password in a URL", _is_no_placeholder)
    yield from _where(_DSN, text, 1, "password in a connection string", _is_no_placeholder)
    yield from _named(text)
    yield from _random_strings(text)
    yield from _tokens(text)


def _where(pattern: re.Pattern[str], text: str, group: int, kind: str, holds: Callable[[str], bool]) -> Iterator[Found]:
    for match in pattern.finditer(text):
        if holds(match[group]):
            yield Found(*match.span(group), kind)


def _named(text: str) -> Iterator[Found]:
    """What is assigned to a name that speaks of a secret: literals in code, values in configuration files."""
    for name in _NAME.finditer(text):
        literal = _ASSIGNED.match(text, name.end())
        if literal is not None:
            if _is_assigned(literal["value"], name, quoted=True):
                yield Found(*literal.span("value"), "assigned literal")
            continue
        value = _CONFIGURED.match(text, name.end())
        if value is not None and _is_assigned(value["value"], name, quoted=False):
            before = text[text.rfind("\n", 0, name.start()) + 1 : name.start()]
            if _BEFORE.match(before):
                yield Found(*value.span("value"), "configured value")


def _is_assigned(value: str, name: re.Match[str], *, quoted: bool) -> bool:
    if not _is_no_placeholder(value) or any(character.isspace() for character in value):
        return False
    if not quoted and value.isidentifier() and not (len(value) >= 20 and _classes(value) == 3):
        return False  # most likely the name of a variable
    if name["password"] and quoted:
        return name["password"].lower() not in value.lower()
    return len(value) >= 8 and _is_random_enough(value)


def _is_no_placeholder(value: str) -> bool:
    bare = value.strip("\"'").lower()
    return not (bare in _WORDS or _TEMPLATE.search(value) or len(set(bare)) < 3)


def _is_random_enough(value: str) -> bool:
    """Letters and digits mixed, as generated values have them and words do not."""
    has_both = any(c.isdigit() for c in value) and any(c.isalpha() for c in value)
    return has_both and _is_no_placeholder(value) and _entropy(value) > 2.5


def _random_strings(text: str) -> Iterator[Found]:
    likely = [match for match in _QUOTED.finditer(text) if _looks_random(match[2])]
    lengths = Counter(len(match[2]) for match in likely)
    for match in likely:
        if lengths[len(match[2])] < _BLOB:
            yield Found(*match.span(2), "random string")


def _looks_random(value: str) -> bool:
    if _HEX.match(value) or _HASH.match(value) or _classes(value) < 3:
        return False
    changes = sum(_class(one) != _class(other) for one, other in pairwise(value))
    return changes / len(value) > 0.38 and _entropy(value) > 4.0


def _class(character: str) -> int:
    return 0 if character.islower() else 1 if character.isupper() else 2 if character.isdigit() else 3


def _classes(value: str) -> int:
    """How many of lower case, upper case and digits it has."""
    return len({_class(character) for character in value} - {3})


def _entropy(value: str) -> float:
    """Shannon's, in bits a character."""
    size = len(value)
    return -sum(count / size * math.log2(count / size) for count in Counter(value).values())


def _tokens(text: str) -> Iterator[Found]:
    """What has the shape of a known provider's token."""
    lines = _lines_with_long_words(text)
    if not lines:
        return
    thin = "\n".join(text[start:end] for start, end in lines)
    starts = list(accumulate((end - start + 1 for start, end in lines), initial=0))
    for kind, pattern in _shapes():
        for match in pattern.finditer(thin):
            groups = [index for index in range(1, pattern.groups + 1) if len(match[index] or "") >= 8]
            start, end = match.span(max(groups, key=lambda index: len(match[index]), default=0))
            inner = thin[start:end].strip(" \t\r\n\"'=:")
            if _is_random_enough(inner):
                start = thin.index(inner, start)
                line = bisect_right(starts, start) - 1
                start += lines[line][0] - starts[line]
                yield Found(start, start + len(inner), kind)


def _lines_with_long_words(text: str) -> list[tuple[int, int]]:
    """Where lines begin and end that hold a word of twenty characters or more, as every such token has.

    They are few, and thirty patterns have to look at them.
    """
    lines: list[tuple[int, int]] = []
    for match in _LONG_WORD.finditer(text):
        if lines and match.start() < lines[-1][1]:
            continue
        end = text.find("\n", match.end())
        lines.append((text.rfind("\n", 0, match.start()) + 1, len(text) if end < 0 else end))
    return lines


_SHAPES = (
    "artifactory.ArtifactoryDetector",
    "aws.AWSKeyDetector",
    "azure_storage_key.AzureStorageKeyDetector",
    "cloudant.CloudantDetector",
    "discord.DiscordBotTokenDetector",
    "github_token.GitHubTokenDetector",
    "gitlab_token.GitLabTokenDetector",
    "ibm_cloud_iam.IbmCloudIamDetector",
    "ibm_cos_hmac.IbmCosHmacDetector",
    "mailchimp.MailchimpDetector",
    "pypi_token.PypiTokenDetector",
    "sendgrid.SendGridDetector",
    "slack.SlackDetector",
    "softlayer.SoftlayerDetector",
    "square_oauth.SquareOAuthDetector",
    "stripe.StripeDetector",
    "telegram_token.TelegramBotTokenDetector",
    "twilio.TwilioKeyDetector",
)
_OWN_SHAPES = (
    # The first three are the library's, too, whose patterns take quadratic time on a hostile line.
    ("JSON web token", r"(?<![\w=-])eyJ[\w=-]{8,}+\.[\w=-]{8,}+(?:\.[\w.+/=-]*+)?"),
    ("npm token", r"//[^\s:\"']{1,200}+:_authToken=[ \t]*([^\s\"']{8,})"),
    ("sk- token", r"(?<![\w-])sk-[\w-]{32,}+"),
    ("GitHub fine-grained token", r"(?<!\w)github_pat_\w{22,}+"),
    ("Google API key", r"(?<![\w-])AIza[\w-]{35}"),
    ("Hugging Face token", r"(?<!\w)hf_[A-Za-z0-9]{30,}+"),
    ("Vault token", r"(?<!\w)hv[sbr]\.[\w-]{24,}+"),
)


@cache
def _shapes() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """Kind and pattern; the library is loaded when the first text is looked at."""
    import importlib

    found: list[tuple[str, re.Pattern[str]]] = [(kind, re.compile(shape)) for kind, shape in _OWN_SHAPES]
    for name in _SHAPES:
        module, _, detector = name.rpartition(".")
        plugin = getattr(importlib.import_module(f"detect_secrets.plugins.{module}"), detector)
        found += [(plugin.secret_type, pattern) for pattern in plugin.denylist]
    return tuple(found)
