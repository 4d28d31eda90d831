#!/usr/bin/python3
"""Measures what docs/guides/sizing.md tells: what an item, an old version of it, a backup and a table cost on
disk and in memory. Loads a server of its own, stops it, asks `tidemark stats`; prints the tables of that page.

    measure_sizes.py [BINARY] [--versions N] [--backups N] [--tables N]

Takes some minutes. Loopback and a temporary directory only.
"""
import argparse
import base64
import http.client
import json
import pathlib
import random
import shutil
import signal
import subprocess
import tempfile
import threading
import time

WORDS = ("order customer street city delivered pending invoice amount total currency shipped parcel weight "
         "Berlin Lagos Lima Oslo Pune blue green small large north south").split()
ITEMS = 2000
CONNECTIONS = 8
REGION = "us-east-1"


def text_like(size, chance):
    """Words, numbers and ids, as records of business are."""
    text = ""
    while len(text) < size:
        text += f"{chance.choice(WORDS)}={chance.randrange(10 ** 6)} {chance.choice(WORDS)} "
    return text[:size]


def noise(size, chance):
    return base64.b64encode(chance.randbytes(size)).decode()[:size]


class Server:
    def __init__(self, binary):
        self.binary, self.directory = binary, pathlib.Path(tempfile.mkdtemp(prefix="tidemark-sizing-"))

    def __enter__(self):
        return self.start()

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        shutil.rmtree(self.directory, ignore_errors=True)

    def start(self):
        port = self.directory / "port"
        port.unlink(missing_ok=True)
        self.process = subprocess.Popen([self.binary, "serve", "--data", str(self.directory / "data"), "--port", "0",
                                         "--port-file", str(port), "--no-auth", "--log-level", "error"],
                                        stdout=subprocess.DEVNULL)
        while not port.exists():
            time.sleep(0.01)
            if self.process.poll() is not None:
                raise SystemExit("the server did not start")
        self.port = int(port.read_text())
        return self

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait()

    def restart(self):
        """What was only in the write-ahead log goes to sorted files."""
        self.stop()
        self.start()

    def stats(self, *words):
        """Of a stopped server."""
        report = subprocess.run([self.binary, "stats", str(self.directory / "data"), "--output", "json", *words],
                                capture_output=True, text=True, check=True)
        return json.loads(report.stdout)["regions"][0]

    def connect(self):
        return http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)

    def resident(self):
        """Bytes of memory that are its own: no mapped file."""
        status = pathlib.Path(f"/proc/{self.process.pid}/status").read_text()
        return int(status.split("RssAnon:")[1].split()[0]) * 1024


def call(connection, operation, body):
    now = time.gmtime()
    connection.request("POST", "/", json.dumps(body), {
        "Content-Type": "application/x-amz-json-1.0", "X-Amz-Target": f"DynamoDB_20120810.{operation}",
        "X-Amz-Date": time.strftime("%Y%m%dT%H%M%SZ", now),
        # Without keys the server checks only the form of a signature.
        "Authorization": f"AWS4-HMAC-SHA256 Credential=demo/{time.strftime('%Y%m%d', now)}/{REGION}/dynamodb/"
                         f"aws4_request, SignedHeaders=host;x-amz-date;x-amz-target, Signature={'0' * 64}"})
    reply = connection.getresponse()
    text = reply.read()
    if reply.status != 200:
        raise SystemExit(f"{operation}: {reply.status} {text.decode()}")
    return json.loads(text)


def make_table(connection, name, kept=True):
    call(connection, "CreateTable", {"TableName": name, "BillingMode": "PAY_PER_REQUEST",
                                     "AttributeDefinitions": [{"AttributeName": "pk", "AttributeType": "S"}],
                                     "KeySchema": [{"AttributeName": "pk", "KeyType": "HASH"}]})
    if kept:
        call(connection, "UpdateContinuousBackups", {"TableName": name, "PointInTimeRecoverySpecification": {
            "PointInTimeRecoveryEnabled": True}})


def item(number, size, content, chance):
    # Key, names and the key's own 13 bytes make up the rest of the size that AWS counts.
    return {"pk": {"S": f"item-{number:08}"}, "value": {"S": content(size - 20, chance)}}


