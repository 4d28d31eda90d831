#!/usr/bin/python3
"""A shop as applications are written: boto3's tables and conditions, indexes, transactions, a stream that a second
program follows, items that expire, PartiQL; and the same from the AWS CLI. The day of the disaster comes too.

Last line: N passed, M failed.
"""
import decimal
import json
import os
import pathlib
import subprocess
import tempfile
import time
import unittest

import boto3
from boto3.dynamodb.conditions import Attr, Key
from botocore.exceptions import ClientError

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
BINARY = os.environ.get("TIDEMARK", str(ROOT / "build/checked/tidemark"))
REGION = "us-east-1"
ORDERS = {
    "TableName": "orders", "BillingMode": "PAY_PER_REQUEST",
    "AttributeDefinitions": [{"AttributeName": name, "AttributeType": kind}
                             for name, kind in [("customer", "S"), ("nr", "N"), ("state", "S"), ("price", "N")]],
    "KeySchema": [{"AttributeName": "customer", "KeyType": "HASH"}, {"AttributeName": "nr", "KeyType": "RANGE"}],
    "LocalSecondaryIndexes": [{
        "IndexName": "by-price", "Projection": {"ProjectionType": "KEYS_ONLY"},
        "KeySchema": [{"AttributeName": "customer", "KeyType": "HASH"}, {"AttributeName": "price", "KeyType": "RANGE"}]}],
    "GlobalSecondaryIndexes": [{
        "IndexName": "by-state", "Projection": {"ProjectionType": "ALL"},
        "KeySchema": [{"AttributeName": "state", "KeyType": "HASH"}, {"AttributeName": "nr", "KeyType": "RANGE"}]}],
    "StreamSpecification": {"StreamEnabled": True, "StreamViewType": "NEW_AND_OLD_IMAGES"},
}


