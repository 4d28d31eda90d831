#!/usr/bin/python3
"""A vault outlives its engine: a server on an empty directory attaches the vault store, lists what is in it and
restores it; while the old server runs it reads and does not write, and once that one is gone it writes.

Last line: N passed, M failed.
"""
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.request

import boto3

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "operation"))
from serving import BINARY, Checks, until  # noqa: E402

REGION = "eu-west-1"
ROLE = "arn:aws:iam::123456789012:role/service-role/AWSBackupDefaultServiceRole"
TABLE = {"TableName": "orders", "BillingMode": "PAY_PER_REQUEST",
         "AttributeDefinitions": [{"AttributeName": "k", "AttributeType": "S"}, {"AttributeName": "s", "AttributeType": "S"}],
         "KeySchema": [{"AttributeName": "k", "KeyType": "HASH"}],
         "GlobalSecondaryIndexes": [{"IndexName": "by-s", "Projection": {"ProjectionType": "ALL"},
                                     "KeySchema": [{"AttributeName": "s", "KeyType": "HASH"}]}]}


class Server:
    def __init__(self, directory, name, *options):
        self.path = pathlib.Path(directory) / name
        self.path.mkdir()
        with open(self.path / "log", "w") as log:
            self.process = subprocess.Popen(
                [BINARY, "serve", "--data", str(self.path / "data"), "--port", "0", "--port-file",
                 str(self.path / "port"), "--no-auth", *options], stdout=subprocess.DEVNULL, stderr=log)
        if not until(lambda: (self.path / "port").exists() or self.process.poll() is not None, 60) \
                or self.process.poll() is not None:
            raise RuntimeError("serve did not start:\n" + self.log())
        self.endpoint = f"http://127.0.0.1:{(self.path / 'port').read_text().strip()}"
        place = {"endpoint_url": self.endpoint, "region_name": REGION,
                 "aws_access_key_id": "demo", "aws_secret_access_key": "demo"}
        self.dynamodb = boto3.client("dynamodb", **place)
        self.backup = boto3.client("backup", **place)

    def log(self):
        return (self.path / "log").read_text()

    def items(self, table):
        pages = self.dynamodb.get_paginator("scan").paginate(TableName=table)
        return sorted((item for page in pages for item in page["Items"]), key=lambda item: item["k"]["S"])

    def put(self, count, text):
        for i in range(count):
            self.dynamodb.put_item(TableName="orders", Item={"k": {"S": f"k{i:04}"}, "s": {"S": text}, "n": {"N": str(i)}})

    def start_backup(self, table="orders"):
        return self.backup.start_backup_job(
            BackupVaultName="nightly", IamRoleArn=ROLE, RecoveryPointTags={"team": "shop"}, Lifecycle={"DeleteAfterDays": 30},
            ResourceArn=f"arn:aws:dynamodb:{REGION}:123456789012:table/{table}")["BackupJobId"]

    def ended(self, job):
        """The job, once it has ended."""
        done = {}

        def look():
            done.update(self.backup.describe_backup_job(BackupJobId=job))
            return done["State"] in ("COMPLETED", "FAILED", "ABORTED", "EXPIRED", "PARTIAL")

        until(look, 60)
        return done

    def points(self):
        return sorted(self.backup.list_recovery_points_by_backup_vault(BackupVaultName="nightly")["RecoveryPoints"],
                      key=lambda point: point["CreationDate"])

    def restore(self, point, target):
        job = self.backup.start_restore_job(
            RecoveryPointArn=point, IamRoleArn=ROLE, Metadata={"targetTableName": target})["RestoreJobId"]
        done = {}

        def look():
            done.update(self.backup.describe_restore_job(RestoreJobId=job))
            return done["Status"] in ("COMPLETED", "FAILED", "ABORTED")

        until(look, 60)
        return done

    def ask(self, method, path, body=None):
        request = urllib.request.Request(self.endpoint + path, method=method, data=body and json.dumps(body).encode())
        with urllib.request.urlopen(request, timeout=120) as answer:
            return json.load(answer)

    def move_clock(self, instant):
        """Answered when all jobs that are due by then are done."""
        self.ask("POST", "/_tidemark/clock", {"set": instant})

    def quiet(self):
        """Whether no job is under way that is due."""
        self.move_clock("2026-01-01T00:00:00.5Z")
        return True

    def kill(self):
        self.process.kill()
        self.process.wait()

    def stop(self):
        self.process.terminate()
        return self.process.wait(timeout=60)


