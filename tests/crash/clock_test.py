#!/usr/bin/python3
"""Sets the wall clock of `tidemark serve` back an hour and forward a day, a week and a year, while it
runs and while it does not, kills it in between, and asks each time for everything that should
still be there. The checked build reads the shift of its clock from a file.

    clock_test.py [--full]

Last line: N passed, M failed.
"""
import argparse
import datetime
import http.client
import json
import os
import pathlib
import shutil
import signal
import subprocess
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
BINARY = os.environ.get("TIDEMARK", str(ROOT / "build/checked/tidemark"))
HOUR, DAY = 3600, 86400
WEEK, YEAR = 7 * DAY, 365 * DAY
# Names the region; --no-auth does not look at the signature, which would not fit a clock that is set.
UNPROVED = {"X-Amz-Date": "20260101T000000Z",
            "Authorization": "AWS4-HMAC-SHA256 Credential=anybody/20260101/eu-west-1/dynamodb/aws4_request, "
                             "SignedHeaders=host, Signature=" + "0" * 64}
TURNS = 1.3  # the job runner looks about once a second


def iso(seconds):
    at = datetime.datetime.fromtimestamp(seconds, datetime.timezone.utc)
    return at.strftime("%Y-%m-%dT%H:%M:%S.%fZ")


class Server:
    """One data directory, a process at a time, and a clock that is set by hand."""
    started = []

    def __init__(self, directory):
        self.directory = pathlib.Path(directory)
        self.shift_file = self.directory / "shift"
        self.process = None
        self.port = None
        self.set_clock(0)

    def set_clock(self, seconds):
        draft = self.directory / "shift.new"
        draft.write_text(str(int(seconds)))
        draft.rename(self.shift_file)

    def now(self):
        return time.time() + int(self.shift_file.read_text())

    def start(self, *words):
        port_file = self.directory / "port"
        port_file.unlink(missing_ok=True)
        self.process = subprocess.Popen(
            [BINARY, "serve", "--data", str(self.directory / "data"), "--port", "0", "--no-auth",
             "--port-file", str(port_file), *words],
            env={**os.environ, "TIDEMARK_CLOCK_SHIFT": str(self.shift_file)},
            stdout=subprocess.DEVNULL, stderr=open(self.directory / "log", "a"))
        Server.started.append(self.process)
        deadline = time.monotonic() + 60
        while not port_file.exists():
            if self.process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError("serve did not start:\n" + (self.directory / "log").read_text()[-2000:])
            time.sleep(0.01)
        self.port = int(port_file.read_text())

    def kill(self):
        os.kill(self.process.pid, signal.SIGKILL)
        self.process.wait()

    @staticmethod
    def kill_all():
        for process in Server.started:
            if process.poll() is None:
                process.kill()
                process.wait()
        Server.started.clear()

    def send(self, method, path, headers, body):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        connection.request(method, path, body, headers)
        reply = connection.getresponse()
        text = reply.read()
        connection.close()
        return reply.status, json.loads(text)

    def call(self, operation, headers=None, **body):
        status, answer = self.send("POST", "/", {
            "Content-Type": "application/x-amz-json-1.0", "X-Amz-Target": f"DynamoDB_20120810.{operation}",
            **UNPROVED, **(headers or {})}, json.dumps(body))
        return answer if status == 200 else {"refused": answer}

    def extra(self, method, path, body=None):
        return self.send(method, "/_tidemark/" + path, UNPROVED, body)

    def in_doubt(self):
        return self.extra("GET", "clock")[1]["inDoubt"]


