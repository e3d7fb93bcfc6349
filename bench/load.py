"""A small load of GET requests on loopback: so many keep-alive connections, so many requests, every latency kept.

Run as a process of its own (`python -m bench.load PORT PATH CONNECTIONS REQUESTS COOKIE`), so that it does not share
an interpreter with what it measures. Prints JSON.
"""

import json
import socket
import sys
import threading
import time

TIMEOUT = 30


def answer(stream: socket.socket, rest: bytes) -> tuple[int, bytes]:
    """Reads one response with a Content-Length; returns its status and what already came of the next."""
    while b"\r\n\r\n" not in rest:
        rest += _more(stream)
    head, _, body = rest.partition(b"\r\n\r\n")
    status = int(head.split(b" ", 2)[1])
    lengths = [
        int(line.split(b":")[1]) for line in head.split(b"\r\n")[1:] if line.lower().startswith(b"content-length:")
    ]
    while len(body) < lengths[0]:
        body += _more(stream)
    return status, body[lengths[0] :]


def _more(stream: socket.socket) -> bytes:
    data = stream.recv(65536)
    if not data:
        raise ConnectionError("the server closed the connection")
    return data


def visit(port: int, request: bytes, times: int, latencies: list[float], wrong: list[int]) -> None:
    with socket.create_connection(("127.0.0.1", port), TIMEOUT) as stream:
        stream.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        rest = b""
        for _ in range(times):
            began = time.perf_counter()
            stream.sendall(request)
            status, rest = answer(stream, rest)
            latencies.append(time.perf_counter() - began)
            if status != 200:
                wrong.append(status)


def run(port: int, path: str, connections: int, requests: int, cookie: str) -> dict[str, object]:
    request = (
        f"GET {path} HTTP/1.1\r\nHost: localhost:{port}\r\nCookie: {cookie}\r\nAccept-Language: en\r\n"
        "Accept-Encoding: identity\r\nConnection: keep-alive\r\n\r\n"
    ).encode()
    latencies: list[float] = []
    wrong: list[int] = []
    each = requests // connections
    threads = [threading.Thread(target=visit, args=(port, request, each, latencies, wrong)) for _ in range(connections)]
    began = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    seconds = time.perf_counter() - began
    if len(latencies) != each * connections:
        raise SystemExit("some requests never came back")
    ordered = sorted(latencies)
    return {
        "per_second": len(latencies) / seconds,
        "p50_ms": ordered[len(ordered) // 2] * 1000,
        "p99_ms": ordered[int(len(ordered) * 0.99)] * 1000,
        "not_200": len(wrong),
    }


if __name__ == "__main__":
    port, path, connections, requests, cookie = sys.argv[1:]
    print(json.dumps(run(int(port), path, int(connections), int(requests), cookie)))
