"""Labels by path, owner and the repository's own rules; CODEOWNERS as GitHub and GitLab read it."""

import pytest

from overhaul.domain.models import Label, Segment, Speaker
from overhaul.domain.policy import LabelRule, Policy
from serving.labels import Labels
from serving.owners import Owners

PUBLIC, INTERNAL, CONFIDENTIAL, RESTRICTED = Label
OWNERS = Owners({"CODEOWNERS": b"* @all\n/pay/ @Pay @second\n/pay/open.py @oss\n"})


def rule(label: Label, *paths: str, owners: tuple[str, ...] = ()) -> LabelRule:
    return LabelRule(label=label, paths=paths, owners=owners)


def test_the_default_holds_where_no_rule_does() -> None:
    assert Labels(Policy()).of_file("a.py") is CONFIDENTIAL
    assert Labels(Policy(default_label=INTERNAL)).of_file("a.py") is INTERNAL


def test_rules_by_path_may_lower_and_the_highest_of_several_holds() -> None:
    labels = Labels(Policy(rules=(rule(PUBLIC, "docs"), rule(RESTRICTED, "**/*.key"), rule(INTERNAL, "docs/int"))))
    found = {path: labels.of_file(path) for path in ("docs/a", "docs/int/a", "docs/x.key", "src/a.py")}
    assert list(found.values()) == [PUBLIC, INTERNAL, RESTRICTED, CONFIDENTIAL]


def test_rules_by_owner_and_the_repositorys_own_only_raise() -> None:
    policy = Policy(
        default_label=INTERNAL,
        rules=(rule(RESTRICTED, owners=("@pay",)), rule(PUBLIC, owners=("@oss",)), rule(PUBLIC, "pub")),
        raising_rules=(rule(PUBLIC, "**"), rule(CONFIDENTIAL, "pub/secret.py", "lib")),
    )
    labels = Labels(policy, owners=OWNERS)
    paths = ("pay/a.py", "pay/open.py", "a.py", "pub/a.py", "pub/secret.py", "lib/a.py")
    found = [labels.of_file(path) for path in paths]
    assert found == [RESTRICTED, INTERNAL, INTERNAL, PUBLIC, CONFIDENTIAL, CONFIDENTIAL]


def test_a_rule_with_paths_and_owners_needs_both() -> None:
    labels = Labels(Policy(rules=(rule(RESTRICTED, "pay/*.py", owners=("@pay",)),)), owners=OWNERS)
    assert [labels.of_file(path) for path in ("pay/a.py", "pay/open.py", "pay/a.txt")] == [
        RESTRICTED,
        CONFIDENTIAL,
        CONFIDENTIAL,
    ]


def test_segments() -> None:
    policy = Policy(rules=(rule(PUBLIC, "docs"), rule(RESTRICTED, "keys")))
    labels = Labels(policy, ["docs/a", "src/a.py"])

    def segment(*sources: str, own: bool = False) -> Segment:
        return Segment(speaker=Speaker.USER, text="x", sources=sources, own=own)

    assert labels.of_repository is CONFIDENTIAL
    assert labels.of_segment(segment("docs/a")) is PUBLIC
    assert labels.of_segment(segment("docs/a", "src/a.py")) is CONFIDENTIAL
    assert labels.of_segment(segment()) is CONFIDENTIAL and labels.of_segment(segment(own=True)) is None
    assert labels.of_segments([segment(own=True)]) is PUBLIC
    assert labels.of_segments([segment(own=True), segment("docs/a"), segment("keys/k")]) is RESTRICTED
    # Nothing known of the repository's files: the highest that any rule could give.
    assert Labels(policy).of_segment(segment()) is RESTRICTED


@pytest.mark.parametrize(
    ("pattern", "named", "not_named"),
    [
        ("*", ["a", "b/c.py"], []),
        ("*.js", ["a.js", "b/c.js"], ["a.jsx"]),
        ("/build/logs/", ["build/logs/a", "build/logs/b/c"], ["x/build/logs/a"]),
        ("docs/*", ["docs/a.md"], ["docs/b/c.md", "x/docs/a.md", "docs"]),
        ("apps/", ["apps/a", "x/apps/b/c"], ["apps.py"]),
        ("/docs/", ["docs/a"], ["x/docs/a"]),
        ("/scripts", ["scripts", "scripts/a"], ["x/scripts"]),
        ("**/logs", ["logs/a", "x/y/logs/b"], ["logs.py"]),
        ("a/**/z.py", ["a/z.py", "a/b/c/z.py"], ["z.py"]),
        ("/*", ["a"], ["a/b"]),
        ("with\\ blank.py", ["with blank.py"], ["with"]),
        ("\\#a", ["#a"], ["a"]),
    ],
)
def test_patterns(pattern: str, named: list[str], not_named: list[str]) -> None:
    owners = Owners({".github/CODEOWNERS": f"{pattern} @me # a comment @not-me\n".encode()})
    assert {path: owners.of(path) for path in named} == dict.fromkeys(named, ("@me",))
    assert {path: owners.of(path) for path in not_named} == dict.fromkeys(not_named, ())


def test_the_last_line_that_fits_holds_and_may_name_nobody() -> None:
    owners = Owners({"CODEOWNERS": b"\xff\n# comment\n*.py @a b@x.example\n/lib/ @B\n/lib/free\n"})
    assert owners.of("x.py") == ("@a", "b@x.example")
    assert owners.of("lib/x.py") == ("@b",) and owners.of("lib/free/x.py") == ()


def test_sections_add_up_and_have_owners_of_their_own() -> None:
    text = b"*.py @a\n[Payments][2] @pay\n/pay/\n/pay/x.py @x\n^[Docs]\n*.md @docs\n"
    owners = Owners({".gitlab/CODEOWNERS": text, "elsewhere/CODEOWNERS": b"* @nobody"})
    assert owners.of("pay/a.py") == ("@a", "@pay") and owners.of("pay/x.py") == ("@a", "@x")
    assert owners.of("pay/a.md") == ("@pay", "@docs")
