"""Attacks beside a quiet client: how much longer does it wait?

Each round measures the quiet client alone, then during the attack, so that both see the same
machine. Attackers are processes of low priority, so that making the attack takes little from what is
attacked. Short form: one round of a few, ratios printed only.
"""
import gzip
import multiprocessing
import os
import pathlib
import select
import socket
import statistics
import time

import cases

MOST_RATIO = 3.0
ATTACKERS = 2


def opened(port):
    one = socket.create_connection(("127.0.0.1", port), 20)
    one.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return one


def repeat(port, data, connections=8):
    """Sends `data` again and again on each connection, reads what comes, opens anew what is closed."""
    sockets = {}
    while True:
        while len(sockets) < connections:
            one = opened(port)
            one.setblocking(False)
            sockets[one] = memoryview(data)
        readable, writable, _ = select.select(list(sockets), [s for s in sockets if sockets[s]], [], 1)
        for one in writable:
            try:
                sockets[one] = sockets[one][one.send(sockets[one][:1 << 18]):]
            except OSError:
                pass
        for one in readable:
            try:
                got = one.recv(1 << 20)
            except BlockingIOError:
                continue
            except OSError:
                got = b""
            if not got:
                del sockets[one]
                one.close()
            elif not sockets[one]:
                sockets[one] = memoryview(data)


def drip(port, connections=500):
    """Heads that never end, a byte now and then."""
    sockets = [opened(port) for _ in range(connections)]
    while True:
        for one in sockets:
            try:
                one.send(b"GET / HTTP/1.1\r\nX: ")
            except OSError:
                pass
        time.sleep(0.5)


def come_and_go(port):
    while True:
        opened(port).close()


def sit(port, connections=4000):
    sockets = [opened(port) for _ in range(connections)]
    while sockets:
        time.sleep(1)


def attacks_of(server):
    """(name, what an attacker process does); the short form takes the first ones."""
    limit = cases.LIMIT
    scan = server.request("Scan", {"TableName": cases.TABLE})
    get = server.request("GetItem", {"TableName": cases.TABLE, "Key": {"h": {"S": "quiet"}, "r": {"S": "k"}}})
    return [
        ("signed 16 MiB of zeros", lambda port: repeat(port, server.request("PutItem", b"[" + b"0," * (limit // 2 - 2) + b"0]"), 4)),
        ("slow heads", drip),
        ("unsigned 16 MiB of brackets", lambda port: repeat(port, server.request("PutItem", b"[" * limit, sign=False), 4)),
        ("scans", lambda port: repeat(port, scan, 8)),
        ("gzip bombs", lambda port: repeat(port, cases.packed(server, "PutItem", gzip.compress(b" " * (64 << 20), 9)), 8)),
        ("pipelines of a thousand", lambda port: repeat(port, get * 1000, 2)),
        ("clients that come and go", come_and_go),
        ("idle connections", sit),
        ("refused heads", lambda port: repeat(port, b"GET / HTTP/1.1\r\nHost: h\r\nX: " + b"x" * 70_000, 8)),
        ("unsigned requests", lambda port: repeat(port, server.request("PutItem", {}, sign=False), 16)),
    ]


def quiet_p99(server, seconds):
    """Milliseconds, over GetItem and PutItem in turn on one connection; and whether all were right."""
    put = server.request("PutItem", {"TableName": cases.TABLE, "Item": {"h": {"S": "quiet"}, "r": {"S": "k"}, "v": {"S": "v" * 100}}})
    get = server.request("GetItem", {"TableName": cases.TABLE, "Key": {"h": {"S": "quiet"}, "r": {"S": "k"}}})
    times = []
    right = True
    with server.client(60) as client:
        end = time.monotonic() + seconds
        while time.monotonic() < end or len(times) < 50:
            begun = time.monotonic()
            wrote = client.exchange(put)
            read = client.exchange(get)
            times.append((time.monotonic() - begun) * 1000)
            right = right and wrote.status == 200 and read.status == 200 and b'"v"' in read.body
    times.sort()
    return times[int(len(times) * 0.99)], right


def attacker(attack, port):
    os.nice(10)
    os.setsid()
    try:
        # Where the scheduler shares the machine out by sessions, niceness counts within one only.
        pathlib.Path("/proc/self/autogroup").write_text("10")
    except OSError:
        pass
    try:
        attack(port)
    except (OSError, KeyboardInterrupt):
        os._exit(0)


def during(server, attack, seconds):
    processes = [multiprocessing.Process(target=attacker, args=(attack, server.port), daemon=True) for _ in range(ATTACKERS)]
    for process in processes:
        process.start()
    time.sleep(0.5)
    try:
        return quiet_p99(server, seconds)
    finally:
        for process in processes:
            process.kill()
            process.join()


def run_all(server, checks, full):
    rounds, seconds = (5, 3.0) if full else (1, 1.0)
    for name, attack in attacks_of(server)[:None if full else 2]:
        ratios, alone, beside = [], [], []
        right = True
        for _ in range(rounds):
            calm, right_alone = quiet_p99(server, seconds)
            busy, right_beside = during(server, attack, seconds)
            right = right and right_alone and right_beside
            alone.append(calm)
            beside.append(busy)
            ratios.append(busy / calm)
        ratio = statistics.median(ratios)
        print(f"p99 of a quiet client beside {name}: {statistics.median(beside):.1f} ms, alone "
              f"{statistics.median(alone):.1f} ms, ratio {ratio:.2f} ({min(ratios):.2f} to {max(ratios):.2f})", flush=True)
        checks.check(f"beside {name}: right answers", not right and "a wrong one")
        if full:
            checks.check(f"beside {name}: p99 within {MOST_RATIO} times", ratio > MOST_RATIO and f"{ratio:.2f}")
