import os
import resource
import signal
import socket
import ssl
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

from tests.cli.conftest import Terminal


def fetched(address: str, **options) -> tuple[int, bytes]:
    with urllib.request.urlopen(address, **options) as answer:
        return answer.status, answer.read()


def test_it_says_where_it_is_answers_there_and_stops_with_ctrl_c(serving, heidi: Terminal, port: int) -> None:
    server, said = serving("--port", str(port))
    answer = fetched(f"http://127.0.0.1:{port}/health")
    server.send_signal(signal.SIGINT)
    rest = server.communicate()[0]

    assert said[-1] == f"Intertwine is at http://localhost:{port} (Ctrl-C stops it)"
    assert answer == (200, b"ok")
    assert (rest, server.returncode) == ("Intertwine has stopped.\n", 0)


def test_the_memory_of_what_serves_goes_to_no_disk_when_it_breaks(serving, heidi: Terminal, port: int) -> None:
    server, _ = serving("--port", str(port))
    (serves,) = Path(f"/proc/{server.pid}/task/{server.pid}/children").read_text().split()[-1:]
    assert resource.prlimit(int(serves), resource.RLIMIT_CORE) == (0, 0)


@pytest.mark.usefixtures("set_up")
def test_a_second_start_has_one_line_to_say(serving, heidi: Terminal, port: int) -> None:
    _, said = serving("--port", str(port))

    assert said == [f"Intertwine is at http://localhost:{port} (Ctrl-C stops it)"]


def test_nothing_stays_behind_when_the_starter_is_killed(serving, heidi: Terminal, port: int) -> None:
    server, _ = serving("--port", str(port))
    os.kill(server.pid, signal.SIGKILL)
    server.stdout.read()  # ends when the last process that could write to it has ended

    _, said = serving("--port", str(port))
    assert said == [f"Intertwine is at http://localhost:{port} (Ctrl-C stops it)"]


def test_a_busy_port_is_named_with_what_to_do(heidi: Terminal, port: int) -> None:
    with socket.create_server(("127.0.0.1", port)):
        said = heidi.refusal("serve", "--port", str(port))

    assert (
        said
        == f"Port {port} is in use already, perhaps by Intertwine itself. Choose another one, as in --port {port + 1}."
    )


@pytest.mark.parametrize("host", ["0.0.0.0", "192.168.1.7", "::", "example.org"])
def test_plain_http_is_never_spoken_to_others(heidi: Terminal, host: str) -> None:
    assert heidi.refusal("serve", "--host", host) == (
        f"Intertwine does not speak plain HTTP on {host}: others on the network could read along. "
        "Use --lan at home, or --certificate and --key, or a reverse proxy on this machine with --behind-proxy."
    )
    assert heidi.refusal("serve", "--host", host, "--behind-proxy", INTERTWINE_HOSTS="us.example.org") == (
        heidi.refusal("serve", "--host", host)
    )


def test_behind_a_proxy_the_name_people_use_must_be_known(heidi: Terminal) -> None:
    assert heidi.refusal("serve", "--behind-proxy") == (
        "Behind a proxy Intertwine must know the name people use: "
        "set INTERTWINE_HOSTS, as in INTERTWINE_HOSTS=us.example.org."
    )


def test_behind_a_proxy_cookies_and_links_are_for_https(serving, port: int) -> None:
    serving("--port", str(port), "--behind-proxy", INTERTWINE_HOSTS="us.example.org")
    asked = urllib.request.Request(
        f"http://127.0.0.1:{port}/health", headers={"Host": "us.example.org", "X-Forwarded-Proto": "https"}
    )

    with urllib.request.urlopen(asked) as answer:
        assert answer.headers["Strict-Transport-Security"] == "max-age=31536000"


def test_phones_at_home_come_over_https_and_the_certificate_stays_the_same(serving, heidi: Terminal, port: int) -> None:
    server, said = serving("--lan", "--host", "127.0.0.1", "--port", str(port))
    trusted = ssl.create_default_context(cafile=str(heidi.data / "certificate.pem"))
    answer = fetched(f"https://127.0.0.1:{port}/health", context=trusted)
    server.send_signal(signal.SIGINT)
    first = server.communicate()[0].splitlines()
    again, _ = serving("--lan", "--host", "127.0.0.1", "--port", str(port))
    again.send_signal(signal.SIGINT)

    assert said[-1] == f"Intertwine is at https://127.0.0.1:{port} (Ctrl-C stops it)"
    assert answer == (200, b"ok")
    assert again.communicate()[0].splitlines() == first
    assert (heidi.data / "certificate.key").stat().st_mode & 0o777 == 0o600


def test_a_certificate_without_its_key_is_refused(heidi: Terminal) -> None:
    assert heidi.refusal("serve", "--certificate", "c.pem") == (
        "--certificate and --key belong together: give both, or neither."
    )


def test_starting_loads_neither_django_nor_numbers_before_it_must() -> None:
    heavy = "{'django', 'numpy', 'granian', 'cryptography', 'rich'}"
    asked = f"import intertwine.cli.main, sys; print({heavy} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    assert done.stdout == "set()\n"
