#!/usr/bin/python3
"""Hostile clients against the real server: every answer is checked, and that the server still
answers others afterwards.

    hostile_test.py [--full] [--only WORD]

--full: ten thousand idle connections, all connections taken, minutes of slow bodies, and each attack
beside a quiet client whose p99 must stay within three times its own quiet one (medians of rounds).
Last line: N passed, M failed.
"""
import argparse
import resource
import threading
import time

import attacks
import cases
import ceilings
from served import REGION, Server

# The most the server may ever hold during the whole run, in KiB.
MOST_MEMORY = 1_400 * 1024
# The most an idle connection may cost, in KiB.
MOST_PER_CONNECTION = 8


class Checks:
    def __init__(self):
        self.passed = self.failed = 0
        self.lock = threading.Lock()

    def check(self, what, wrong):
        with self.lock:
            if wrong:
                self.failed += 1
                print(f"FAILED {what}: {wrong}", flush=True)
            else:
                self.passed += 1

    def run(self, server, name, function):
        try:
            wrong = function(server)
            if not wrong and server.call("ListTables", {})[0] != 200:
                wrong = "the server does not answer others any more"
        except Exception as error:  # a case that breaks has failed; the others go on
            wrong = repr(error)
        self.check(name, wrong)


def prepare(server):
    created, text = server.call("CreateTable", {
        "TableName": cases.TABLE, "BillingMode": "PAY_PER_REQUEST",
        "AttributeDefinitions": [{"AttributeName": n, "AttributeType": "S"} for n in "hr"],
        "KeySchema": [{"AttributeName": "h", "KeyType": "HASH"}, {"AttributeName": "r", "KeyType": "RANGE"}]})
    assert created == 200, text
    for n in range(8):
        server.call("PutItem", {"TableName": cases.TABLE, "Item": {
            "h": {"S": "big" if n == 0 else f"big-{n}"}, "r": {"S": "k"}, "v": {"S": "v" * 300_000}}})


def idle_connections(count):
    """What is wrong with so many idle connections of a server of their own, which all answer
    afterwards."""
    # For one region: each keeps files of its own, which are no connections.
    server = Server(words=["--regions", REGION])
    try:
        return measured_idle(server, count)
    finally:
        server.stop()


def measured_idle(server, count):
    server.call("ListTables", {})
    time.sleep(1.5)
    before = server.memory("VmRSS")
    clients = [server.client() for _ in range(count)]
    if server.call("ListTables", {})[0] != 200:
        return "no answer beside them"
    each = b"GET / HTTP/1.1\r\nHost: h\r\n\r\n"
    fresh = (server.memory("VmRSS") - before) / count
    wrong = ""
    for client in clients:
        client.send(each)
    for client in clients:
        reply = client.receive()
        if reply is None or reply.status != 200:
            wrong = "an idle connection does not answer"
    time.sleep(1.6)  # their buffers go
    kept = (server.memory("VmRSS") - before) / count
    for client in clients[:100]:
        reply = client.exchange(each)
        if reply is None or reply.status != 200:
            wrong = "a connection that was idle, busy and idle does not answer"
    for client in clients:
        client.socket.close()
    print(f"{count} idle connections: {fresh:.1f} KiB each when new, {kept:.1f} KiB each after use", flush=True)
    if fresh > MOST_PER_CONNECTION:
        wrong = wrong or f"{fresh:.1f} KiB for a connection"
    return wrong


def all_connections(files):
    """A server that may open so many files: its connections are taken, one more hears 503, and it
    goes on as they leave."""
    server = Server(files)
    clients = []
    try:
        prepare(server)
        most = files - 1088
        while len(clients) < most:
            clients.append(server.client())
        late = server.client()
        reply = late.exchange(server.request("ListTables", {}))
        if reply is None or reply.status != 503 or b"too many connections" not in reply.body:
            return f"one more hears {reply and (reply.status, reply.body)}"
        for _ in range(600):
            server.client().reset()
        put = server.request("PutItem", {"TableName": cases.TABLE, "Item": {"h": {"S": "x"}, "r": {"S": "y"}}})
        if clients[0].exchange(put).status != 200:
            return "a client that was there cannot write"
        if server.files() > files - 500:
            return f"{server.files()} files are open: the store has no room"
        for client in clients[1:]:
            client.reset()
        deadline = time.monotonic() + 10
        while time.monotonic() < deadline:
            with server.client() as client:
                reply = client.exchange(server.request("ListTables", {}))
                if reply is not None and reply.status == 200:
                    return ""
            time.sleep(0.1)
        return "nobody is let in after they left"
    finally:
        server.stop()


def run_cases(server, checks, slow, only):
    waiting = [threading.Thread(target=checks.run, args=(server, name, run)) for name, run in slow if only in name]
    for thread in waiting:
        thread.start()
    for name, run in cases.CASES:
        if only in name:
            checks.run(server, name, run)
    for thread in waiting:
        thread.join()


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--full", action="store_true")
    parser.add_argument("--only", default="", help="cases whose name has this")
    arguments = parser.parse_args()
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    checks, server = Checks(), Server()
    try:
        prepare(server)
        run_cases(server, checks, cases.SLOW + (cases.SLOW_FULL if arguments.full else []), arguments.only)
        if not arguments.only:
            # As many as its end and ours have files for.
            count = min(10_000, most // 2) if arguments.full else 1_000
            checks.check("idle connections", idle_connections(count))
            checks.check("all connections taken", all_connections(2_600))
            ceilings.run_all(server, checks, arguments.full)
            attacks.run_all(server, checks, arguments.full)
            peak = server.memory()
            print(f"the server held at most {peak // 1024} MiB", flush=True)
            checks.check("memory", peak > MOST_MEMORY and f"{peak // 1024} MiB")
    finally:
        code = server.stop()
        checks.check("the server ends as asked", code != 0 and f"exit {code}, see {server.directory}")
    print(f"{checks.passed} passed, {checks.failed} failed")
    raise SystemExit(1 if checks.failed else 0)


if __name__ == "__main__":
    main()
