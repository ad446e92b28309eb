"""Every sandbox runs commands, keeps workspaces apart and survives what code leaves behind."""

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from overhaul.domain.errors import SandboxFailure
from overhaul.domain.sandbox import Command, Ended, Mount
from tests.support.sandboxes import KINDS, AnySandbox, AnyWorkspace, python, sandbox, shell


@pytest.fixture(scope="module", params=KINDS)
def box(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[AnySandbox]:
    with sandbox(request.param, tmp_path_factory.mktemp("scratch")) as made:
        yield made


@pytest.fixture
def base(tmp_path: Path) -> Path:
    tree = tmp_path / "base"
    (tree / "package").mkdir(parents=True)
    (tree / "package" / "module.py").write_text("VALUE = 1\n")
    (tree / "readme.txt").write_text("read me\n")
    (tree / "tool.sh").write_text("#!/bin/sh\necho tool\n")
    (tree / "tool.sh").chmod(0o755)
    return tree


@pytest.fixture
def workspace(box: AnySandbox, base: Path) -> Iterator[AnyWorkspace]:
    with box.open(base) as opened:
        yield opened


# ---------------------------------------------------------------------------------------- commands


@pytest.mark.parametrize("status", [0, 1, 3, 127])
def test_the_exit_status_is_the_commands_own(workspace: AnyWorkspace, status: int) -> None:
    result = shell(workspace, f"exit {status}")
    assert (result.ended, result.exit_code) == (Ended.EXITED, status)
    assert result.ok == (status == 0)


def test_output_and_error_come_in_the_order_they_were_written(workspace: AnyWorkspace) -> None:
    result = shell(workspace, "echo one; echo two >&2; echo three; echo four >&2")
    assert result.output == b"one\ntwo\nthree\nfour\n"
    assert not result.truncated


def test_output_is_bytes_and_comes_back_unchanged(workspace: AnyWorkspace) -> None:
    result = shell(workspace, r"printf '\033]0;title\007\377\000x'")
    assert result.output == b"\x1b]0;title\x07\xff\x00x"


def test_arguments_arrive_as_they_are(workspace: AnyWorkspace) -> None:
    arguments = ("a b", "$HOME", "'\"", "", "--flag", "é\n", "*")
    code = "import sys; sys.stdout.buffer.write(repr(sys.argv[1:]).encode())"
    result = workspace.run(Command(argv=("/usr/bin/python3", "-c", code, *arguments)))
    assert result.output.decode() == repr(list(arguments))


def test_standard_input_is_what_was_given_and_ends(workspace: AnyWorkspace) -> None:
    content = bytes(range(256)) * 4096
    result = workspace.run(Command(argv=("wc", "-c"), stdin=content))
    assert result.output.split() == [str(len(content)).encode()]
    assert workspace.run(Command(argv=("cat",))).output == b""


def test_a_program_that_is_not_there_is_the_commands_failure(workspace: AnyWorkspace) -> None:
    result = workspace.run(Command(argv=("no-such-program",)))
    assert (result.ended, result.exit_code) == (Ended.EXITED, 127)


def test_a_signal_ends_it_as_killed(workspace: AnyWorkspace) -> None:
    result = python(workspace, "import os, signal; os.kill(os.getpid(), signal.SIGSEGV)")
    assert (result.ended, result.exit_code) == (Ended.KILLED, 128 + 11)


def test_no_signal_is_ignored_from_the_start(workspace: AnyWorkspace) -> None:
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)  # as for what a shell starts in the background
    try:
        result = python(
            workspace, "import signal; print(signal.getsignal(signal.SIGINT) is signal.default_int_handler)"
        )
    finally:
        signal.signal(signal.SIGINT, before)
    assert result.output == b"True\n"


def test_it_starts_in_the_workspace_and_in_the_folder_asked_for(workspace: AnyWorkspace) -> None:
    assert shell(workspace, "cat readme.txt").output == b"read me\n"
    result = workspace.run(Command(argv=("cat", "module.py"), cwd="package"))
    assert result.output == b"VALUE = 1\n"