class Shop(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.directory = tempfile.TemporaryDirectory(prefix="tidemark-shop-")
        path = pathlib.Path(cls.directory.name)
        cls.process = subprocess.Popen(
            [BINARY, "serve", "--data", str(path / "data"), "--port", "0", "--port-file", str(path / "port")],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        while not (path / "port").exists():
            assert cls.process.poll() is None, "serve ended"
            time.sleep(0.01)
        line = next(text for text in (path / "data/keys").read_text().splitlines()
                    if text and not text.startswith("#"))
        _, key, secret = line.split()
        cls.place = {"endpoint_url": f"http://127.0.0.1:{(path / 'port').read_text().strip()}", "region_name": REGION,
                     "aws_access_key_id": key, "aws_secret_access_key": secret}
        cls.client = boto3.client("dynamodb", **cls.place)
        cls.streams = boto3.client("dynamodbstreams", **cls.place)
        cls.resource = boto3.resource("dynamodb", **cls.place)
        cls.client.create_table(**ORDERS)
        cls.client.get_waiter("table_exists").wait(TableName="orders")
        cls.client.update_continuous_backups(
            TableName="orders", PointInTimeRecoverySpecification={"PointInTimeRecoveryEnabled": True})
        cls.orders = cls.resource.Table("orders")

    @classmethod
    def tearDownClass(cls):
        cls.process.terminate()
        assert cls.process.wait(timeout=30) == 0
        cls.directory.cleanup()

    def fails(self, code, call, **arguments):
        with self.assertRaises(ClientError) as refused:
            call(**arguments)
        self.assertEqual(refused.exception.response["Error"]["Code"], code)
        return refused.exception.response

    def fill(self, customer, count):
        with self.orders.batch_writer(overwrite_by_pkeys=["customer", "nr"]) as batch:
            for number in range(count):
                batch.put_item(Item={"customer": customer, "nr": number, "price": decimal.Decimal(100 - number),
                                     "state": "open" if number % 2 else "paid", "parts": [{"sku": "x", "n": number}]})

    def test_conditions_of_the_resource(self):
        item = {"customer": "ada", "nr": 1, "state": "open", "price": 5, "tags": {"a", "b"}}
        self.orders.put_item(Item=item, ConditionExpression=Attr("customer").not_exists())
        self.fails("ConditionalCheckFailedException", self.orders.put_item, Item=item,
                   ConditionExpression=Attr("customer").not_exists())
        changed = self.orders.update_item(
            Key={"customer": "ada", "nr": 1}, UpdateExpression="SET #s = :paid, price = price + :tip DELETE tags :a",
            ConditionExpression=Attr("state").eq("open") & Attr("price").between(1, 10) & Attr("tags").contains("a"),
            ExpressionAttributeNames={"#s": "state"},
            ExpressionAttributeValues={":paid": "paid", ":tip": 2, ":a": {"a"}}, ReturnValues="ALL_NEW")["Attributes"]
        self.assertEqual((changed["state"], changed["price"], changed["tags"]), ("paid", 7, {"b"}))
        self.fails("ConditionalCheckFailedException", self.orders.delete_item, Key={"customer": "ada", "nr": 1},
                   ConditionExpression=Attr("state").is_in(["open", "lost"]))
        gone = self.orders.delete_item(Key={"customer": "ada", "nr": 1}, ReturnValues="ALL_OLD")["Attributes"]
        self.assertEqual(gone["price"], 7)

    def test_indexes(self):
        self.fill("bob", 30)
        dear = self.orders.query(IndexName="by-price", KeyConditionExpression=Key("customer").eq("bob") & Key("price").gte(95),
                                 ScanIndexForward=False)["Items"]
        self.assertEqual([int(one["price"]) for one in dear], [100, 99, 98, 97, 96, 95])
        self.assertEqual(set(dear[0]), {"customer", "nr", "price"})
        pages = self.client.get_paginator("query").paginate(
            TableName="orders", IndexName="by-state", KeyConditionExpression="#s = :s",
            ExpressionAttributeNames={"#s": "state"}, ExpressionAttributeValues={":s": {"S": "open"}},
            FilterExpression="attribute_exists(parts)", PaginationConfig={"PageSize": 4})
        numbers = [int(one["nr"]["N"]) for page in pages for one in page["Items"] if one["customer"]["S"] == "bob"]
        self.assertEqual(numbers, list(range(1, 30, 2)))
        self.fails("ValidationException", self.orders.query, IndexName="by-state", ConsistentRead=True,
                   KeyConditionExpression=Key("state").eq("open"))

    def test_a_transaction_moves_stock(self):
        self.orders.put_item(Item={"customer": "stock", "nr": 1, "left": 2})
        buy = lambda number: self.client.transact_write_items(TransactItems=[
            {"Update": {"TableName": "orders", "Key": {"customer": {"S": "stock"}, "nr": {"N": "1"}},
                        "UpdateExpression": "SET #l = #l - :one", "ConditionExpression": "#l >= :one",
                        "ExpressionAttributeNames": {"#l": "left"}, "ExpressionAttributeValues": {":one": {"N": "1"}}}},
            {"Put": {"TableName": "orders", "Item": {"customer": {"S": "cleo"}, "nr": {"N": str(number)}},
                     "ConditionExpression": "attribute_not_exists(customer)"}}])
        buy(1)
        buy(2)
        with self.assertRaises(self.client.exceptions.TransactionCanceledException) as refused:
            buy(3)
        codes = [reason["Code"] for reason in refused.exception.response["CancellationReasons"]]
        self.assertEqual(codes, ["ConditionalCheckFailed", "None"])
        self.assertEqual(self.orders.query(KeyConditionExpression=Key("customer").eq("cleo"))["Count"], 2)

    def records(self):
        arn = self.client.describe_table(TableName="orders")["Table"]["LatestStreamArn"]
        found = []
        for shard in self.streams.describe_stream(StreamArn=arn)["StreamDescription"]["Shards"]:
            at = self.streams.get_shard_iterator(StreamArn=arn, ShardId=shard["ShardId"],
                                                 ShardIteratorType="TRIM_HORIZON")["ShardIterator"]
            while at:
                page = self.streams.get_records(ShardIterator=at, Limit=7)
                found += page["Records"]
                at = page.get("NextShardIterator") if page["Records"] else None
        return found

    def test_a_second_program_follows_the_stream(self):
        key = {"customer": "dora", "nr": 9}
        self.orders.put_item(Item={**key, "state": "open"})
        self.orders.put_item(Item={**key, "state": "open"})  # changes nothing: no record
        self.orders.update_item(Key=key, UpdateExpression="SET #s = :p", ExpressionAttributeNames={"#s": "state"},
                                ExpressionAttributeValues={":p": "paid"})
        self.orders.delete_item(Key=key)
        mine = [one for one in self.records() if one["dynamodb"]["Keys"]["customer"]["S"] == "dora"]
        self.assertEqual([one["eventName"] for one in mine], ["INSERT", "MODIFY", "REMOVE"])
        self.assertEqual(mine[1]["dynamodb"]["OldImage"]["state"], {"S": "open"})
        self.assertEqual(mine[1]["dynamodb"]["NewImage"]["state"], {"S": "paid"})
        self.assertNotIn("NewImage", mine[2]["dynamodb"])
        numbers = [int(one["dynamodb"]["SequenceNumber"]) for one in mine]
        self.assertEqual(numbers, sorted(numbers))

    def test_partiql(self):
        run = self.client.execute_statement
        run(Statement="""INSERT INTO "orders" VALUE {'customer': 'emil', 'nr': ?, 'state': 'open'}""",
            Parameters=[{"N": "4"}])
        self.fails("DuplicateItemException", run,
                   Statement="""INSERT INTO "orders" VALUE {'customer': 'emil', 'nr': 4}""")
        run(Statement="""UPDATE "orders" SET state = 'paid' WHERE customer = 'emil' AND nr = 4""")
        found = run(Statement="""SELECT nr, state FROM "orders"."by-state" WHERE state = 'paid' AND nr = 4""")["Items"]
        self.assertIn({"nr": {"N": "4"}, "state": {"S": "paid"}}, found)
        run(Statement="""DELETE FROM "orders" WHERE customer = ? AND nr = ?""", Parameters=[{"S": "emil"}, {"N": "4"}])
        self.assertEqual(run(Statement="""SELECT * FROM "orders" WHERE customer = 'emil'""")["Items"], [])

    def test_items_expire(self):
        self.client.create_table(TableName="sessions", BillingMode="PAY_PER_REQUEST",
                                 AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
                                 KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}])
        self.client.update_time_to_live(TableName="sessions",
                                        TimeToLiveSpecification={"Enabled": True, "AttributeName": "until"})
        sessions = self.resource.Table("sessions")
        sessions.put_item(Item={"id": "old", "until": int(time.time()) - 60})
        sessions.put_item(Item={"id": "new", "until": int(time.time()) + 3600})
        for _ in range(1000):  # the sweeper is another thread
            left = {one["id"] for one in sessions.scan()["Items"]}
            if left == {"new"}:
                break
            time.sleep(0.02)
        self.assertEqual(left, {"new"})

    def test_the_day_of_the_disaster(self):
        self.fill("fay", 20)
        good = self.client.describe_continuous_backups(TableName="orders")  # the window is open
        self.assertEqual(good["ContinuousBackupsDescription"]["PointInTimeRecoveryDescription"]["PointInTimeRecoveryStatus"],
                         "ENABLED")
        backup = self.client.create_backup(TableName="orders", BackupName="before")["BackupDetails"]["BackupArn"]
        for number in range(20):
            self.orders.delete_item(Key={"customer": "fay", "nr": number})
        self.client.restore_table_from_backup(TargetTableName="orders-then", BackupArn=backup)
        then = self.resource.Table("orders-then")
        self.client.get_waiter("table_exists").wait(TableName="orders-then")
        self.assertEqual(then.query(KeyConditionExpression=Key("customer").eq("fay"))["Count"], 20)
        found = then.query(IndexName="by-price", KeyConditionExpression=Key("customer").eq("fay") & Key("price").lt(85))
        self.assertEqual([int(one["price"]) for one in found["Items"]], [81, 82, 83, 84])
        # What AWS does not bring back stays away.
        self.assertNotIn("LatestStreamArn", self.client.describe_table(TableName="orders-then")["Table"])

    def test_from_the_command_line(self):
        environment = {**os.environ, "AWS_ACCESS_KEY_ID": self.place["aws_access_key_id"],
                       "AWS_SECRET_ACCESS_KEY": self.place["aws_secret_access_key"], "AWS_PAGER": "",
                       "AWS_EC2_METADATA_DISABLED": "true", "AWS_CONFIG_FILE": "/dev/null"}

        def aws(*words):
            run = subprocess.run(["/usr/bin/aws", *words, "--endpoint-url", self.place["endpoint_url"], "--region", REGION,
                                  "--output", "json"], env=environment, capture_output=True, text=True, timeout=60, check=False)
            self.assertEqual(run.returncode, 0, run.stderr)
            return json.loads(run.stdout) if run.stdout.strip() else {}

        aws("dynamodb", "transact-write-items", "--transact-items",
            '[{"Put":{"TableName":"orders","Item":{"customer":{"S":"gus"},"nr":{"N":"1"},"state":{"S":"gus"}}}}]')
        self.assertEqual(aws("dynamodb", "query", "--table-name", "orders", "--index-name", "by-state",
                             "--key-condition-expression", "#s = :s", "--expression-attribute-names", '{"#s":"state"}',
                             "--expression-attribute-values", '{":s":{"S":"gus"}}')["Count"], 1)
        self.assertEqual(len(aws("dynamodb", "execute-statement", "--statement",
                                 "SELECT * FROM \"orders\" WHERE customer = 'gus'")["Items"]), 1)
        self.assertEqual(len(aws("dynamodbstreams", "list-streams", "--table-name", "orders")["Streams"]), 1)


if __name__ == "__main__":
    result = unittest.TextTestRunner(verbosity=2).run(unittest.defaultTestLoader.loadTestsFromName("__main__"))
    failed = len(result.failures) + len(result.errors)
    print(f"{result.testsRun - failed} passed, {failed} failed")
    raise SystemExit(1 if failed else 0)
