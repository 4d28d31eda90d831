#!/usr/bin/python3
"""Kills `tidemark serve` with SIGKILL under signed write load, again and again, and checks after each
start that every acknowledged write, backup and restore is there and exact.

    kill_test.py [--kills N] [--seed N] [--full]     (10 kills; --full: 200)

Last line: N passed, M failed.
"""
import argparse
import http.client
import json
import os
import pathlib
import random
import shutil
import signal
import subprocess
import tempfile
import threading
import time
import urllib.parse

from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
BINARY = os.environ.get("TIDEMARK", str(ROOT / "build/checked/tidemark"))
REGION = "eu-west-1"
WRITERS = 4
KEYS_A_WRITER = 60


class Gone(Exception):
    """The server did not answer: what was asked may or may not have happened."""


class Refused(Exception):
    """The server answered with an error."""


class Server:
    def __init__(self, directory):
        self.directory = pathlib.Path(directory)
        self.port_file = self.directory / "port"
        self.process = None
        self.port = None
        self.credentials = None

    def start(self):
        self.port_file.unlink(missing_ok=True)
        self.process = subprocess.Popen(
            [BINARY, "serve", "--data", str(self.directory / "data"), "--port", "0",
             "--port-file", str(self.port_file)],
            stdout=subprocess.DEVNULL, stderr=open(self.directory / "log", "a"))
        deadline = time.monotonic() + 30
        while not self.port_file.exists():
            if self.process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError("serve did not start:\n" + (self.directory / "log").read_text()[-2000:])
            time.sleep(0.01)
        self.port = int(self.port_file.read_text())
        lines = (self.directory / "data/keys").read_text().splitlines()
        _, key, secret = next(line for line in lines if line and not line.startswith("#")).split()
        self.credentials = Credentials(key, secret)

    def kill(self):
        os.kill(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def send(self, method, path, headers, body):
        url = f"http://127.0.0.1:{self.port}{path}"
        request = AWSRequest(method, url, data=body, headers=headers)
        SigV4Auth(self.credentials, "dynamodb", REGION).add_auth(request)
        try:
            connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
            connection.request(method, path, body, dict(request.headers))
            reply = connection.getresponse()
            text = reply.read()
            connection.close()
        except (OSError, http.client.HTTPException) as error:
            raise Gone from error
        return reply.status, text

    def call(self, operation, **body):
        status, text = self.send("POST", "/", {
            "Content-Type": "application/x-amz-json-1.0",
            "X-Amz-Target": f"DynamoDB_20120810.{operation}"}, json.dumps(body))
        if status != 200:
            raise Refused(f"{operation}: {status} {text.decode()}")
        return json.loads(text)

    def restore_state(self, table):
        status, text = self.send("GET", f"/_tidemark/tables/{urllib.parse.quote(table)}/restore", {}, None)
        return json.loads(text).get("state") if status == 200 else None


class Load:
    """What the server has acknowledged, and what it may or may not have done."""

    def __init__(self, server, seed):
        self.server = server
        self.seed = seed
        self.acknowledged = {}   # key -> value
        self.in_flight = {}      # key -> value or None (a delete), not acknowledged
        self.quiet = [threading.Lock() for _ in range(WRITERS)]  # held during each write
        self.restores = {}       # table -> what it must hold
        self.backups = {}        # ARN -> what it must hold
        self.marks = []          # (instant, what was there)
        self.numbers = iter(range(1, 10**9))

    def write(self, writer, chance, stop):
        while not stop.is_set():
            key = f"w{writer}-{chance.randrange(KEYS_A_WRITER):03}"
            value = None if chance.random() < 0.15 else f"{chance.getrandbits(64):x}" * chance.randrange(1, 20)
            with self.quiet[writer]:
                self.in_flight[key] = value
                try:
                    if value is None:
                        self.server.call("DeleteItem", TableName="load", Key={"k": {"S": key}})
                    else:
                        self.server.call("PutItem", TableName="load",
                                         Item={"k": {"S": key}, "v": {"S": value}})
                except Gone:
                    return
                self.settle(key, value)

    def settle(self, key, value):
        if value is None:
            self.acknowledged.pop(key, None)
        else:
            self.acknowledged[key] = value
        self.in_flight.pop(key, None)

    def recover(self, stop):
        """Marks instants, takes backups, restores to marked instants."""
        try:
            while not stop.is_set():
                for lock in self.quiet:
                    lock.acquire()
                try:
                    there = dict(self.acknowledged) if not self.in_flight else None
                    if there is not None:
                        self.marks.append((time.time_ns() // 1000 / 1e6, there))
                        made = self.server.call("CreateBackup", TableName="load", BackupName="under-load")
                        self.backups[made["BackupDetails"]["BackupArn"]] = there
                finally:
                    for lock in self.quiet:
                        lock.release()
                stop.wait(0.2)
                while self.marks and self.marks[0][0] + 1.1 < time.time():
                    instant, there = self.marks.pop(0)
                    table = f"restored-{next(self.numbers)}"
                    self.server.call("RestoreTableToPointInTime", SourceTableName="load",
                                     TargetTableName=table, RestoreDateTime=instant)
                    self.restores[table] = there
        except Gone:
            pass

    def run(self, cycle, seconds):
        stop = threading.Event()
        threads = [threading.Thread(target=self.write,
                                    args=(n, random.Random(f"{self.seed}/{cycle}/{n}"), stop))
                   for n in range(WRITERS)]
        threads.append(threading.Thread(target=self.recover, args=(stop,)))
        for thread in threads:
            thread.start()
        time.sleep(seconds)
        self.server.kill()
        stop.set()
        for thread in threads:
            thread.join()


def contents(server, table):
    found, start = {}, {}
    while True:
        page = server.call("Scan", TableName=table, **start)
        for item in page["Items"]:
            found[item["k"]["S"]] = item["v"]["S"]
        if "LastEvaluatedKey" not in page:
            return found
        start = {"ExclusiveStartKey": page["LastEvaluatedKey"]}


def differences(found, expected):
    return sorted(key for key in found.keys() | expected.keys() if found.get(key) != expected.get(key))


class Checks:
    def __init__(self):
        self.passed = self.failed = 0

    def check(self, what, wrong):
        if wrong:
            self.failed += 1
            print(f"FAILED {what}: {wrong}", flush=True)
        else:
            self.passed += 1


def check_soundness(server, checks, cycle):
    """`tidemark check` on the directory as the kill left it."""
    data = server.directory / "data"
    run = subprocess.run([BINARY, "check", str(data), "--output", "json"],
                         capture_output=True, text=True, timeout=300, check=False)
    report = json.loads(run.stdout) if run.stdout else {}
    found = [finding for region in report.get("regions", []) for finding in region["findings"]]
    checks.check(f"cycle {cycle}: tidemark check", (found[:5] or run.returncode != 0)
                 and f"exit {run.returncode}: {found[:5]} {run.stderr}")


def check_writes(load, checks, cycle):
    found = contents(load.server, "load")
    # What was under way when the plug was pulled may be there or not; from now on it is as found.
    for key, value in list(load.in_flight.items()):
        if found.get(key) == value:
            load.settle(key, value)
    load.in_flight.clear()
    checks.check(f"cycle {cycle}: acknowledged writes", differences(found, load.acknowledged)[:5])


def stands_alone(server, table):
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        if server.restore_state(table) == "standing alone":
            return True
        time.sleep(0.02)
    return False


def check_restores(load, checks, cycle):
    for table, expected in load.restores.items():
        before = differences(contents(load.server, table), expected)
        alone = stands_alone(load.server, table)
        after = differences(contents(load.server, table), expected)
        checks.check(f"cycle {cycle}: {table}", (before or after)[:5] or (not alone and "still copying"))
        load.server.call("DeleteTable", TableName=table)
    load.restores.clear()
    load.marks.clear()


def check_backups(load, checks, cycle):
    for number, (arn, expected) in enumerate(load.backups.items()):
        described = load.server.call("DescribeBackup", BackupArn=arn)["BackupDescription"]
        wrong = described["BackupDetails"]["BackupStatus"] != "AVAILABLE" and "not available"
        if number < 2:
            table = f"from-backup-{next(load.numbers)}"
            load.server.call("RestoreTableFromBackup", TargetTableName=table, BackupArn=arn)
            wrong = wrong or differences(contents(load.server, table), expected)[:5]
            stands_alone(load.server, table)
            load.server.call("DeleteTable", TableName=table)
        checks.check(f"cycle {cycle}: {arn}", wrong)
        load.server.call("DeleteBackup", BackupArn=arn)
    load.backups.clear()


def check_leaving(server, checks):
    second = subprocess.run([BINARY, "serve", "--data", str(server.directory / "data"), "--port", "0"],
                            capture_output=True, text=True, timeout=30, check=False)
    checks.check("a second server is refused and names the first",
                 (second.returncode == 0 or f"pid {server.process.pid}" not in second.stderr)
                 and f"exit {second.returncode}: {second.stderr}")
    server.process.terminate()
    code = server.process.wait(timeout=30)
    checks.check("SIGTERM ends it with 0", code != 0 and f"exit {code}")


def story(server, load, checks, arguments):
    chance = random.Random(arguments.seed)
    server.start()
    server.call("CreateTable", TableName="load", BillingMode="PAY_PER_REQUEST",
                AttributeDefinitions=[{"AttributeName": "k", "AttributeType": "S"}],
                KeySchema=[{"AttributeName": "k", "KeyType": "HASH"}])
    server.call("UpdateContinuousBackups", TableName="load",
                PointInTimeRecoverySpecification={"PointInTimeRecoveryEnabled": True})
    for cycle in range(1, arguments.kills + 1):
        load.run(cycle, chance.uniform(0.2, 3.0))
        check_soundness(server, checks, cycle)
        server.start()
        check_writes(load, checks, cycle)
        check_restores(load, checks, cycle)
        check_backups(load, checks, cycle)
    check_leaving(server, checks)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--kills", type=int, default=10)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--full", action="store_true")
    arguments = parser.parse_args()
    if arguments.full:
        arguments.kills = 200
    print(f"seed {arguments.seed}, {arguments.kills} kills", flush=True)
    directory = tempfile.mkdtemp(prefix="tidemark-kill-")
    server, checks = Server(directory), Checks()
    try:
        story(server, Load(server, arguments.seed), checks, arguments)
    except (Refused, Gone, RuntimeError) as error:
        checks.check("the story goes on", repr(error))
    finally:
        if server.process and server.process.poll() is None:
            server.kill()
        if not checks.failed:
            shutil.rmtree(directory)
        else:
            print(f"kept {directory}")
    print(f"{checks.passed} passed, {checks.failed} failed")
    raise SystemExit(1 if checks.failed else 0)


if __name__ == "__main__":
    main()