class Story:
    def __init__(self, server):
        self.server = server
        self.marks = []   # (instant, what "a" held)
        self.written = 0
        self.passed = self.failed = 0
        self.gone = None
        self.restored = 0

    def check(self, what, good, more=""):
        if good:
            self.passed += 1
        else:
            self.failed += 1
            print(f"FAILED {what} {more}", flush=True)

    def make(self):
        for table in ("kept", "gone"):
            self.server.call("CreateTable", TableName=table, BillingMode="PAY_PER_REQUEST",
                             AttributeDefinitions=[{"AttributeName": "k", "AttributeType": "S"}],
                             KeySchema=[{"AttributeName": "k", "KeyType": "HASH"}])
            self.server.call("UpdateContinuousBackups", {"x-tidemark-recovery-period-days": "1"}, TableName=table,
                             PointInTimeRecoverySpecification={"PointInTimeRecoveryEnabled": True})
        self.server.call("PutItem", TableName="gone", Item={"k": {"S": "g"}, "v": {"S": "there"}})
        self.gone = self.server.call("DescribeTable", TableName="gone")["Table"]["TableId"]
        self.write(3)
        # A commit in a later second: windows reach to the whole second of the last one.
        time.sleep(1.05)
        self.server.call("DeleteTable", TableName="gone")

    def write(self, times):
        for _ in range(times):
            self.written += 1
            answer = self.server.call("PutItem", TableName="kept",
                                      Item={"k": {"S": "a"}, "v": {"S": str(self.written)}})
            self.check("a write is taken", "refused" not in answer, answer)
            time.sleep(0.002)
            self.marks.append((self.server.now(), str(self.written)))
            time.sleep(0.002)

    def commit_times_rise(self, when):
        answer = self.server.extra("GET", "tables/kept/changes?from=" + iso(self.marks[0][0]))[1]
        times = [change["at"] for change in answer.get("changes", [])]
        self.check(f"{when}: commit times rise", len(times) == self.written - 1 and times == sorted(set(times)),
                   f"{len(times)} of {self.written - 1}: {answer}")

    def everything_is_there(self, when):
        """Every mark while the clock never went back; otherwise an instant may name a later state."""
        time.sleep(TURNS)
        for instant, value in self.marks:
            item = self.server.call("GetItem", {"x-tidemark-as-of": iso(instant)}, TableName="kept",
                                    Key={"k": {"S": "a"}})
            self.check(f"{when}: as of {iso(instant)}", item.get("Item", {}).get("v", {}).get("S") == value,
                       f"want {value}: {item}")
        self.restore(when, "kept", self.marks[0], {"k": {"S": "a"}}, self.marks[0][1])
        deleted = self.server.extra("GET", "deleted-tables")[1]["deletedTables"]
        self.check(f"{when}: the deleted table's past", [d["tableId"] for d in deleted if d["tableName"] == "gone"]
                   == [self.gone], deleted)
        backups = self.server.call("ListBackups", BackupType="SYSTEM").get("BackupSummaries", [])
        self.check(f"{when}: its system backup", len(backups) == 1, backups)

    def restore(self, when, source, mark, key, value):
        self.restored += 1
        table = f"copy-{self.restored}"
        # Seconds with a fraction, as AWS takes them.
        begun = self.server.call("RestoreTableToPointInTime", SourceTableName=source, TargetTableName=table,
                                 RestoreDateTime=round(mark[0], 3))
        item = self.server.call("GetItem", TableName=table, Key=key)
        self.check(f"{when}: a restore", item.get("Item", {}).get("v", {}).get("S") == value, f"{begun} {item}")
        self.server.call("DeleteTable", TableName=table)

    def the_past_is_over(self, when):
        time.sleep(TURNS)
        self.write(1)
        time.sleep(TURNS)
        instant = self.marks[0][0]
        item = self.server.call("GetItem", {"x-tidemark-as-of": iso(instant)}, TableName="kept", Key={"k": {"S": "a"}})
        self.check(f"{when}: the first instant is refused", "refused" in item, item)
        deleted = self.server.extra("GET", "deleted-tables")[1]["deletedTables"]
        self.check(f"{when}: the deleted table is forgotten", not deleted, deleted)


def forward(directory, jump, how):
    """The clock goes forward: doubt, through writes, a kill and a restart, until it is set right."""
    when = f"{jump // HOUR} h forward {how}"
    server = Server(directory)
    story = Story(server)
    server.start()
    story.make()
    if how == "between starts":
        server.kill()
    server.set_clock(jump)
    if how == "between starts":
        server.start()
    story.write(2)
    story.check(f"{when}: in doubt", server.in_doubt())
    story.everything_is_there(when)
    server.kill()
    server.start()
    story.check(f"{when}: still in doubt after a kill", server.in_doubt())
    story.write(1)
    story.everything_is_there(when + ", killed")
    story.commit_times_rise(when)
    return server, story, when