@pytest.mark.parametrize("cwd", ["..", "/", "missing", "readme.txt", "link"])
def test_a_working_folder_outside_or_missing_is_refused(workspace: AnyWorkspace, cwd: str) -> None:
    shell(workspace, "ln -s / link")
    with pytest.raises(ValueError, match="workspace"):
        workspace.run(Command(argv=("true",), cwd=cwd))


def test_the_environment_is_scrubbed(workspace: AnyWorkspace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET_TOKEN", "do-not-leak")
    result = shell(workspace, "env; cat /proc/*/environ 2>/dev/null | tr '\\0' '\\n'")
    text = result.output.decode()
    assert "do-not-leak" not in text
    for row in ("LC_ALL=C.UTF-8", "TZ=UTC", "PYTHONHASHSEED=0", "PYTHONDONTWRITEBYTECODE=1"):
        assert row in text.splitlines()


def test_what_is_added_to_the_environment_wins(workspace: AnyWorkspace) -> None:
    command = Command(argv=("sh", "-c", 'echo "$TZ $EXTRA"'), env=(("TZ", "CET"), ("EXTRA", "a b")))
    assert workspace.run(command).output == b"CET a b\n"


def test_home_and_tmp_are_private_writable_and_empty_each_time(workspace: AnyWorkspace) -> None:
    first = shell(workspace, 'touch "$HOME/x" /tmp/x /dev/shm/x && echo done')
    assert first.output == b"done\n"
    assert shell(workspace, 'ls -A "$HOME" /dev/shm /tmp | grep x').output == b""


def test_it_is_not_root_and_has_a_name(workspace: AnyWorkspace) -> None:
    result = shell(workspace, "id -un; test $(id -u) -ne 0 && echo not-root")
    assert result.output == b"overhaul\nnot-root\n"


# --------------------------------------------------------------------------------------- workspaces


def test_the_base_stays_as_it_was(box: AnySandbox, base: Path) -> None:
    before = {path: path.read_bytes() for path in sorted(base.rglob("*")) if path.is_file()}
    with box.open(base) as workspace:
        assert shell(workspace, "echo x >> readme.txt; rm -r package; echo n > new; chmod 700 tool.sh").ok
        workspace.write("readme.txt", b"host")
        workspace.write("tool.sh", None)
    assert {path: path.read_bytes() for path in sorted(base.rglob("*")) if path.is_file()} == before
    assert os.access(base / "tool.sh", os.X_OK)


def test_changes_last_from_command_to_command(workspace: AnyWorkspace) -> None:
    shell(workspace, "echo more >> readme.txt; mkdir -p a/b; echo x > a/b/c; rm tool.sh")
    assert shell(workspace, "cat readme.txt a/b/c; ls tool.sh 2>/dev/null").output == b"read me\nmore\nx\n"
    assert workspace.read("a/b/c") == b"x\n"
    with pytest.raises(FileNotFoundError):
        workspace.read("tool.sh")


def test_workspaces_over_one_base_do_not_see_each_other(box: AnySandbox, base: Path) -> None:
    with box.open(base) as one, box.open(base) as two:
        one.write("readme.txt", b"one")
        shell(two, "echo two > other")
        assert shell(two, "cat readme.txt").output == b"read me\n"
        with pytest.raises(FileNotFoundError):
            one.read("other")


def test_reading_and_writing_from_outside(workspace: AnyWorkspace) -> None:
    workspace.write("deep/er/file.txt", b"\x00\xff")
    workspace.write("package/module.py", b"VALUE = 2\n")
    assert workspace.read("deep/er/file.txt") == b"\x00\xff"
    assert shell(workspace, "cat package/module.py").output == b"VALUE = 2\n"
    workspace.write("readme.txt", None)
    workspace.write("readme.txt", None)
    assert not shell(workspace, "test -e readme.txt").ok


def test_code_may_change_what_was_written_from_outside(workspace: AnyWorkspace) -> None:
    workspace.write("new/file.txt", b"1")
    assert shell(workspace, "echo 2 >> new/file.txt && touch new/beside && rm new/file.txt").ok


def test_a_replaced_file_stays_executable(workspace: AnyWorkspace) -> None:
    workspace.write("tool.sh", b"#!/bin/sh\necho changed\n")
    assert workspace.run(Command(argv=("./tool.sh",))).output == b"changed\n"


def test_mounts_are_shown_where_asked_and_read_only(box: AnySandbox, base: Path, tmp_path: Path) -> None:
    data = tmp_path / "data"
    data.mkdir()
    (data / "file").write_text("shown\n")
    mounts = (Mount(host=str(data), inside="/overhaul/data"), Mount(host=str(data / "file"), inside="/root/x/y"))
    with box.open(base, mounts=mounts) as workspace:
        assert shell(workspace, "cat /overhaul/data/file /root/x/y").output == b"shown\nshown\n"
        assert not shell(workspace, "echo x > /overhaul/data/file || echo x > /overhaul/data/new").ok
    assert [path.name for path in data.iterdir()] == ["file"]


def test_closing_leaves_nothing_behind(box: AnySandbox, base: Path, tmp_path: Path) -> None:
    scratch = box.scratch
    with box.open(base) as workspace:
        code = "import os\nfor i in range(1200): os.mkdir('d' * 200); os.chdir('d' * 200)"
        python(workspace, code)
        shell(workspace, "mkdir -p locked/in; chmod 000 locked; mkfifo pipe; ln -s / root")
    assert list(scratch.glob("view-*")) == []


# ------------------------------------------------------------------- what hostile code leaves behind


@pytest.mark.parametrize("path", ["../x", "/etc/passwd", "a/../../x", "", ".", "x\0y"])
def test_paths_that_leave_the_workspace_are_refused(workspace: AnyWorkspace, path: str) -> None:
    with pytest.raises(ValueError, match="workspace"):
        workspace.read(path)
    with pytest.raises(ValueError, match="workspace"):
        workspace.write(path, b"x")


def test_links_lead_no_read_out(workspace: AnyWorkspace, tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("secret")
    shell(workspace, f"ln -s {secret} file; ln -s {tmp_path} folder; ln -s /etc/shadow shadow; ln -s . self")
    for path in ("file", "folder/secret", "shadow", "self/readme.txt"):
        with pytest.raises(ValueError, match="link"):
            workspace.read(path)


def test_links_lead_no_write_out(workspace: AnyWorkspace, tmp_path: Path) -> None:
    victim = tmp_path / "victim"
    victim.write_text("before")
    shell(workspace, f"ln -s {victim} file; ln -s {tmp_path} folder; mkfifo pipe")
    workspace.write("file", b"replaced the link")
    workspace.write("pipe", b"replaced the pipe")
    for path, content in (("folder/victim", b"x"), ("folder/new/file", b"x"), ("folder/victim", None)):
        with pytest.raises(ValueError, match="link"):
            workspace.write(path, content)
    assert victim.read_text() == "before"
    assert workspace.read("file") == b"replaced the link"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["base", "victim"]


def test_special_and_endless_files_neither_hang_nor_fill_memory(workspace: AnyWorkspace) -> None:
    shell(workspace, "mkfifo pipe; mkdir folder; truncate -s 100M sparse")
    python(workspace, "import socket; socket.socket(socket.AF_UNIX).bind('socket')")
    for path in ("pipe", "folder", "socket", "readme.txt/x"):
        with pytest.raises(FileNotFoundError):
            workspace.read(path)
    with pytest.raises(ValueError, match="larger"):
        workspace.read("sparse")


def test_a_folder_in_the_way_of_a_file_is_refused(workspace: AnyWorkspace) -> None:
    for path in ("package", "readme.txt/below"):
        with pytest.raises(ValueError, match="folder"):
            workspace.write(path, b"x")


# ------------------------------------------------------------------------------- when it breaks itself


def test_a_base_that_is_not_there_is_the_sandboxs_failure(box: AnySandbox, tmp_path: Path) -> None:
    with pytest.raises(SandboxFailure), box.open(tmp_path / "missing"):
        pass


def test_a_mount_that_is_not_there_is_the_sandboxs_failure(box: AnySandbox, base: Path) -> None:
    mount = Mount(host="/no/such/folder", inside="/overhaul/data")
    with pytest.raises(SandboxFailure), box.open(base, mounts=(mount,)):
        pass
