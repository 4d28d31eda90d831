#!/usr/bin/python3
"""Recovery points that are sealed: what is told of a lost key, and that a new key goes on with what the old one sealed.

Last line: N passed, M failed.
"""
import os
import pathlib
import tempfile
import time

import boto3

from serving import REGION, STRING_KEY, Checks, Server

SECRET = "the address of a customer"
TRUST = ('{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"backup.amazonaws.com"},'
         '"Action":"sts:AssumeRole"}]}')
POLICIES = ["AWSBackupServiceRolePolicyForBackup", "AWSBackupServiceRolePolicyForRestores"]


def client(server, service):
    return boto3.client(service, endpoint_url=f"http://127.0.0.1:{server.port}", region_name=REGION,
                        aws_access_key_id=server.key, aws_secret_access_key=server.secret)


def until(ask, ended, seconds=60):
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        answer = ask()
        if ended(answer):
            return answer
        time.sleep(0.05)
    return answer


def role(server):
    iam = client(server, "iam")
    made = iam.create_role(RoleName="backup", AssumeRolePolicyDocument=TRUST)["Role"]["Arn"]
    for policy in POLICIES:
        iam.attach_role_policy(RoleName="backup", PolicyArn=f"arn:aws:iam::aws:policy/service-role/{policy}")
    return made


def backup(server, table, role_arn):
    service = client(server, "backup")
    job = service.start_backup_job(BackupVaultName="nightly", ResourceArn=table, IamRoleArn=role_arn)["BackupJobId"]
    return until(lambda: service.describe_backup_job(BackupJobId=job),
                 lambda answer: answer["State"] in ("COMPLETED", "FAILED", "ABORTED", "EXPIRED"))


def restore(server, point, role_arn, name):
    service = client(server, "backup")
    metadata = service.get_recovery_point_restore_metadata(
        BackupVaultName="nightly", RecoveryPointArn=point)["RestoreMetadata"]
    job = service.start_restore_job(RecoveryPointArn=point, IamRoleArn=role_arn, ResourceType="DynamoDB",
                                    Metadata={**metadata, "targetTableName": name})["RestoreJobId"]
    return until(lambda: service.describe_restore_job(RestoreJobId=job),
                 lambda answer: answer["Status"] in ("COMPLETED", "FAILED", "ABORTED"))


def items(server, name):
    pages = client(server, "dynamodb").get_paginator("scan").paginate(TableName=name)
    return {item["k"]["S"]: item["v"]["S"] for page in pages for item in page["Items"]}


def write(server, from_, to, value):
    dynamodb = client(server, "dynamodb")
    for number in range(from_, to):
        dynamodb.put_item(TableName="orders", Item={"k": {"S": f"order {number}"}, "v": {"S": f"{value} {number}"}})


def blobs(server):
    return [path.read_bytes() for path in (server.data / "vaults").rglob("*") if path.is_file()]


def story(checks, file):
    server = Server(["--vault-key", file("old", "a" * 64 + "\n")]).start()
    try:
        table = client(server, "dynamodb").create_table(TableName="orders", **STRING_KEY)["TableDescription"]["TableArn"]
        write(server, 0, 40, SECRET)
        client(server, "backup").create_backup_vault(BackupVaultName="nightly")
        role_arn = role(server)
        first = backup(server, table, role_arn)
        checks.check("a sealed backup is made", first["State"] == "COMPLETED", first)
        checks.check("nothing of its items can be read", not any(SECRET.encode() in blob for blob in blobs(server)))
        write(server, 30, 50, "changed")
        expected = items(server, "orders")

        server.stop()
        server.options = []
        server.start()
        lost = backup(server, table, role_arn)
        checks.check("without its key the vault is not written to",
                     lost["State"] == "FAILED" and "needs vault key 324ceb61e47e16db" in lost.get("StatusMessage", ""), lost)

        server.stop()
        server.options = ["--vault-key", file("both", "b" * 64 + "\n" + "a" * 64 + "\n")]
        server.start()
        second = backup(server, table, role_arn)
        checks.check("a new key goes on where the old one ended", second["State"] == "COMPLETED", second)
        for number, (job, wanted) in enumerate([(first, {f"order {n}": f"{SECRET} {n}" for n in range(40)}),
                                                (second, expected)]):
            restored = restore(server, job["RecoveryPointArn"], role_arn, f"restored{number}")
            checks.check("both are restored", restored["Status"] == "COMPLETED", restored)
            if restored["Status"] == "COMPLETED":
                checks.check("with all their items", items(server, f"restored{number}") == wanted)
    finally:
        server.remove()


def main():
    checks = Checks()
    with tempfile.TemporaryDirectory(prefix="tidemark-keys-") as place:
        def file(name, text):
            path = pathlib.Path(place) / name
            path.write_text(text)
            os.chmod(path, 0o600)
            return str(path)

        story(checks, file)
    checks.finish()


if __name__ == "__main__":
    main()
