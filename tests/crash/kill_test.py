#!/usr/bin/python3
"""Kills `tidemark serve` with SIGKILL under signed write load, again and again. After each kill
`tidemark check` must find the directory sound, and after each start every acknowledged write,
backup and restore must be there and exact.

A story is the life of one directory, of at most 50 kills. Stories go by turns by the system's clock
and by a simulated one that races ahead, so that floors rise and old versions are trimmed while the
kills fall; at the end of such a story everything is deleted, its windows pass, and nothing may be
left: no table, keyspace, pin or row of theirs.

    kill_test.py [--kills N] [--seed N] [--clock system|simulated] [--full]
    (10 kills, 5 and 5; --full: 500)

Last line: N passed, M failed.
"""
import argparse
import contextlib
import datetime
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
WRITES_A_CYCLE = 20  # at least
KILLS_A_STORY = 50
PATIENCE = 300  # seconds, for a machine that is busy with something else
LEFTOVERS = ["tables", "droppedTables", "pins", "jobs", "failedJobs", "bases"]


class Gone(Exception):
    """The server did not answer: what was asked may or may not have happened."""


class Refused(Exception):
    """The server answered with an error."""


class Server:
    def __init__(self, directory, clock):
        self.directory = pathlib.Path(directory)
        self.simulated = clock == "simulated"
        self.begin = ["--clock", "simulated", "--now", "2026-01-01T00:00:00Z"] if self.simulated else []
        self.port_file = self.directory / "port"
        self.process = None
        self.port = None
        self.credentials = None

    def start(self):
        self.port_file.unlink(missing_ok=True)
        self.process = subprocess.Popen(
            [BINARY, "serve", "--data", str(self.directory / "data"), "--port", "0",
             "--port-file", str(self.port_file)] + self.begin,
            stdout=subprocess.DEVNULL, stderr=open(self.directory / "log", "a"))
        self.begin = []  # from now on the directory remembers
        deadline = time.monotonic() + PATIENCE
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
            connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
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

    def move_clock(self, by):
        """Advances the simulated clock and answers where it stands."""
        status, text = self.send("POST", "/_tidemark/clock", {}, json.dumps({"advance": by}))
        if status != 200:
            raise Refused(f"clock: {status} {text.decode()}")
        now = datetime.datetime.fromisoformat(json.loads(text)["now"].replace("Z", "+00:00"))
        return now.timestamp()

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
        self.marks = []          # (when it may be restored, instant, what was there)
        self.clock = threading.Lock()  # held by whoever moves the clock
        self.refused = []        # what somebody was refused who should not have been
        self.moves = 0
        self.writes = 0          # acknowledged; about, the writers do not wait for each other
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
                except Refused:
                    self.in_flight.pop(key)  # nothing was written
                    raise
                self.settle(key, value)
                self.writes += 1

    def settle(self, key, value):
        if value is None:
            self.acknowledged.pop(key, None)
        else:
            self.acknowledged[key] = value
        self.in_flight.pop(key, None)

    def mark(self):
        """Now, as an instant after everything acknowledged and before everything to come."""
        return self.server.move_clock("1s") if self.server.simulated else time.time_ns() // 1000 / 1e6

    def pass_time(self, stop):
        """About a day a second: the window of a day moves on, and trimming with it."""
        while not stop.wait(0.25):
            with self.clock:
                self.server.move_clock("6h")
            self.moves += 1

    def churn(self, stop):
        """Tables that come, are written to and go, with a past that outlives them."""
        while not stop.wait(0.3):
            table = f"passing-{next(self.numbers)}"
            create_table(self.server, table)
            for key in "abc":
                self.server.call("PutItem", TableName=table, Item={"k": {"S": key}, "v": {"S": table}})
            self.server.call("DeleteItem", TableName=table, Key={"k": {"S": "b"}})
            self.server.call("DeleteTable", TableName=table)

    def recover(self, stop):
        """Marks instants, takes backups, restores to marked instants."""
        wait = 0.2 if self.server.simulated else 1.1  # until the instant's second is over
        while not stop.is_set():
            with contextlib.ExitStack() as quiet:
                for lock in [self.clock] + self.quiet:
                    quiet.enter_context(lock)
                there = dict(self.acknowledged) if not self.in_flight else None
                if there is not None:
                    self.marks.append((time.time() + wait, self.mark(), there))
                    made = self.server.call("CreateBackup", TableName="load", BackupName="under-load")
                    self.backups[made["BackupDetails"]["BackupArn"]] = there
            stop.wait(0.2)
            while self.marks and self.marks[0][0] < time.time():
                _, instant, there = self.marks.pop(0)
                self.restore(f"restored-{next(self.numbers)}", instant, there)

    def restore(self, table, instant, there):
        try:
            self.server.call("RestoreTableToPointInTime", SourceTableName="load",
                             TargetTableName=table, RestoreDateTime=instant)
        except Refused as error:
            # The racing clock may have left the instant behind its window.
            if not self.server.simulated or "InvalidRestoreTime" not in str(error):
                raise
        else:
            self.restores[table] = there

    def guarded(self, work, *arguments):
        try:
            work(*arguments)
        except Gone:
            pass
        except Refused as error:
            self.refused.append(str(error))

    def run(self, cycle, seconds):
        stop = threading.Event()
        threads = [threading.Thread(target=self.guarded, args=(
            self.write, n, random.Random(f"{self.seed}/{cycle}/{n}"), stop)) for n in range(WRITERS)]
        also = [self.recover, self.churn] + ([self.pass_time] if self.server.simulated else [])
        threads += [threading.Thread(target=self.guarded, args=(work, stop)) for work in also]
        for thread in threads:
            thread.start()
        enough = self.writes + WRITES_A_CYCLE
        deadline = time.monotonic() + 20
        time.sleep(seconds)
        while self.writes < enough and not self.refused and time.monotonic() < deadline:
            time.sleep(0.01)  # the machine is busy with something else
        self.server.kill()
        stop.set()
        for thread in threads:
            thread.join()


