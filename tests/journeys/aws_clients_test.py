#!/usr/bin/python3
"""Debian's boto3 and AWS CLI against the real server, as far as their models know the service.

Last line: N passed, M failed.
"""
import json
import os
import pathlib
import subprocess
import tempfile
import time
import unittest

import boto3
from botocore.exceptions import ClientError

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
BINARY = os.environ.get("TIDEMARK", str(ROOT / "build/checked/tidemark"))
REGION = "us-east-1"


class WithServer(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.directory = tempfile.TemporaryDirectory(prefix="tidemark-clients-")
        path = pathlib.Path(cls.directory.name)
        cls.process = subprocess.Popen(
            [BINARY, "serve", "--data", str(path / "data"), "--port", "0", "--port-file", str(path / "port")],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        while not (path / "port").exists():
            assert cls.process.poll() is None, "serve ended"
            time.sleep(0.01)
        cls.endpoint = f"http://127.0.0.1:{(path / 'port').read_text().strip()}"
        line = next(text for text in (path / "data/keys").read_text().splitlines()
                    if text and not text.startswith("#"))
        _, cls.key, cls.secret = line.split()

    @classmethod
    def tearDownClass(cls):
        cls.process.terminate()
        assert cls.process.wait(timeout=30) == 0
        cls.directory.cleanup()


class Boto3(WithServer):
    def setUp(self):
        self.dynamodb = boto3.client("dynamodb", endpoint_url=self.endpoint, region_name=REGION,
                                     aws_access_key_id=self.key, aws_secret_access_key=self.secret)

    def test_tables_items_and_recovery(self):
        dynamodb = self.dynamodb
        dynamodb.create_table(TableName="orders", BillingMode="PAY_PER_REQUEST",
                              AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"},
                                                    {"AttributeName": "line", "AttributeType": "N"}],
                              KeySchema=[{"AttributeName": "id", "KeyType": "HASH"},
                                         {"AttributeName": "line", "KeyType": "RANGE"}],
                              Tags=[{"Key": "team", "Value": "shop"}])
        dynamodb.get_waiter("table_exists").wait(TableName="orders")
        table = boto3.resource("dynamodb", endpoint_url=self.endpoint, region_name=REGION,
                               aws_access_key_id=self.key, aws_secret_access_key=self.secret).Table("orders")
        with table.batch_writer() as batch:
            for line in range(60):
                batch.put_item(Item={"id": "a", "line": line, "nested": {"list": [1, "x", None, True]}})
        found = table.query(KeyConditionExpression=boto3.dynamodb.conditions.Key("id").eq("a")
                            & boto3.dynamodb.conditions.Key("line").between(10, 19))
        self.assertEqual([int(item["line"]) for item in found["Items"]], list(range(10, 20)))
        pages = dynamodb.get_paginator("scan").paginate(TableName="orders", PaginationConfig={"PageSize": 7})
        self.assertEqual(sum(page["Count"] for page in pages), 60)
        arn = dynamodb.describe_table(TableName="orders")["Table"]["TableArn"]
        self.assertEqual(dynamodb.list_tags_of_resource(ResourceArn=arn)["Tags"],
                         [{"Key": "team", "Value": "shop"}])
        dynamodb.update_continuous_backups(
            TableName="orders", PointInTimeRecoverySpecification={"PointInTimeRecoveryEnabled": True})
        backup = dynamodb.create_backup(TableName="orders", BackupName="nightly")["BackupDetails"]["BackupArn"]
        table.delete_item(Key={"id": "a", "line": 0})
        dynamodb.restore_table_from_backup(TargetTableName="orders-backup", BackupArn=backup)
        dynamodb.restore_table_to_point_in_time(SourceTableName="orders", TargetTableName="orders-then",
                                                UseLatestRestorableTime=True)
        self.assertEqual(dynamodb.scan(TableName="orders-backup", Select="COUNT")["Count"], 60)
        self.assertEqual(dynamodb.describe_table(TableName="orders-then")["Table"]["TableStatus"], "ACTIVE")
        with self.assertRaises(ClientError) as refused:
            dynamodb.restore_table_from_backup(TargetTableName="orders", BackupArn=backup)
        self.assertEqual(refused.exception.response["Error"]["Code"], "TableAlreadyExistsException")
        self.assertEqual(len(dynamodb.list_backups()["BackupSummaries"]), 1)
        self.assertEqual(dynamodb.list_tables()["TableNames"], ["orders", "orders-backup", "orders-then"])


class AwsCli(WithServer):
    def aws(self, *words, service="dynamodb", credentials=None):
        key, secret, token = credentials or (self.key, self.secret, "")
        environment = {**os.environ, "AWS_ACCESS_KEY_ID": key, "AWS_SECRET_ACCESS_KEY": secret,
                       **({"AWS_SESSION_TOKEN": token} if token else {}),
                       "AWS_EC2_METADATA_DISABLED": "true", "AWS_CONFIG_FILE": "/dev/null", "AWS_PAGER": ""}
        run = subprocess.run(["/usr/bin/aws", service, *words, "--endpoint-url", self.endpoint,
                              "--region", REGION, "--output", "json"],
                             env=environment, capture_output=True, text=True, timeout=60, check=False)
        self.assertEqual(run.returncode, 0, run.stderr)
        return json.loads(run.stdout) if run.stdout.strip() else {}

    def test_what_a_person_types(self):
        self.aws("create-table", "--table-name", "orders", "--billing-mode", "PAY_PER_REQUEST",
                 "--attribute-definitions", "AttributeName=id,AttributeType=S",
                 "--key-schema", "AttributeName=id,KeyType=HASH")
        self.aws("update-continuous-backups", "--table-name", "orders",
                 "--point-in-time-recovery-specification", "PointInTimeRecoveryEnabled=true")
        self.aws("put-item", "--table-name", "orders", "--item", '{"id":{"S":"a"},"price":{"N":"1.50"}}')
        item = self.aws("get-item", "--table-name", "orders", "--key", '{"id":{"S":"a"}}')["Item"]
        self.assertEqual(item["price"], {"N": "1.5"})
        arn = self.aws("create-backup", "--table-name", "orders", "--backup-name", "before")["BackupDetails"]["BackupArn"]
        self.aws("delete-item", "--table-name", "orders", "--key", '{"id":{"S":"a"}}')
        self.aws("restore-table-from-backup", "--target-table-name", "orders-then", "--backup-arn", arn)
        self.assertEqual(self.aws("scan", "--table-name", "orders-then")["Count"], 1)
        self.aws("delete-table", "--table-name", "orders")
        names = [one["BackupName"] for one in self.aws("list-backups", "--backup-type", "ALL")["BackupSummaries"]]
        self.assertEqual(names, ["before", "orders$DeletedTableBackup"])

    def test_users_and_roles(self):
        trust = json.dumps({"Version": "2012-10-17", "Statement": [
            {"Effect": "Allow", "Principal": {"AWS": "123456789012"}, "Action": "sts:AssumeRole"}]})
        policy = json.dumps({"Version": "2012-10-17", "Statement": [
            {"Effect": "Allow", "Action": "sts:AssumeRole", "Resource": "*"}]})
        role = self.aws("create-role", "--role-name", "ops", "--assume-role-policy-document", trust, service="iam")["Role"]
        self.assertEqual(role["AssumeRolePolicyDocument"]["Statement"][0]["Action"], "sts:AssumeRole")
        self.aws("attach-role-policy", "--role-name", "ops", "--policy-arn",
                 "arn:aws:iam::aws:policy/AmazonDynamoDBReadOnlyAccess", service="iam")
        self.aws("create-user", "--user-name", "ann", "--tags", "Key=team,Value=shop", service="iam")
        self.aws("put-user-policy", "--user-name", "ann", "--policy-name", "assume", "--policy-document", policy, service="iam")
        made = self.aws("create-access-key", "--user-name", "ann", service="iam")["AccessKey"]
        ann = (made["AccessKeyId"], made["SecretAccessKey"], "")
        self.assertEqual(self.aws("get-caller-identity", service="sts", credentials=ann)["Arn"],
                         "arn:aws:iam::123456789012:user/ann")
        got = self.aws("assume-role", "--role-arn", role["Arn"], "--role-session-name", "night", service="sts",
                       credentials=ann)["Credentials"]
        session = (got["AccessKeyId"], got["SecretAccessKey"], got["SessionToken"])
        self.assertIsInstance(self.aws("list-tables", credentials=session)["TableNames"], list)
        with self.assertRaisesRegex(AssertionError, "is not authorized to perform: dynamodb:CreateTable"):
            self.aws("create-table", "--table-name", "more", "--billing-mode", "PAY_PER_REQUEST",
                     "--attribute-definitions", "AttributeName=id,AttributeType=S",
                     "--key-schema", "AttributeName=id,KeyType=HASH", credentials=session)
        names = [one["UserName"] for one in self.aws("list-users", service="iam")["Users"]]
        self.assertEqual(names, ["ann"])
        self.assertEqual(self.aws("list-attached-role-policies", "--role-name", "ops", service="iam")["AttachedPolicies"],
                         [{"PolicyName": "AmazonDynamoDBReadOnlyAccess",
                           "PolicyArn": "arn:aws:iam::aws:policy/AmazonDynamoDBReadOnlyAccess"}])


def main():
    result = unittest.TextTestRunner(verbosity=2).run(unittest.defaultTestLoader.loadTestsFromName("__main__"))
    failed = len(result.failures) + len(result.errors)
    print(f"{result.testsRun - failed} passed, {failed} failed")
    raise SystemExit(1 if failed else 0)


if __name__ == "__main__":
    main()
