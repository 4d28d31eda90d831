#!/usr/bin/python3
"""What a recovery leans on, by the command line against the real engine: copies that are the run's own, kept as long as
they are needed, found by what they are and not by their name; jobs whose failure is told; both policies of a role.

Last line: N passed, M failed.
"""
import json
import pathlib
import re
import subprocess
import sys
import tempfile
import time

import boto3

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "operation"))
from interrupted_test import World, equal  # noqa: E402
from serving import Checks  # noqa: E402

POLICY = "arn:aws:iam::aws:policy/service-role/AWSBackupServiceRolePolicyFor"
TRUST = json.dumps({"Version": "2012-10-17", "Statement": [
    {"Effect": "Allow", "Principal": {"Service": "backup.amazonaws.com"}, "Action": "sts:AssumeRole"}]})


def at(second):
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(second))


def document(done):
    try:
        return json.loads(done.stdout)
    except json.JSONDecodeError:
        return {"no JSON": done.stdout + done.stderr}


def copies_of(world, run):
    """The names that a cleanup of the run would remove."""
    done = world.tidemark("runs", "cleanup", run, "--dry-run")
    return done.stdout + done.stderr


def a_stale_duplicate(world, checks):
    second, _, bad = world.make("stale")
    plan = str(world.path / "stale.plan")
    world.tidemark("restore", "pitr", "stale", "--at", at(second), "--strategy", "recreate", "--plan", plan)
    duplicate = json.loads(pathlib.Path(plan).read_text())["inputs"]["duplicate"]
    world.aws.create_table(TableName=duplicate, BillingMode="PAY_PER_REQUEST",
                           AttributeDefinitions=[{"AttributeName": "k", "AttributeType": "S"}],
                           KeySchema=[{"AttributeName": "k", "KeyType": "HASH"}])
    done = world.tidemark("apply", plan, "--yes")
    checks.check("a stale table under the duplicate's name stops the run", done.returncode not in (0, 252), done)
    checks.check("and is named", duplicate in done.stderr, done.stderr)
    equal(checks, "nothing was deleted", world.items("stale"), bad)
    checks.check("the stale table is left alone", duplicate in world.aws.list_tables()["TableNames"])


def two_backups_of_one_name(world, checks):
    world.make("twins")
    arns, contents = [], []
    for text in ("first", "second"):
        world.aws.put_item(TableName="twins", Item={"k": {"S": "k000"}, "v": {"S": text}})
        contents.append(world.items("twins"))
        done = world.tidemark("backup", "create", "twins", "--name", "same", "--wait")
        equal(checks, f"the {text} backup named same is made", done.returncode, 0)
        known = {backup["BackupArn"] for backup in world.aws.list_backups(TableName="twins")["BackupSummaries"]}
        arns.extend(known - set(arns))
    for arn, content, target in zip(arns, contents, ("twins-first", "twins-second")):
        done = world.tidemark("restore", "backup", arn, "--to", target)
        equal(checks, f"{target} is restored by its ARN", done.returncode, 0)
        equal(checks, f"{target} is that backup's", world.items(target), content)


def every_run_has_its_own_copies(world, checks):
    names = []
    second, _, _ = world.make("own")
    for _ in range(2):
        if names:
            time.sleep(2.1)  # its history begins anew with the first restore
            second = int(time.time()) - 1
        done = subprocess.run(world.restore("own", second) + ["--output", "json"], env=world.environment,
                              stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=120)
        equal(checks, "a restore in place ends well", done.returncode, 0)
        names.append(document(done).get("id"))
    first, second = (copies_of(world, run) for run in names)
    copies = [set(re.findall(r"own--[A-Za-z0-9-]+", text)) for text in (first, second)]
    checks.check("each cleanup names copies", all(copies), (first, second))
    equal(checks, "none is named by both", copies[0] & copies[1], set())
    done = world.tidemark("runs", "cleanup", names[1], "--yes")
    equal(checks, "a cleanup ends well", done.returncode, 0)
    left = set(world.aws.list_tables()["TableNames"])
    checks.check("it removed its run's duplicate", not copies[1] & left, left)
    checks.check("and left the other run's", bool(copies[0] & left), left)


def killed_in(world, table, second, step):
    """Kills a restore in place once its journal tells that the step was begun."""
    before = set((world.path / "state/tidemark/runs").iterdir())
    process = subprocess.Popen(world.restore(table, second), env=world.environment, stdin=subprocess.DEVNULL,
                               stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    while process.poll() is None:
        for run in set((world.path / "state/tidemark/runs").iterdir()) - before:
            journal = run / "journal.jsonl"
            if journal.exists() and f'"what":"step-begun","step":"{step}"' in journal.read_text():
                process.kill()
    process.wait()


def what_is_needed_is_kept(world, checks):
    for number in range(10):  # a run takes some hundredths of a second: the kill may come too late
        table = f"needed-{number}"
        second, _, _ = world.make(table)
        killed_in(world, table, second, "backup-duplicate")
        run = world.runs_of(table)[0]
        if run["state"] == "unfinished":
            break
    equal(checks, "a run was killed between its copies and its end", run["state"], "unfinished")
    done = world.tidemark("runs", "cleanup", run["id"], "--yes")
    checks.check("the copies of an unfinished run cannot be cleaned up", done.returncode not in (0, 252), done)
    checks.check("they are said to be needed", "needed" in done.stderr, done.stderr)


def a_role_needs_both_policies(world, checks):
    place = {"endpoint_url": world.endpoint, "region_name": "eu-west-1",
             "aws_access_key_id": "demo", "aws_secret_access_key": "demo"}
    iam, backup = boto3.client("iam", **place), boto3.client("backup", **place)
    backup.create_backup_vault(BackupVaultName="nightly")
    iam.create_role(RoleName="half", Path="/service-role/", AssumeRolePolicyDocument=TRUST)
    iam.attach_role_policy(RoleName="half", PolicyArn=POLICY + "Restores")
    config = world.path / "config/tidemark"
    config.mkdir(parents=True)
    (config / "tidemark.yaml").write_text("vault: nightly\nrole: half\n")
    done = world.tidemark("doctor")
    equal(checks, "a role with one of the two policies is a problem", done.returncode, 1)
    checks.check("the other one is named", "ForBackup" in done.stdout, done.stdout)
    iam.attach_role_policy(RoleName="half", PolicyArn=POLICY + "Backup")
    done = world.tidemark("doctor")
    equal(checks, "with both there is no problem", done.returncode, 0)
    (config / "tidemark.yaml").unlink()


def main():
    checks = Checks()
    with tempfile.TemporaryDirectory(prefix="tidemark-copies-") as directory:
        world = World(directory)
        try:
            for part in (a_stale_duplicate, two_backups_of_one_name, every_run_has_its_own_copies, what_is_needed_is_kept,
                         a_role_needs_both_policies):
                part(world, checks)
        finally:
            world.stop()
    checks.finish()


if __name__ == "__main__":
    main()