def create_table(server, table):
    server.call("CreateTable", TableName=table, BillingMode="PAY_PER_REQUEST",
                AttributeDefinitions=[{"AttributeName": "k", "AttributeType": "S"}],
                KeySchema=[{"AttributeName": "k", "KeyType": "HASH"}])
    server.call("UpdateContinuousBackups", TableName=table, PointInTimeRecoverySpecification={
        "PointInTimeRecoveryEnabled": True, "RecoveryPeriodInDays": 1})


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
                         capture_output=True, text=True, timeout=PATIENCE, check=False)
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
    deadline = time.monotonic() + PATIENCE
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
                            capture_output=True, text=True, timeout=PATIENCE, check=False)
    checks.check("a second server is refused and names the first",
                 (second.returncode == 0 or f"pid {server.process.pid}" not in second.stderr)
                 and f"exit {second.returncode}: {second.stderr}")
    server.process.terminate()
    code = server.process.wait(timeout=PATIENCE)
    checks.check("SIGTERM ends it with 0", code != 0 and f"exit {code}")


def examine(server):
    run = subprocess.run([BINARY, "check", str(server.directory / "data"), "--output", "json"],
                         capture_output=True, text=True, timeout=PATIENCE, check=False)
    return json.loads(run.stdout)["regions"][0]


def check_trimming(server, load, checks):
    """That old versions did go while the kills fell: the test would prove little otherwise."""
    families = examine(server)["families"]
    print(f"{load.writes} writes, {load.moves} moves of the clock; left: {json.dumps(families)}", flush=True)
    days = load.moves / 4
    kept = families["log"]["rows"]
    if days > 5:  # the window is one
        checks.check("old versions were trimmed", kept > load.writes / 2 and f"{kept} entries after {days:.0f} days")


def check_nothing_left(server, checks):
    """Deletes all that is there and lets 40 days pass, those of the backups that a deletion leaves
    included. Only the catalog may be left, which remembers for good."""
    server.start()
    for table in server.call("ListTables")["TableNames"]:
        server.call("DeleteTable", TableName=table)
    # Those whose making a kill left unanswered, too.
    for backup in server.call("ListBackups", BackupType="USER")["BackupSummaries"]:
        server.call("DeleteBackup", BackupArn=backup["BackupArn"])
    leftover = {}
    for _ in range(6):
        for _ in range(40):
            server.move_clock("1d")
            time.sleep(0.02)
        time.sleep(1)
        server.process.terminate()
        server.process.wait(timeout=PATIENCE)
        region = examine(server)
        region["tables"] -= 1  # the catalog
        leftover = {what: region[what] for what in LEFTOVERS if region[what]} | region["broken"]
        if not leftover:
            break
        server.start()
    checks.check("nothing is left of what was deleted", leftover and f"{leftover} {region['families']}")
    print(f"after 40 days: {json.dumps(region['families'])}", flush=True)


def story(server, load, checks, kills, seed):
    chance = random.Random(seed)
    server.start()
    create_table(server, "load")
    for cycle in range(1, kills + 1):
        load.run(cycle, chance.uniform(0.1, 2.0))
        check_soundness(server, checks, cycle)
        server.start()
        checks.check(f"cycle {cycle}: nobody was refused", load.refused[:3])
        load.refused.clear()
        check_writes(load, checks, cycle)
        check_restores(load, checks, cycle)
        check_backups(load, checks, cycle)
        if cycle % 10 == 0:
            print(f"cycle {cycle}: {load.writes} writes so far, {checks.passed} passed", flush=True)
    check_leaving(server, checks)
    check_soundness(server, checks, "the end")
    check_trimming(server, load, checks)
    if server.simulated:
        check_nothing_left(server, checks)


def run(clock, kills, seed, checks):
    print(f"{clock} clock, seed {seed}, {kills} kills", flush=True)
    directory = tempfile.mkdtemp(prefix="tidemark-kill-")
    server, failed = Server(directory, clock), checks.failed
    try:
        story(server, Load(server, seed), checks, kills, seed)
    except (Refused, Gone, RuntimeError) as error:
        checks.check("the story goes on", repr(error))
    finally:
        if server.process and server.process.poll() is None:
            server.kill()
        if checks.failed == failed:
            shutil.rmtree(directory)
        else:
            print(f"kept {directory}")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--kills", type=int, default=10)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--clock", choices=["system", "simulated"])
    parser.add_argument("--full", action="store_true")
    arguments = parser.parse_args()
    left = 500 if arguments.full else arguments.kills
    a_story = min(KILLS_A_STORY, max(1, left // 2))
    checks = Checks()
    for story_number in range(left):
        if left <= 0:
            break
        clock = arguments.clock or ("simulated" if story_number % 2 else "system")
        run(clock, min(left, a_story), arguments.seed + story_number, checks)
        left -= a_story
    print(f"{checks.passed} passed, {checks.failed} failed")
    raise SystemExit(1 if checks.failed else 0)


if __name__ == "__main__":
    main()
