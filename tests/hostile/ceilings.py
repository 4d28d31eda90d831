"""What a single request may cost at most: the server's own CPU seconds and memory, measured for the
dearest requests there are, one after another on an otherwise quiet server."""
import gzip
import json
import os
import pathlib

import cases
from cases import LIMIT, MIB, TABLE

# CPU seconds, which a busy machine stretches little; measured 0.9 at most.
MOST_SECONDS = 5.0
# On top of what the server held before, in KiB; measured 560 MiB at most.
MOST_MEMORY = 900 * 1024

KEY = {"h": {"S": "costly"}, "r": {"S": "k"}}


def asked(operation, body):
    return lambda server: server.request(operation, body)


def update(expression, values=None, names=None):
    body = {"TableName": TABLE, "Key": KEY, "UpdateExpression": expression}
    if values:
        body["ExpressionAttributeValues"] = values
    if names:
        body["ExpressionAttributeNames"] = names
    return asked("UpdateItem", body)


def costly_item():
    """An item of nearly 400 KiB in as many small pieces as fit."""
    return {**KEY, "l": {"L": [{"N": "1"}] * 100_000}}


def batch(item_bytes):
    return {"RequestItems": {TABLE: [
        {"PutRequest": {"Item": {"h": {"S": f"batch-{n}"}, "r": {"S": "k"}, "v": {"S": "v" * item_bytes}}}}
        for n in range(25)]}}


