"""Secrets: what is found, what looks like one and is none; and what a mask gives away (nothing)."""

import json

import pytest

from overhaul.domain.models import Segment, Speaker
from serving.masking import Masker, kept_key
from serving.secrets import find_secrets

BODY = "MIIEpAIBAAKCAQEA0Z3VS5JJcds3xfn/ygWyF8PbnGy5AHB8g5X0lZ6mJ1z\n" * 3
FOUND = {
    # Text → the secrets in it, as they stand there.
    'password = "geheim"': ["geheim"],
    "PASSWD='tr0ub4dor&3'": ["tr0ub4dor&3"],
    "{'password': u'geheim', 'user': 'jo'}": ["geheim"],
    'connect(host, passwd="s3same")': ["s3same"],
    'if password == "letmein!":': ["letmein!"],
    "SECRET_KEY = 'n4!x8$kd02-dkslw93kd'": ["n4!x8$kd02-dkslw93kd"],
    'API_KEY: "9f8e7d6c5b4a39281706f5e4d3c2b1a0"': ["9f8e7d6c5b4a39281706f5e4d3c2b1a0"],
    "[db]\npassword = tr0ub4dor&3\nhost = db1\n": ["tr0ub4dor&3"],
    "export DB_PASSWORD=abc123!x\n": ["abc123!x"],
    "aws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYzzKEYKEY01\n": ["wJalrXUtnFEMI/K7MDENG/bPxRfiCYzzKEYKEY01"],
    "url = 'postgresql://app:s3cr3t@db1/app'": ["s3cr3t"],
    "'Server=db1;Uid=sa;Pwd=hunter2;'": ["hunter2"],
    "dsn = 'host=db1 user=jo password=s3same dbname=x'": ["s3same"],
    "Authorization: Bearer abcd1234efgh5678ijkl": ["abcd1234efgh5678ijkl"],
    "id = AKIAIOSFODNN7EXAMPL0": ["AKIAIOSFODNN7EXAMPL0"],
    "# ghp_" + "a1B2c3D4e5" * 3 + "f6G7h8": ["ghp_" + "a1B2c3D4e5" * 3 + "f6G7h8"],
    "t = 'xoxb-123456789012-abcdefghij12'": ["xoxb-123456789012-abcdefghij12"],
    "k = 'sk-proj-aB3dE5fG7hI9jK1lM3nO5pQ7rS9tU1vW'": ["sk-proj-aB3dE5fG7hI9jK1lM3nO5pQ7rS9tU1vW"],
    "x = 'q8Zr2Lk9Xv4Tn7Bw1Jm6Hc3Pd5'": ["q8Zr2Lk9Xv4Tn7Bw1Jm6Hc3Pd5"],
    f"-----BEGIN RSA PRIVATE KEY-----\n{BODY}-----END RSA PRIVATE KEY-----\n": [BODY.rstrip()],
    f"-----BEGIN OPENSSH PRIVATE KEY-----\n{BODY}": [BODY.rstrip()],  # the rest is in the next segment
    'KEY = """-----BEGIN PRIVATE KEY-----\n' + BODY + 'Zm9v\n-----END PRIVATE KEY-----"""': [BODY + "Zm9v"],
}
LEFT_ALONE = [
    # placeholders, templates, references
    'password = ""',
    'password = "password"',
    'password = "changeme"',
    'password = "********"',
    'password = "%s" % value',
    'password = "{password}"',
    'password = "${DB_PASSWORD}"',
    'password = "<your password>"',
    "password = getpass.getpass()",
    "password = options.password",
    "token = oauth2_token_v2",
    "def login(self, user, password=None):",
    "login(user=user, password=password)",
    "host=localhost, port=5432, user=None, password=password, dbname=x",
    # names that speak of secrets and hold none
    'password_field = "password"',
    'PASSWORD_RESET_URL = "/accounts/reset/"',
    'token_type = "bearer"',
    'label = "Enter your password: "',
    'secret = "a few words of text"',
    'token = "IDENTIFIER"',
    "for token in tokens: # token : value",
    "password: the user's password",
    # hashes, ids, paths, names, data
    "commit 3a08e68f9f9e8d8c7b7a6a5b4c3d2e1f0a9b8c7d",
    "md5 = 'd41d8cd98f00b204e9800998ecf8427e'",
    "sha = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'",
    "integrity = 'sha512-q8Zr2Lk9Xv4Tn7Bw1Jm6Hc3Pd5q8Zr2Lk9Xv4Tn7Bw=='",
    "uid = '123e4567-e89b-12d3-a456-426614174000'",
    "path = 'com/example/payments/v2/RequestHandlerFactory'",
    "name = 'test_HTTP2ServerProtocolFactory'",
    "alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'",
    "import_this_very_long_name_of_a_module_and_then_some_more = 1",
    "DATA = (\n" + "".join(f"    'q8Zr2Lk9Xv4Tn7Bw1Jm6Hc3P{n}d{n}'\n" for n in range(6)) + ")",
    'if "-----BEGIN PRIVATE KEY-----" in text:\n    return parse(text, True)',
    "# see http://user@example.com:80/ and http://example.com:80/@me",
    "-----BEGIN CERTIFICATE-----\n" + BODY + "-----END CERTIFICATE-----",
]


