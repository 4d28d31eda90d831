#!/usr/bin/python3
"""A restore in place by the command line, killed with SIGKILL at a moment of chance, then resumed or undone by another
process: against the real engine, whatever it had done ends in the state that was asked for, or in the one before.

TIDEMARK_FULL=1 kills 60 times instead of 6. Last line: N passed, M failed.
"""
import json
import os
import pathlib
import random
import subprocess
import sys
import tempfile
import time

import boto3

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "operation"))
from serving import BINARY, Checks, until  # noqa: E402

REGION = "eu-west-1"
SEED = int(os.environ.get("SEED", "1"))
KILLS = 60 if os.environ.get("TIDEMARK_FULL") else 6
TAGS = [{"Key": "team", "Value": "orders"}]


def equal(checks, what, found, wanted):
    checks.check(what, found == wanted, f"{found} is not {wanted}")


class World:
    """A server, a state directory, and a table with an incident in it."""

    def __init__(self, directory):
        self.path = pathlib.Path(directory)
        with open(self.path / "log", "w") as log:
            self.process = subprocess.Popen(
                [BINARY, "serve", "--data", str(self.path / "data"), "--port", "0", "--port-file", str(self.path / "port"),
                 "--no-auth"], stdout=subprocess.DEVNULL, stderr=log)
        if not until(lambda: (self.path / "port").exists(), 60):
            raise RuntimeError("serve did not start")
        self.endpoint = f"http://127.0.0.1:{(self.path / 'port').read_text().strip()}"
        self.aws = boto3.client("dynamodb", endpoint_url=self.endpoint, region_name=REGION,
                                aws_access_key_id="demo", aws_secret_access_key="demo")
        self.environment = {
            "PATH": os.environ["PATH"], "HOME": str(self.path), "XDG_STATE_HOME": str(self.path / "state"),
            "XDG_CONFIG_HOME": str(self.path / "config"), "AWS_ENDPOINT_URL": self.endpoint, "AWS_REGION": REGION,
            "AWS_ACCESS_KEY_ID": "demo", "AWS_SECRET_ACCESS_KEY": "demo", "AWS_EC2_METADATA_DISABLED": "true"}

    def stop(self):
        self.process.kill()
        self.process.wait()

    def items(self, table):
        pages = self.aws.get_paginator("scan").paginate(TableName=table, ConsistentRead=True)
        return sorted((item["k"]["S"], item["v"]["S"]) for page in pages for item in page["Items"])

    def make(self, table):
        """Returns the second before the incident, the items of then, and those after it."""
        self.aws.create_table(
            TableName=table, BillingMode="PAY_PER_REQUEST", Tags=TAGS,
            AttributeDefinitions=[{"AttributeName": "k", "AttributeType": "S"}],
            KeySchema=[{"AttributeName": "k", "KeyType": "HASH"}])
        self.aws.get_waiter("table_exists").wait(TableName=table, WaiterConfig={"Delay": 1})
        protected = self.tidemark("protect", table, "--yes")
        if protected.returncode != 0:
            raise RuntimeError(protected.stdout + protected.stderr)
        for i in range(50):
            self.aws.put_item(TableName=table, Item={"k": {"S": f"k{i:03}"}, "v": {"S": "good"}})
        good = self.items(table)
        second = int(time.time()) + 1
        time.sleep(max(0.0, second + 1.05 - time.time()))
        for i in range(0, 50, 3):
            self.aws.put_item(TableName=table, Item={"k": {"S": f"k{i:03}"}, "v": {"S": "spoilt"}})
        self.aws.delete_item(TableName=table, Key={"k": {"S": "k001"}})
        return second, good, self.items(table)

    def tidemark(self, *words):
        return subprocess.run([BINARY, *words], env=self.environment, stdin=subprocess.DEVNULL, capture_output=True,
                              text=True, timeout=120)

    def restore(self, table, second):
        at = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(second))
        return [BINARY, "restore", "pitr", table, "--at", at, "--strategy", "recreate", "--yes"]

    def runs_of(self, table):
        listed = json.loads(self.tidemark("runs", "list", "--output", "json").stdout)
        return [run for run in listed["runs"] if run["table"] == table and run["kind"] == "restore-pitr-in-place"]

    def is_protected(self, table):
        """This boto3 does not know the flag; that a deletion is refused says more anyway."""
        try:
            self.aws.delete_table(TableName=table)
        except self.aws.exceptions.ClientError as error:
            return error.response["Error"]["Code"] == "ValidationException"
        return False

    def settings(self, table):
        described = self.aws.describe_table(TableName=table)["Table"]
        tags = self.aws.list_tags_of_resource(ResourceArn=described["TableArn"])["Tags"]
        recovery = self.aws.describe_continuous_backups(TableName=table)["ContinuousBackupsDescription"]
        return (self.is_protected(table), tags,
                recovery["PointInTimeRecoveryDescription"]["PointInTimeRecoveryStatus"])


def kill(world, table, second, after):
    """Starts the restore and kills it `after` seconds later, if it is still at work."""
    process = subprocess.Popen(world.restore(table, second), env=world.environment, stdin=subprocess.DEVNULL,
                               stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        process.wait(after)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def one_kill(world, checks, number, longest, chance):
    table = f"orders-{number}"
    second, good, bad = world.make(table)
    kill(world, table, second, chance.uniform(0, longest))
    runs = world.runs_of(table)
    if not runs:
        equal(checks, f"{table}: killed before its run began, nothing is changed", world.items(table), bad)
        return
    back = number % 2 == 1
    word = "undo" if back else "resume"
    # The kill may have met a process that had only to end.
    if back or runs[0]["state"] != "finished":
        done = world.tidemark("runs", word, runs[0]["id"], "--yes")
        equal(checks, f"{table}: {word} ends well", done.returncode, 0)
        if done.returncode != 0:
            print(done.stdout, done.stderr)
    equal(checks, f"{table}: after {word} the items are those of {'before the run' if back else 'the second asked for'}",
                 world.items(table), bad if back else good)
    equal(checks, f"{table}: after {word} its settings are as they were", world.settings(table), (True, TAGS, "ENABLED"))


def main():
    checks = Checks()
    chance = random.Random(SEED)
    with tempfile.TemporaryDirectory(prefix="tidemark-interrupted-") as directory:
        world = World(directory)
        try:
            second, good, _ = world.make("orders-whole")
            began = time.monotonic()
            whole = subprocess.run(world.restore("orders-whole", second), env=world.environment, stdin=subprocess.DEVNULL,
                                   capture_output=True, text=True, timeout=120)
            longest = time.monotonic() - began
            equal(checks, "uninterrupted it ends well", whole.returncode, 0)
            if whole.returncode != 0:
                print(whole.stdout, whole.stderr)
            equal(checks, "and brings the items back", world.items("orders-whole"), good)
            for number in range(KILLS):
                one_kill(world, checks, number, longest, chance)
        finally:
            world.stop()
    checks.finish()


if __name__ == "__main__":
    main()
