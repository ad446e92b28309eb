"""Names, messages and sources of a repository cannot act in a report, and cannot hide."""

import re
from html.parser import HTMLParser

import pytest

from overhaul.domain.evidence import Risk, TestChange
from overhaul.domain.testing import Baseline
from overhaul.report import markdown, page
from overhaul.report.visible import visible
from tests.support.evidence import commit, evidence, left

HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    '"><svg onload=alert(1)>',
    "</td></tr></table><h1>Safe</h1>",
    "</details></script></style><b>",
    "{{ 7 * 7 }} {% raw %}",
    "a | b `c` | d\n\n# Merge me\n",
    "![x](http://evil.example/x.png) [y](javascript:alert(1)) @everyone #1",
    "\u202egnp.exe\u2066 zero\u200bwidth \x1b[31m \x00",
]
ALLOWED = {
    *("html", "head", "meta", "title", "style", "body", "main", "h1", "h2", "h3", "p", "span", "b", "br", "code"),
    *("div", "dl", "dt", "dd", "ul", "li", "nav", "a", "table", "thead", "tbody", "tr", "th", "td", "i"),
    *("details", "summary"),
}


def hostile_evidence(text: str) -> object:
    return evidence(
        left=(left(text, text, f"look at {text}"), left(text, text, text, kind=text)),
        risks=(Risk(path=text, line=1, message=text, level="high"),),
        tests=(TestChange(id=text, before="passed", after="failed", note=text),),
        commits=(commit(subject=text, paths=(text,)),),
        findings_before={text: 3},
        baseline=Baseline(available=False, why_not=text),
        legacy_toolchain=text,
        sandbox=text,
    )


class Tags(HTMLParser):
    """What a browser would make of a page: its elements, their attributes and its text."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[tuple[str, str]] = set()
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {(name, value or "") for name, value in attrs}

    def handle_data(self, data: str) -> None:
        self.text += data


def diff_of(text: str) -> str:
    line = text.replace("\n", " ")
    return (
        f"diff --git a/{line} b/{line}\n--- a/{line}\n+++ b/{line}\n@@ -1 +1 @@ {line}\n-{line}\n+# {line}\n+'{line}\n"
    )


@pytest.mark.parametrize("text", HOSTILE)
def test_the_page_holds_it_as_text(text: str) -> None:
    html = page.render(hostile_evidence(text), [("c" * 40, diff_of(text)), ("c" * 40, diff_of(text + ".py"))])  # type: ignore[arg-type]
    seen = Tags()
    seen.feed(html)
    assert seen.tags <= ALLOWED
    assert not {name for name, _ in seen.attributes if name.startswith("on")}
    links = {value for name, value in seen.attributes if name in ("href", "src")}
    assert all(link.startswith("#") for link in links)
    assert " ".join(visible(text).split()) in " ".join(seen.text.split())


@pytest.mark.parametrize("text", HOSTILE)
def test_nothing_hidden_is_left_in_a_report(text: str) -> None:
    made = hostile_evidence(text)
    for report in (page.render(made, []), markdown.render(made)):  # type: ignore[arg-type]
        assert not re.search("[\u202a-\u202e\u2066-\u2069\u200b-\u200f\x00\x1b]", report)


@pytest.mark.parametrize("text", HOSTILE)
def test_markdown_tables_keep_their_shape(text: str) -> None:
    whole = markdown.render(hostile_evidence(text))  # type: ignore[arg-type]
    report = re.sub(r"`[^`\n]*`", "code", whole)  # in code nothing counts, and no code is left open
    assert "`" not in report
    assert not re.search(r"<(?!/?details>|/?summary>)", report), "no HTML but the report's own"
    assert len(re.findall(r"(?m)^#", report)) == 1
    tables: list[list[int]] = [[]]
    for line in report.split("\n"):
        if line.startswith("|"):
            tables[-1].append(len(re.findall(r"(?<!\\)\|", line)))
        elif tables[-1]:
            tables.append([])
    assert all(len(set(table)) <= 1 for table in tables)
    assert "](" not in report.replace("\\]", "").replace("\\[", "")


def test_very_long_messages_are_cut() -> None:
    made = evidence(left=(left("t" * 10_000, "w" * 10_000, "look at " + "p" * 10_000),))
    assert len(markdown.render(made)) < 4_000
    assert page.render(made, []).count("w" * 400) == 0


def test_lone_surrogates_can_be_written() -> None:
    made = evidence(left=(left("caf\udce9.py"),))
    assert "⟨U+DCE9⟩" in page.render(made, [])
    markdown.render(made).encode("utf-8")


def test_a_password_in_a_url_stays_out() -> None:
    spec = evidence().spec.model_copy(update={"source": "https://jo:secret@git.example/x.git"})
    made = evidence(spec=spec)
    assert "secret" not in page.render(made, []) + markdown.render(made)
    assert "https://git.example/x.git" in page.render(made, [])