@pytest.mark.parametrize("text", FOUND)
def test_found(text: str) -> None:
    assert [text[found.start : found.end] for found in find_secrets(text)] == FOUND[text]


@pytest.mark.parametrize("text", LEFT_ALONE)
def test_left_alone(text: str) -> None:
    assert find_secrets(text) == []


def test_all_of_them_in_one_text() -> None:
    text = "\n\n".join(FOUND)
    every = [secret for secrets in FOUND.values() for secret in secrets]
    assert [text[found.start : found.end] for found in find_secrets(text)] == every


HOSTILE = [
    "-----BEGIN RSA PRIVATE KEY-----" * 3_000,
    "-----BEGIN RSA PRIVATE KEY-----" + "A" * 100_000,
    "password" * 20_000,
    "password=" * 20_000,
    "password = '" * 20_000,
    "secret_key" + "_" * 100_000,
    "://a:" * 30_000,
    "a" * 100_000 + "://",
    "host=" + "a" * 100_000,
    "host=a " * 20_000,
    "bearer " * 20_000,
    "aws" * 30_000,
    "eyJ" * 30_000 + "." * 10_000,
    "1" * 100_000 + ":",
    "//" * 50_000,
    "//a" * 30_000 + ":_authToken",
    "sk-" * 30_000,
    "github_pat_" * 10_000,
    "xoxb-" + "1-" * 50_000,
    "hvs." * 25_000,
    "'" * 100_000,
    "'" + "aB3" * 33_000,
]


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_no_text_takes_for_ever(text: str) -> None:
    find_secrets(text)


def masked(text: str, masker: Masker) -> str:
    return masker.masked([Segment(speaker=Speaker.USER, text=text)]).segments[0].text


def test_a_mask_is_the_same_for_the_same_secret_and_says_nothing_about_it() -> None:
    masker, other = Masker(), Masker()
    text = "password = 'geheim'\nagain: password = 'geheim'\npassword = 'anders'\n"
    shown = masked(text, masker)
    assert "geheim" not in shown and len(set(shown.split("'")[1::2])) == 2
    assert shown == masked(text, masker) != masked(text, other)
    assert masked(text, Masker(b"key")) == masked(text, Masker(b"key"))


def test_a_mask_is_about_as_long_as_its_secret() -> None:
    for length in (4, 16, 17, 40, 64, 200):
        secret = ("aB3$" * 200)[: min(length, 200)]
        shown = masked(f"password = '{secret}'", Masker())
        inner = shown.split("'")[1]
        assert inner.startswith("MASKED_") and len(inner) >= min(length, 128) and len(inner) < max(17, 2 * length)


def test_masks_go_back_into_answers_as_the_answer_is_written() -> None:
    secret = 'a"b\\c1'
    found = Masker().masked([Segment(speaker=Speaker.USER, text=f"password = '{secret}'")])
    (placeholder,) = found.secrets
    assert found.restored(f"x{placeholder}y", as_json=False) == f"x{secret}y"
    assert found.restored(f'{{"a": "{placeholder}"}}', as_json=True) == '{"a": "a\\"b\\\\c1"}'
    assert found.restored("MASKED_deadbeefxxxxxxxx", as_json=False) == "MASKED_deadbeefxxxxxxxx"


def test_text_with_nothing_to_hide_is_the_very_same_segment() -> None:
    segment = Segment(speaker=Speaker.USER, text="x = 1\n")
    masker = Masker()
    for _ in range(2):
        assert masker.masked([segment]).segments[0] is segment


def test_the_key_is_kept_from_run_to_run(tmp_path_factory: pytest.TempPathFactory) -> None:
    place = tmp_path_factory.mktemp("state") / "new" / "masking.key"
    assert kept_key(place) == kept_key(place) and len(kept_key(place)) == 16
    assert place.stat().st_mode & 0o077 == 0 and [path.name for path in place.parent.iterdir()] == ["masking.key"]


@pytest.mark.parametrize("secret", ["hunter2-Xk92!pqL", "hunter2-Xk\\\\92é!pqL"])
def test_a_secret_put_back_into_an_answer_does_not_leave_with_the_next_question(secret: str) -> None:
    asked = Segment(speaker=Speaker.USER, text=f'password = "{secret}"\n')
    masker = Masker()
    first = masker.masked([asked])
    placeholder = next(iter(first.secrets))
    answer = first.restored(json.dumps({"text": f'password = "{placeholder}" or ask()'}), as_json=True)
    assert json.loads(answer)["text"] == f'password = "{secret}" or ask()'
    said = Segment(speaker=Speaker.ASSISTANT, text=answer)
    later = masker.masked([asked, said]).segments
    assert later[0] == first.segments[0]
    assert json.loads(later[1].text)["text"] == f'password = "{placeholder}" or ask()'