def set_right(directory, jump, how):
    server, story, when = forward(directory, jump, how)
    server.set_clock(0)
    time.sleep(TURNS)
    story.check(f"{when}, set right: no doubt", not server.in_doubt())
    story.written += 1
    server.call("PutItem", TableName="kept", Item={"k": {"S": "a"}, "v": {"S": str(story.written)}})
    story.everything_is_there(when + ", set right")
    latest = server.call("GetItem", TableName="kept", Key={"k": {"S": "a"}})
    story.check(f"{when}, set right: the latest", latest["Item"]["v"]["S"] == str(story.written), latest)
    story.commit_times_rise(when + ", set right")
    return server, story


def accepted(directory, jump, how):
    server, story, when = forward(directory, jump, how)
    if how == "between starts":
        server.kill()
        server.start("--accept-clock")
    else:
        for body in ('{"accept":false}', '{"accept":1}', '{"accept":true,"advance":"1d"}'):
            status, answer = server.extra("POST", "clock", body)
            story.check(f"{when}: {body} is refused", status == 400 and "accept" in answer["message"], answer)
        story.check(f"{when}: refused words accept nothing", server.in_doubt())
        status, answer = server.extra("POST", "clock", '{"accept":true}')
        story.check(f"{when}: accepting", status == 200 and answer["inDoubt"] is False, answer)
    story.check(f"{when}, accepted: no doubt", not server.in_doubt())
    story.the_past_is_over(when + ", accepted")
    return server, story


def back(directory, how):
    """An hour back: nobody doubts, commit times go on rising, the last commits stay within reach."""
    when = f"an hour back {how}"
    server = Server(directory)
    story = Story(server)
    server.start()
    story.make()
    before = list(story.marks)
    if how == "between starts":
        server.kill()
    server.set_clock(-HOUR)
    if how == "between starts":
        server.start()
    story.check(f"{when}: no doubt", not server.in_doubt())
    for _ in range(2):
        story.written += 1
        server.call("PutItem", TableName="kept", Item={"k": {"S": "a"}, "v": {"S": str(story.written)}})
    story.commit_times_rise(when)
    story.marks = before[:-1]
    story.everything_is_there(when)
    server.kill()
    server.start()
    latest = server.call("GetItem", TableName="kept", Key={"k": {"S": "a"}})
    story.check(f"{when}: the latest", latest["Item"]["v"]["S"] == str(story.written), latest)
    story.everything_is_there(when + ", killed")
    return server, story


def simulated_refuses(directory):
    refused = subprocess.run([BINARY, "serve", "--data", str(directory) + "/simulated", "--port", "0", "--clock",
                              "simulated", "--accept-clock"], capture_output=True, text=True, timeout=60, check=False)
    return refused.returncode != 0 and "--accept-clock" in refused.stderr


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--full", action="store_true")
    full = parser.parse_args().full
    runs = [lambda d: back(d, "at run time"), lambda d: back(d, "between starts"),
            lambda d: set_right(d, YEAR, "at run time"), lambda d: accepted(d, DAY + HOUR, "between starts")]
    if full:
        runs += [lambda d, j=j, h=h, r=r: r(d, j, h) for j in (DAY + HOUR, WEEK, YEAR)
                 for h in ("at run time", "between starts") for r in (set_right, accepted)]
    passed = failed = 0
    for run in runs:
        directory = tempfile.mkdtemp(prefix="tidemark-clock-")
        try:
            server, story = run(directory)
        finally:
            Server.kill_all()
        passed, failed = passed + story.passed, failed + story.failed
        if story.failed:
            print(f"kept {directory}")
        else:
            shutil.rmtree(directory)
    directory = tempfile.mkdtemp(prefix="tidemark-clock-")
    good = simulated_refuses(directory)
    shutil.rmtree(directory)
    passed, failed = passed + good, failed + (not good)
    print(f"{passed} passed, {failed} failed")
    raise SystemExit(1 if failed else 0)


if __name__ == "__main__":
    main()