def text_of(piece, end=b"}"):
    start = b'{"TableName":"' + TABLE.encode() + b'","a":'
    return start + piece * ((LIMIT - len(start) - 8) // len(piece))


def told(operation, **members):
    return asked(operation, json.dumps({"TableName": TABLE, **members}, separators=(",", ":")).encode())


ARN = "arn:aws:dynamodb:us-east-1:123456789012:table/" + TABLE

# Three kinds: bodies as long as they may be; many of something that there can be many of, to find
# what costs the square of it; short texts that ask for much.
COSTLY = [
    ("opening brackets", asked("PutItem", b"[" * LIMIT)),
    ("zeros", asked("PutItem", b"[" + b"0," * (LIMIT // 2 - 2) + b"0]")),
    ("empty lists", asked("PutItem", b"[" + b"[]," * (LIMIT // 3 - 2) + b"[]]")),
    ("empty maps", asked("PutItem", b"[" + b"{}," * (LIMIT // 3 - 2) + b"{}]")),
    ("empty texts", asked("PutItem", b"[" + b'"",' * (LIMIT // 3 - 2) + b'""]')),
    ("reals", asked("PutItem", b"[" + b"1.7976931348623157e308," * (LIMIT // 23 - 2) + b"0]")),
    ("escapes", asked("DescribeTable", b'{"TableName":"' + b"\\u00e9" * (LIMIT // 6 - 20) + b'"}')),
    ("members", asked("PutItem", b'{"a":{' + b",".join(b'"%d":0' % n for n in range(1_400_000)) + b"}}")),
    ("one member again and again", asked("PutItem", b"{" + b",".join([b'"a":0'] * 2_700_000) + b"}")),
    ("a gzip bomb", lambda s: cases.packed(s, "PutItem", gzip.compress(b" " * (1 << 30), 9))),
    ("a bomb of zeros", lambda s: cases.packed(s, "PutItem", gzip.compress(b"[" + b"0," * (LIMIT // 2 - 2) + b"0]"))),
    ("an expression of 16 MiB", update("SET " + ",".join(["a=b"] * (LIMIT // 4 - 200)))),
    ("a number of 12 MiB", told("PutItem", Item={**KEY, "n": {"N": "7" * (12 * MIB)}})),
    ("an item of nulls", told("PutItem", Item={**KEY, "l": {"L": [{"NULL": True}] * 1_000_000}})),
    ("a falling map", told("PutItem", Item={**KEY, "m": {"M": {f"{n:07}": {"NULL": True} for n in range(600_000, 0, -1)}}})),
    ("a falling set", told("PutItem", Item={**KEY, "s": {"SS": [f"{n:07}" for n in range(1_000_000, 0, -1)]}})),
    ("a set of numbers", told("PutItem", Item={**KEY, "s": {"NS": [str(n) for n in range(1_000_000)]}})),
    ("many names", told("GetItem", Key=KEY, ProjectionExpression="#n1", ExpressionAttributeNames={
        f"#n{n}": "x" for n in range(700_000)})),
    ("many names of nothing", told("GetItem", Key=KEY, ProjectionExpression="#n1", ExpressionAttributeNames={
        f"#n{n}": None for n in range(700_000)})),
    ("many values", told("Query", KeyConditionExpression="h=:a", ExpressionAttributeValues={
        f":n{n}": {"S": ""} for n in range(600_000)})),
    ("many key conditions", told("Query", KeyConditions={
        f"a{n}": {"ComparisonOperator": "EQ", "AttributeValueList": [{"S": ""}]} for n in range(150_000)})),
    ("many tables to write to", asked("BatchWriteItem", {"RequestItems": {
        f"t{n}": [{"DeleteRequest": {"Key": KEY}}] for n in range(150_000)}})),
    ("many tables to read from", asked("BatchGetItem", {"RequestItems": {
        f"t{n}": {"Keys": [KEY]} for n in range(150_000)}})),
    ("many wrong tables", asked("BatchWriteItem", {"RequestItems": {f"t{n}": [] for n in range(600_000)}})),
    ("many keys", asked("BatchGetItem", {"RequestItems": {TABLE: {"Keys": [
        {"h": {"S": f"{n}"}, "r": {"S": "k"}} for n in range(300_000)]}}})),
    ("many tags", asked("TagResource", {"ResourceArn": ARN, "Tags": [{"Key": f"{n}", "Value": "x"} for n in range(300_000)]})),
    ("many tags gone", asked("UntagResource", {"ResourceArn": ARN, "TagKeys": [f"{n}" for n in range(1_000_000)]})),
    ("many attributes of a table", asked("CreateTable", {
        "TableName": "many", "BillingMode": "PAY_PER_REQUEST",
        "KeySchema": [{"AttributeName": f"{n}", "KeyType": "HASH"} for n in range(150_000)],
        "AttributeDefinitions": [{"AttributeName": f"{n}", "AttributeType": "S"} for n in range(150_000)]})),
    ("names that are one another's beginning", told("GetItem", Key=KEY, ProjectionExpression=",".join("a" * n for n in range(1, 88)))),
    ("many parts of nothing", told("GetItem", Key=KEY, ProjectionExpression=",".join(f"a[{n}]" for n in range(580)))),
    ("the item itself", told("PutItem", Item=costly_item())),
    ("a filter of many tests", told("Scan", FilterExpression=" OR ".join(["contains(l,:a)"] * 150),
                                    ExpressionAttributeValues={":a": {"N": "2"}})),
    ("a filter of long lists", told("Scan", FilterExpression="l IN (" + ",".join([":a"] * 99) + ")",
                                    ExpressionAttributeValues={":a": {"L": [{"N": "1"}] * 99_999}})),
    ("a filter of far elements", told("Scan", FilterExpression=" OR ".join(f"l[{99_900 - n}]=:a" for n in range(200)),
                                      ExpressionAttributeValues={":a": {"N": "2"}})),
    ("a filter of parentheses", told("Scan", FilterExpression="(" * 2000 + "h=:a" + ")" * 2000,
                                     ExpressionAttributeValues={":a": {"S": "2"}})),
    ("removing elements", update("REMOVE " + ",".join(f"l[{n}]" for n in range(500)))),
    ("removing names", update("REMOVE " + ",".join(f"a{n}" for n in range(750)))),
    ("elements far away", update("SET " + ",".join(f"l[{2_000_000_000 + n}]=:a" for n in range(200)), {":a": {"N": "1"}})),
    ("appending the list to itself", update("SET " + ",".join(f"m{n}=list_append(l,l)" for n in range(150)))),
    ("copying the list", update("SET " + ",".join(f"m{n}=if_not_exists(m{n},l)" for n in range(120)))),
    ("25 items of 400 KiB", asked("BatchWriteItem", batch(409_000))),
    ("a page of everything", told("Scan")),
]


class Gauge:
    """What the server spends on what happens meanwhile."""

    def __init__(self, server):
        self.process = pathlib.Path(f"/proc/{server.process.pid}")
        self.server = server
        (self.process / "clear_refs").write_text("5")  # its peak begins anew
        self.memory = server.memory("VmRSS")
        self.cpu = self.seconds()

    def seconds(self):
        fields = (self.process / "stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def spent(self):
        return self.seconds() - self.cpu, self.server.memory("VmHWM") - self.memory


def run_all(server, checks):
    most_seconds, most_memory = (0.0, ""), (0, "")
    for name, make in COSTLY:
        data = make(server)
        gauge = Gauge(server)
        with server.client(120) as client:
            reply = client.exchange(data)
        seconds, memory = gauge.spent()
        most_seconds = max(most_seconds, (seconds, name))
        most_memory = max(most_memory, (memory, name))
        if os.environ.get("VERBOSE"):
            print(f"{seconds:5.2f} s {memory // 1024:4} MiB  {name}, {len(data):,} bytes: "
                  f"{reply and reply.status} {reply and reply.body[:150]}", flush=True)
        wrong = "no answer" if reply is None or reply.status >= 500 else ""
        if seconds > MOST_SECONDS or memory > MOST_MEMORY:
            wrong = f"{seconds:.2f} s of CPU, {memory // 1024} MiB"
        checks.check(f"the cost of {name}", wrong)
    print(f"one request costs at most {most_seconds[0]:.2f} s of CPU ({most_seconds[1]}), "
          f"{most_memory[0] // 1024} MiB ({most_memory[1]})", flush=True)
