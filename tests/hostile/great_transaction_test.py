#!/usr/bin/python3
"""The greatest transaction there can be: a hundred items of 400 KB, each in two indexes that show all of it and in a
stream, changed at once. It is done, all of it, and the server's memory stays within its ceiling.

Last line: N passed, M failed.
"""
from served import Server

ITEMS = 100
SIZE = 399_000
# What the server may hold at most, in KiB: what one decision may write (256 MiB), prepared, decided and on its way to
# the log, beside what an idle server holds.
MOST_MEMORY = 1_400 * 1024
TABLE = {
    "TableName": "great", "BillingMode": "PAY_PER_REQUEST",
    "AttributeDefinitions": [{"AttributeName": name, "AttributeType": "S"} for name in ("k", "a", "b")],
    "KeySchema": [{"AttributeName": "k", "KeyType": "HASH"}],
    "GlobalSecondaryIndexes": [{"IndexName": f"by-{name}", "Projection": {"ProjectionType": "ALL"},
                                "KeySchema": [{"AttributeName": name, "KeyType": "HASH"}]} for name in ("a", "b")],
    "StreamSpecification": {"StreamEnabled": True, "StreamViewType": "NEW_AND_OLD_IMAGES"}}


def update(number):
    return {"Update": {"TableName": "great", "Key": {"k": {"S": f"k{number}"}}, "UpdateExpression": "SET n = :n",
                       "ConditionExpression": "attribute_exists(k)", "ExpressionAttributeValues": {":n": {"N": "1"}}}}


def count(server, **more):
    """Items with n = 1, over all pages."""
    found, start = 0, None
    while True:
        status, page = server.call("Scan", {
            "TableName": "great", "FilterExpression": "n = :n", "ExpressionAttributeValues": {":n": {"N": "1"}},
            "Select": "COUNT", **more, **({"ExclusiveStartKey": start} if start else {})})
        assert status == 200, page
        found, start = found + page["Count"], page.get("LastEvaluatedKey")
        if start is None:
            return found


def story(backups):
    server = Server()
    wrong = []
    try:
        status, text = server.call("CreateTable", TABLE)
        assert status == 200, text
        if backups:
            server.call("UpdateContinuousBackups", {"TableName": "great", "PointInTimeRecoverySpecification": {
                "PointInTimeRecoveryEnabled": True}})
        for number in range(ITEMS):
            status, text = server.call("PutItem", {"TableName": "great", "Item": {
                "k": {"S": f"k{number}"}, "a": {"S": "a"}, "b": {"S": f"b{number % 7}"}, "v": {"S": "v" * SIZE}}})
            assert status == 200, text
        before = server.memory()
        status, text = server.call("TransactWriteItems", {"TransactItems": [update(n) for n in range(ITEMS)]})
        after = server.memory()
        print(f"continuous backups {'on' if backups else 'off'}: {before // 1024} MiB at most before, "
              f"{after // 1024} MiB after", flush=True)
        if status != 200:
            wrong.append(f"the transaction was answered {status}: {text}")
        if after > MOST_MEMORY:
            wrong.append(f"the server held {after // 1024} MiB")
        for what, found in [("table", count(server)), ("by-a", count(server, IndexName="by-a")),
                            ("by-b", count(server, IndexName="by-b"))]:
            if found != ITEMS:
                wrong.append(f"{found} items changed in {what}")
    finally:
        if server.stop() != 0:
            wrong.append("the server did not end well")
    return wrong


def main():
    failed = 0
    for backups in (False, True):
        for wrong in story(backups):
            failed += 1
            print(f"FAILED continuous backups {backups}: {wrong}")
    print(f"{2 - min(failed, 2)} passed, {failed} failed")
    raise SystemExit(1 if failed else 0)


main()