def fill(first):
    first.dynamodb.create_table(**TABLE)
    first.backup.create_backup_vault(BackupVaultName="nightly", BackupVaultTags={"team": "shop"})
    first.backup.put_backup_vault_lock_configuration(BackupVaultName="nightly", MinRetentionDays=1, MaxRetentionDays=900)
    kept = []
    for text in ("one", "two"):
        first.put(120 if text == "one" else 40, text)
        job = first.ended(first.start_backup())
        kept.append((job, first.items("orders")))
    return kept


def attached(checks, first, second, kept):
    vaults = [vault["BackupVaultName"] for vault in second.backup.list_backup_vaults()["BackupVaultList"]]
    checks.check("the vault is listed", "nightly" in vaults, vaults)
    described = second.backup.describe_backup_vault(BackupVaultName="nightly")
    checks.check("with its lock", described.get("Locked") and described.get("MaxRetentionDays") == 900, described)
    ours = [{key: point[key] for key in ("RecoveryPointArn", "ResourceArn", "Status", "CreationDate")}
            for point in first.points()]
    theirs = [{key: point[key] for key in ("RecoveryPointArn", "ResourceArn", "Status", "CreationDate")}
              for point in second.points()]
    checks.check("its recovery points are what they were", len(theirs) == 2 and ours == theirs, (ours, theirs))
    tags = second.backup.list_tags(ResourceArn=kept[0][0]["RecoveryPointArn"])["Tags"]
    checks.check("with their tags", tags == {"team": "shop"}, tags)
    for number, (job, items) in enumerate(kept):
        done = second.restore(job["RecoveryPointArn"], f"restored-{number}")
        checks.check(f"point {number} is restored", done.get("Status") == "COMPLETED", done)
        checks.check(f"point {number} holds what the table held", second.items(f"restored-{number}") == items)
    query = second.dynamodb.query(TableName="restored-1", IndexName="by-s", KeyConditionExpression="s = :s",
                                  ExpressionAttributeValues={":s": {"S": "two"}})
    checks.check("indexes too", query["Count"] == 40, query["Count"])


def one_writer(checks, first, second):
    refused = second.ended(second.start_backup("restored-0"))
    writer = (first.path / "data" / "VAULT-WRITER").read_text().split()[0]
    checks.check("the second server does not write", refused.get("State") == "FAILED", refused)
    checks.check("and its job says who does", writer in refused.get("StatusMessage", ""), refused)
    late = first.ended(first.start_backup())
    checks.check("the first goes on", late.get("State") == "COMPLETED", late)
    checks.check("it stops", first.stop() == 0)
    checks.check("the second takes over", until(lambda: "this server writes the vault store now" in second.log(), 60),
                 second.log())
    arns = [point["RecoveryPointArn"] for point in second.points()]
    checks.check("and knows what was written meanwhile", late["RecoveryPointArn"] in arns, arns)
    done = second.ended(second.start_backup("restored-0"))
    checks.check("and writes", done.get("State") == "COMPLETED", done)


def described(server, arn):
    return server.backup.describe_recovery_point(BackupVaultName="nightly", RecoveryPointArn=arn)


def change(checks, first, job):
    """What is changed of a recovery point after it was made."""
    arn = job["RecoveryPointArn"]
    first.backup.delete_backup_vault_lock_configuration(BackupVaultName="nightly")  # it holds retentions, too
    first.backup.update_recovery_point_lifecycle(
        BackupVaultName="nightly", RecoveryPointArn=arn, Lifecycle={"MoveToColdStorageAfterDays": 10, "DeleteAfterDays": 200})
    first.backup.tag_resource(ResourceArn=arn, Tags={"owner": "somebody secret"})
    blob = pathlib.Path(first.path.parent / "sealed" / f"123456789012/{REGION}/nightly/changes" /
                        f"{arn.rsplit(':', 1)[1]}.now.manifest")
    checks.check("the change is beside the manifest", until(lambda: blob.exists() and first.quiet(), 30))
    checks.check("and sealed", b"secret" not in blob.read_bytes())
    return blob


