"""What hostile code must not be able to do, in every sandbox: reach out, take over, use up, outlive."""

import os
import signal
import socket
import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from pathlib import Path

import pytest

from overhaul.domain.errors import SandboxFailure
from overhaul.domain.sandbox import MEBIBYTE, Command, CommandResult, Ended, Limits
from tests.support.sandboxes import ENGINE_URL, KINDS, AnySandbox, AnyWorkspace, python, sandbox, shell


@pytest.fixture(scope="module", params=KINDS)
def box(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[AnySandbox]:
    with sandbox(request.param, tmp_path_factory.mktemp("scratch")) as made:
        yield made


@pytest.fixture
def workspace(box: AnySandbox, tmp_path: Path) -> Iterator[AnyWorkspace]:
    base = tmp_path / "base"
    base.mkdir()
    (base / "file.txt").write_text("content\n")
    with box.open(base) as opened:
        yield opened


TRY = """
def attempt(what, *arguments):
    try:
        what(*arguments)
    except OSError as error:
        print("refused", error.errno)
    else:
        print("REACHED")
"""


# ----------------------------------------------------------------------------------------- network


@pytest.mark.parametrize("address", ["192.0.2.1", "1.1.1.1", "172.17.0.1"])
def test_no_address_can_be_reached(workspace: AnyWorkspace, address: str) -> None:
    code = f"import socket\n{TRY}\nattempt(socket.create_connection, ({address!r}, 443), 5)"
    assert python(workspace, code).output.startswith(b"refused")


def test_no_name_can_be_looked_up(workspace: AnyWorkspace) -> None:
    code = f"import socket\n{TRY}\nattempt(socket.getaddrinfo, 'pypi.org', 443)"
    assert python(workspace, code).output.startswith(b"refused")


def test_the_hosts_loopback_is_another_one(workspace: AnyWorkspace) -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as server:
        port = server.getsockname()[1]
        code = f"import socket\n{TRY}\nattempt(socket.create_connection, ('127.0.0.1', {port}), 5)"
        assert python(workspace, code).output.startswith(b"refused")


def test_its_own_loopback_works(workspace: AnyWorkspace) -> None:
    code = """
import socket
server = socket.create_server(("127.0.0.1", 0))
client = socket.create_connection(server.getsockname())
server.accept()[0].sendall(b"heard")
print(client.recv(5), socket.gethostbyname("localhost"))
"""
    assert python(workspace, code).output == b"b'heard' 127.0.0.1\n"


def test_the_hosts_abstract_sockets_are_out_of_reach(workspace: AnyWorkspace) -> None:
    name = f"\0overhaul-test-{os.getpid()}"
    with closing(socket.socket(socket.AF_UNIX)) as server:
        server.bind(name)
        server.listen()
        code = f"import socket\n{TRY}\nattempt(socket.socket(socket.AF_UNIX).connect, {name!r})"
        assert python(workspace, code).output.startswith(b"refused")


def test_sockets_that_know_no_namespaces_are_refused(workspace: AnyWorkspace) -> None:
    code = f"import socket\n{TRY}\nattempt(socket.socket, 40, socket.SOCK_STREAM)"
    assert python(workspace, code).output.startswith(b"refused")


def test_the_container_engines_socket_is_not_there(workspace: AnyWorkspace) -> None:
    found = shell(workspace, "ls /var/run/docker.sock /run/docker.sock /run/containerd /run/podman 2>/dev/null")
    assert found.output == b""


# ------------------------------------------------------------------------------------------- files


@pytest.mark.parametrize("path", ["/etc/shadow", "/etc/ssh/ssh_host_ed25519_key", "/root/.ssh", "/var/lib/sudo"])
def test_the_hosts_secrets_cannot_be_read(workspace: AnyWorkspace, path: str) -> None:
    assert not shell(workspace, f"cat {path} || ls {path}/*").ok


def test_other_folders_of_the_host_are_not_there(workspace: AnyWorkspace, box: AnySandbox, tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("secret")
    other = box.scratch / "other-job"
    other.mkdir(exist_ok=True)
    for path in (secret, tmp_path, other, Path.home() / ".ssh", Path.home() / ".bashrc", Path(__file__)):
        assert not shell(workspace, f"test -e '{path}'").ok, path


def test_the_users_of_the_host_are_not_named(workspace: AnyWorkspace) -> None:
    rows = shell(workspace, "cut -d: -f1 /etc/passwd").output.split()
    assert rows == [b"overhaul", b"nobody"]


@pytest.mark.parametrize("path", ["/x", "/usr/x", "/etc/x", "/etc/passwd", "/dev/x", "/proc/sys/kernel/hostname"])
def test_nothing_outside_the_workspace_can_be_written(workspace: AnyWorkspace, path: str) -> None:
    assert not shell(workspace, f"echo x > {path}").ok
    assert not shell(workspace, f"chmod 777 $(dirname {path})").ok


def test_kernel_settings_cannot_be_changed(workspace: AnyWorkspace) -> None:
    script = "for f in /proc/sys/kernel/core_pattern /proc/sysrq-trigger /proc/sys/vm/overcommit_memory"
    result = shell(workspace, f"{script}; do (echo x > $f) 2>/dev/null && echo WROTE $f; done; echo end")
    assert result.output == b"end\n"


def test_there_are_no_disks_and_none_can_be_made(workspace: AnyWorkspace) -> None:
    result = shell(workspace, "find /dev -type b; mknod disk b 8 0 2>/dev/null && echo MADE; echo end")
    assert result.output == b"end\n"


# --------------------------------------------------------------------------------------- privileges


def test_it_has_no_capabilities_and_can_gain_none(workspace: AnyWorkspace) -> None:
    rows = dict(row.split(":\t", 1) for row in shell(workspace, "cat /proc/self/status").output.decode().splitlines())
    assert int(rows["CapEff"], 16) == 0
    assert int(rows["CapPrm"], 16) == 0
    assert int(rows["CapAmb"], 16) == 0
    assert rows["NoNewPrivs"] == "1"
    assert rows["Seccomp"] == "2"


def test_set_user_id_programs_gain_nothing(workspace: AnyWorkspace) -> None:
    result = shell(workspace, "cp /usr/bin/id id && chmod 6755 id && ./id -u; id -u; su -c id 2>&1 || echo no-su")
    rows = result.output.decode().split()
    assert rows[0] == rows[1] != "0"
    assert "no-su" in rows


@pytest.mark.parametrize("command", ["unshare -U true", "unshare -m true", "unshare -Ur true", "mount -t tmpfs x /tmp"])
def test_no_namespace_and_no_mount_can_be_made(workspace: AnyWorkspace, command: str) -> None:
    assert not shell(workspace, command).ok


def test_processes_of_the_host_cannot_be_seen_or_touched(workspace: AnyWorkspace) -> None:
    code = f"""
import os
pids = [name for name in os.listdir('/proc') if name.isdigit()]
print(len(pids) < 10, {os.getpid()} in map(int, pids))
"""
    victim = subprocess.Popen(["sleep", "60"])
    try:
        assert python(workspace, code).output == b"True False\n"
        shell(workspace, f"kill -9 {victim.pid}; kill -9 -1")
        assert victim.poll() is None
    finally:
        victim.kill()
        victim.wait()


def test_nothing_outside_can_be_traced(workspace: AnyWorkspace) -> None:
    victim = subprocess.Popen(["sleep", "60"])
    try:
        code = f"import ctypes; print(ctypes.CDLL(None).ptrace(16, {victim.pid}, 0, 0))"
        assert python(workspace, code).output == b"-1\n"
    finally:
        victim.kill()
        victim.wait()


def test_there_is_no_terminal_to_type_into(workspace: AnyWorkspace) -> None:
    code = f"""
import fcntl, os
{TRY}
attempt(os.open, '/dev/tty', os.O_RDWR)
for fd in (0, 1, 2):
    attempt(fcntl.ioctl, fd, 0x5412, b"x")
"""
    rows = python(workspace, code).output.splitlines()
    assert len(rows) == 4
    assert all(row.startswith(b"refused") for row in rows)


# ------------------------------------------------------------------------------------------- limits


def test_time_is_limited_and_what_was_said_is_kept(workspace: AnyWorkspace) -> None:
    result = shell(workspace, "echo begun; sleep 600", wall_seconds=1)
    assert (result.ended, result.ok, result.output) == (Ended.TIMED_OUT, False, b"begun\n")


DAEMON = """
import os, sys, time
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        for fd in range(3):
            os.close(fd)
        open("alive", "w").close()
        time.sleep(600)
    os._exit(0)
while not os.path.exists("alive"):
    time.sleep(0.01)
%s
"""


@pytest.mark.parametrize(("then", "ended"), [("", Ended.EXITED), ("time.sleep(600)", Ended.TIMED_OUT)])
def test_no_process_outlives_its_command(workspace: AnyWorkspace, then: str, ended: Ended) -> None:
    mark = f"mark-{os.getpid()}-{ended}"
    command = ("/usr/bin/python3", "-c", DAEMON % then, mark)
    result = workspace.run(Command(argv=command, limits=Limits(wall_seconds=3)))
    assert result.ended is ended
    assert workspace.read("alive") == b""
    assert _processes_named(mark) == []


def _processes_named(mark: str) -> list[str]:
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            if mark.encode() in (folder / "cmdline").read_bytes():
                found.append(folder.name)
    return found


def test_a_fork_bomb_is_contained(workspace: AnyWorkspace) -> None:
    code = """
import os, time
made = 0
try:
    while made < 5000:
        if os.fork() == 0:
            time.sleep(600)
        made += 1
except OSError:
    pass
print(made)
"""
    result = python(workspace, code, processes=40, wall_seconds=30)
    assert 10 <= int(result.output) <= 41


def test_a_bomb_that_forks_in_every_child_ends_with_its_time(workspace: AnyWorkspace) -> None:
    result = shell(workspace, "b() { b | b & }; b; sleep 600", processes=40, wall_seconds=2)
    assert result.ended is not Ended.EXITED or not result.ok
    assert shell(workspace, "echo fine").output == b"fine\n"


def test_memory_is_limited(workspace: AnyWorkspace) -> None:
    code = "x = []\nwhile True: x.append(bytearray(8 << 20))"
    result = python(workspace, code, memory_bytes=256 * MEBIBYTE)
    assert not result.ok
    assert result.ended in (Ended.EXITED, Ended.KILLED)


def test_a_file_cannot_grow_past_its_limit(workspace: AnyWorkspace) -> None:
    result = shell(workspace, "head -c 50M /dev/zero > big", file_bytes=4 * MEBIBYTE)
    assert not result.ok
    assert len(workspace.read("big")) == 4 * MEBIBYTE


@pytest.mark.parametrize("folder", ["/tmp", "/dev/shm", "/home/overhaul"])
def test_folders_in_memory_are_limited(workspace: AnyWorkspace, folder: str) -> None:
    script = f"for i in 1 2 3 4 5 6 7 8; do head -c 3M /dev/zero > {folder}/$i || exit 9; done"
    assert shell(workspace, script, file_bytes=8 * MEBIBYTE).exit_code == 9


def test_endless_output_is_cut_and_does_not_stop_the_clock(workspace: AnyWorkspace) -> None:
    result = shell(workspace, "yes", wall_seconds=1, output_bytes=100_000)
    assert result.truncated
    assert result.ended is Ended.TIMED_OUT
    assert result.output == b"y\n" * 50_000


def test_output_just_within_its_limit_is_whole(workspace: AnyWorkspace) -> None:
    result = shell(workspace, "head -c 100000 /dev/zero", output_bytes=100_000)
    assert (len(result.output), result.truncated) == (100_000, False)


def test_a_closed_output_does_not_end_the_command(workspace: AnyWorkspace) -> None:
    result = shell(workspace, "exec >&- 2>&-; sleep 0.3; : > done; exit 7")
    assert result.exit_code == 7
    assert workspace.read("done") == b""


# --------------------------------------------------------------------- a sandbox that is itself broken


def test_a_sandbox_killed_from_outside_is_no_result_of_the_command(box: AnySandbox, workspace: AnyWorkspace) -> None:
    mark = f"victim-{os.getpid()}"
    outcome: list[CommandResult | Exception] = []

    def run() -> None:
        try:
            outcome.append(workspace.run(Command(argv=("sh", "-c", "echo x > started; sleep 60", mark))))
        except SandboxFailure as error:
            outcome.append(error)

    thread = threading.Thread(target=run)
    thread.start()
    _wait_for(lambda: _exists(workspace, "started"))
    if box.name == "docker":
        engine = ["docker", "--host", ENGINE_URL]
        # Only this process's container: others may be running their tests.
        found = [*engine, "ps", "-q", "--filter", f"label=overhaul.pid={os.getpid()}"]
        running = subprocess.run(found, capture_output=True, text=True, check=True)
        subprocess.run([*engine, "kill", *running.stdout.split()], capture_output=True, check=True)
    else:
        for pid in _processes_named(mark):
            if (Path("/proc") / pid / "comm").read_text() == "bwrap\n":
                os.kill(int(pid), signal.SIGKILL)
                break
    thread.join(30)
    assert [type(result) for result in outcome] == [SandboxFailure]
    assert shell(workspace, "echo fine").output == b"fine\n"


def _exists(workspace: AnyWorkspace, path: str) -> bool:
    try:
        workspace.read(path)
    except FileNotFoundError:
        return False
    return True


def _wait_for(condition: Callable[[], bool]) -> None:
    pause = threading.Event()
    for _ in range(1200):
        if condition():
            return
        pause.wait(0.05)
    raise AssertionError("it never came to pass")