def overwrite(server, writer, rounds, batch, make):
    """One writer's share: every round writes each of its items once."""
    chance = random.Random(writer)
    mine = range(writer, ITEMS, CONNECTIONS)
    connection = server.connect()
    for _ in range(rounds):
        items = [make(number, chance) for number in mine]
        if not batch:
            for one in items:
                call(connection, "PutItem", {"TableName": "load", "Item": one})
            continue
        for begin in range(0, len(items), 25):
            call(connection, "BatchWriteItem", {"RequestItems": {
                "load": [{"PutRequest": {"Item": one}} for one in items[begin:begin + 25]]}})
    connection.close()


def of_versions(binary, versions, size, content, batch):
    """What `tidemark stats` says of a table each of whose items was written over and over."""
    with Server(binary) as server:
        admin = server.connect()
        make_table(admin, "load")
        admin.close()
        threads = [threading.Thread(target=overwrite, args=(
            server, writer, versions // ITEMS + 1, batch, lambda n, chance: item(n, size, content, chance)))
            for writer in range(CONNECTIONS)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        server.restart()
        server.stop()
        return server.stats()["tables"][0]


def print_versions(binary, versions):
    print("| Item, as AWS counts | Content | Written by | Old versions | Current, an item | History, a version, before "
          "compression | History, a version | Change index, a write | Together, a version |")
    print("| --- " * 9 + "|")
    for size in (300, 4096):
        for content, name in ((text_like, "words and numbers"), (noise, "noise")):
            for batch in (False, True):
                table = of_versions(binary, versions, size, content, batch)
                history, disk = table["history"], table["disk"]
                count, items = history["items"]["versions"], table["items"]
                plain = (history["items"]["bytes"] + history["tallies"]["bytes"]) / count
                changes = disk["changes"] / (count + items)
                print(f"| {table['bytes'] / items:,.0f} B | {name} | {'batches of 25' if batch else 'single puts'} "
                      f"| {count:,} | {disk['current'] / items:,.0f} B | {plain:,.0f} B | {disk['history'] / count:,.0f} B "
                      f"| {changes:,.0f} B | {disk['history'] / count + changes:,.0f} B |", flush=True)


def disk_of(server):
    """All sorted files, from a stopped server."""
    return sum(family["bytes"] for family in server.stats("--quick")["families"])


def of_rows(binary, count, prepare, make):
    """Bytes of disk and of memory that each of `count` rows takes."""
    with Server(binary) as server:
        connection = server.connect()
        prepare(connection)
        connection.close()
        server.restart()
        memory = server.resident()
        server.stop()
        disk = disk_of(server)
        server.start()
        connection = server.connect()
        for number in range(count):
            make(connection, number)
        connection.close()
        server.restart()
        more_memory = server.resident() - memory
        server.stop()
        return (disk_of(server) - disk) / count, more_memory / count


def print_rows(binary, backups, tables):
    print("| | How many | Disk, each | Memory after a start, each |")
    print("| --- | --- | --- | --- |")

    def backed_up(connection):
        make_table(connection, "load")
        call(connection, "PutItem", {"TableName": "load", "Item": item(1, 300, text_like, random.Random(1))})

    disk, memory = of_rows(binary, backups, backed_up, lambda connection, n: call(
        connection, "CreateBackup", {"TableName": "load", "BackupName": f"night-{n:05}"}))
    print(f"| Backup of a table that does not change meanwhile | {backups:,} | {disk:,.0f} B | {memory:,.0f} B |", flush=True)
    disk, memory = of_rows(binary, tables, lambda connection: make_table(connection, "first"),
                           lambda connection, n: make_table(connection, f"table-{n:05}"))
    print(f"| Empty table with continuous backups | {tables:,} | {disk:,.0f} B | {memory:,.0f} B |", flush=True)


def print_memory(binary, connections):
    with Server(binary) as server:
        idle = server.resident()
        many = [server.connect() for _ in range(connections)]
        for connection in many:
            connection.connect()
        call(many[-1], "ListTables", {})
        time.sleep(0.2)
        print(f"\nAn idle server holds {idle / 2**20:.1f} MiB of its own; each idle connection "
              f"{(server.resident() - idle) / connections:,.0f} B more ({connections} of them).", flush=True)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("binary", nargs="?", default="build/release/tidemark")
    parser.add_argument("--versions", type=int, default=40000)
    parser.add_argument("--backups", type=int, default=2000)
    parser.add_argument("--tables", type=int, default=500)
    arguments = parser.parse_args()
    print_versions(arguments.binary, arguments.versions)
    print()
    print_rows(arguments.binary, arguments.backups, arguments.tables)
    print_memory(arguments.binary, 500)


if __name__ == "__main__":
    main()