def grows_old(checks, server, arn, held):
    """An attached point becomes cold and ends on the days that were set last."""
    server.move_clock("2026-01-10T00:00:00Z")
    checks.check("it is warm on its ninth day", described(server, arn)["StorageClass"] == "WARM")
    server.move_clock("2026-01-13T00:00:00Z")
    checks.check("cold after its tenth", described(server, arn)["StorageClass"] == "COLD")
    done = server.restore(arn, "from-cold")
    checks.check("and comes back from there", done.get("Status") == "COMPLETED", done)
    server.move_clock("2026-08-01T00:00:00Z")
    arns = [point["RecoveryPointArn"] for point in server.points()]
    checks.check("and is gone after its two hundredth", arn not in arns, arns)
    checks.check("what a legal hold keeps is not", held in arns, arns)


def with_a_key(checks, serve, directory):
    """Sealed: a lost engine's vault comes back with the key, and not without it."""
    keys = pathlib.Path(directory) / "keys"
    keys.write_text("ab" * 32 + "\n")
    keys.chmod(0o600)
    other = pathlib.Path(directory) / "other-keys"
    other.write_text("cd" * 32 + "\n")
    other.chmod(0o600)
    store = directory + "/sealed"
    clock = ("--clock", "simulated", "--now", "2026-01-01T00:00:00Z")
    first = serve("sealing", "--vault-store", store, "--vault-key", str(keys), *clock)
    kept = fill(first)
    (job, items), (second, _) = kept
    first.backup.create_legal_hold(
        Title="case", Description="of somebody", RecoveryPointSelection={"ResourceIdentifiers": [second["RecoveryPointArn"]]})
    change(checks, first, job)
    first.stop()  # a server that is killed is waited for: until then others only read, and let nothing grow old
    shutil.rmtree(first.path / "data")

    blind = serve("without-key", "--attach-vault", store, "--vault-key", str(other), *clock)
    vaults = [vault["BackupVaultName"] for vault in blind.backup.list_backup_vaults()["BackupVaultList"]]
    checks.check("with another key the vault stays out", "nightly" not in vaults, vaults)
    checks.check("and the log names the key that is missing", "vault key" in blind.log(), blind.log())
    blind.stop()

    again = serve("with-key", "--attach-vault", store, "--vault-key", str(keys), *clock)
    arn = job["RecoveryPointArn"]
    shown = described(again, arn)
    checks.check("with the key it comes with the lifecycle that was set last",
                 shown["Lifecycle"] == {"MoveToColdStorageAfterDays": 10, "DeleteAfterDays": 200}, shown)
    tags = again.backup.list_tags(ResourceArn=arn)["Tags"]
    checks.check("and the tags", tags == {"team": "shop", "owner": "somebody secret"}, tags)
    done = again.restore(arn, "unsealed")
    checks.check("is restored", done.get("Status") == "COMPLETED", done)
    checks.check("and holds what the table held", again.items("unsealed") == items)
    grows_old(checks, again, arn, second["RecoveryPointArn"])
    again.stop()


def main():
    checks = Checks()
    directory = tempfile.mkdtemp(prefix="tidemark-attach-")
    servers = []

    def serve(name, *options):
        servers.append(Server(directory, name, *options))
        return servers[-1]

    try:
        store = directory + "/vaults"
        first = serve("first", "--vault-store", store)
        kept = fill(first)
        checks.check("two backups are made", [job.get("State") for job, _ in kept] == ["COMPLETED"] * 2, kept)
        second = serve("second", "--attach-vault", store)
        attached(checks, first, second, kept)
        one_writer(checks, first, second)
        second.kill()
        shutil.rmtree(second.path / "data")
        third = serve("third", "--attach-vault", store)
        done = third.restore(kept[0][0]["RecoveryPointArn"], "again")
        checks.check("with all engines gone, a third restores", done.get("Status") == "COMPLETED", done)
        checks.check("and has every item", third.items("again") == kept[0][1])
        third.stop()
        with_a_key(checks, serve, directory)
    finally:
        for server in servers:
            if server.process.poll() is None:
                server.kill()
        shutil.rmtree(directory, ignore_errors=True)
    checks.finish()


if __name__ == "__main__":
    main()
