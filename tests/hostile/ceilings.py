"""What a single request may cost at most: the server's own CPU seconds and memory, measured for the
dearest requests there are, one after another on an otherwise quiet server."""
import gzip
import json
import os
import pathlib

import cases
from cases import LIMIT, MIB, TABLE

# CPU seconds, which a busy machine stretches little; measured 1.6 at most.
MOST_SECONDS = 5.0
# On top of what the server held before, in KiB; measured 511 MiB at most.
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


def filtered(expression, value):
    """Asked of the costly item alone, which was put before."""
    return told("Query", KeyConditionExpression="h=:h", FilterExpression=expression,
                ExpressionAttributeValues={":h": KEY["h"], ":a": value})


ARN = "arn:aws:dynamodb:us-east-1:123456789012:table/" + TABLE

def costly(full):
    """(name, maker of the bytes), one after another since some are long to make. First short texts
    that ask for much, then bodies as long as they may be; in the long form also many of everything
    that there can be many of, to find what costs the square of it."""
    yield "names that are one another's beginning", told("GetItem", Key=KEY, ProjectionExpression=",".join("a" * n for n in range(1, 88)))
    yield "many parts of nothing", told("GetItem", Key=KEY, ProjectionExpression=",".join(f"a[{n}]" for n in range(580)))
    yield "the item itself", told("PutItem", Item=costly_item())
    yield "a filter of many tests", filtered(" OR ".join(["contains(l,:a)"] * 150), {"N": "2"})
    yield "a filter of long lists", filtered("l IN (" + ",".join([":a"] * 99) + ")", {"L": [{"N": "1"}] * 99_999})
    yield "a filter of far elements", filtered(" OR ".join(f"l[{99_900 - n}]=:a" for n in range(150)), {"N": "2"})
    yield "a text of one letter", told("PutItem", Item={**KEY, "r": {"S": "text"}, "t": {"S": "a" * 390_000}})
    yield "a filter of texts that are nearly there", filtered(" OR ".join(["contains(t,:a)"] * 150), {"S": "a" * 190_000 + "b"})
    yield "a filter of parentheses", filtered("(" * 2000 + "v=:a" + ")" * 2000, {"S": "2"})
    yield "a filter of nots", filtered("NOT " * 290 + "v=:a", {"S": "2"})
    yield "removing elements", update("REMOVE " + ",".join(f"l[{n}]" for n in range(500)))
    yield "removing names", update("REMOVE " + ",".join(f"a{n}" for n in range(750)))
    yield "elements far away", update("SET " + ",".join(f"l[{2_000_000_000 + n}]=:a" for n in range(200)), {":a": {"N": "1"}})
    yield "appending the list to itself", update("SET " + ",".join(f"m{n}=list_append(l,l)" for n in range(150)))
    yield "copying the list", update("SET " + ",".join(f"m{n}=if_not_exists(m{n},l)" for n in range(120)))
    yield "zeros", asked("PutItem", b"[" + b"0," * (LIMIT // 2 - 2) + b"0]")
    yield "a bomb of zeros", lambda s: cases.packed(s, "PutItem", gzip.compress(b"[" + b"0," * (LIMIT // 2 - 2) + b"0]"))
    yield ("many tables to write to", asked("BatchWriteItem", {"RequestItems": {
          f"t{n}": [{"DeleteRequest": {"Key": KEY}}] for n in range(150_000)}}))
    yield "25 items of 400 KiB", asked("BatchWriteItem", batch(409_000))
    yield "a page of everything", told("Scan")
    if not full:
        return
    yield "opening brackets", asked("PutItem", b"[" * LIMIT)
    yield "empty lists", asked("PutItem", b"[" + b"[]," * (LIMIT // 3 - 2) + b"[]]")
    yield "empty maps", asked("PutItem", b"[" + b"{}," * (LIMIT // 3 - 2) + b"{}]")
    yield "empty texts", asked("PutItem", b"[" + b'"",' * (LIMIT // 3 - 2) + b'""]')
    yield "reals", asked("PutItem", b"[" + b"1.7976931348623157e308," * (LIMIT // 23 - 2) + b"0]")
    yield "escapes", asked("DescribeTable", b'{"TableName":"' + b"\\u00e9" * (LIMIT // 6 - 20) + b'"}')
    yield "members", asked("PutItem", b'{"a":{' + b",".join(b'"%d":0' % n for n in range(1_400_000)) + b"}}")
    yield "one member again and again", asked("PutItem", b"{" + b",".join([b'"a":0'] * 2_700_000) + b"}")
    yield "a gzip bomb", lambda s: cases.packed(s, "PutItem", gzip.compress(b" " * (1 << 30), 9))
    yield "an expression of 16 MiB", update("SET " + ",".join(["a=b"] * (LIMIT // 4 - 200)))
    yield "a number of 12 MiB", told("PutItem", Item={**KEY, "n": {"N": "7" * (12 * MIB)}})
    yield "an item of nulls", told("PutItem", Item={**KEY, "l": {"L": [{"NULL": True}] * 1_000_000}})
    yield "a falling map", told("PutItem", Item={**KEY, "m": {"M": {f"{n:07}": {"NULL": True} for n in range(600_000, 0, -1)}}})
    yield "a falling set", told("PutItem", Item={**KEY, "s": {"SS": [f"{n:07}" for n in range(1_000_000, 0, -1)]}})
    yield "a set of numbers", told("PutItem", Item={**KEY, "s": {"NS": [str(n) for n in range(1_000_000)]}})
    yield ("many names", told("GetItem", Key=KEY, ProjectionExpression="#n1", ExpressionAttributeNames={
          f"#n{n}": "x" for n in range(700_000)}))
    yield ("many names of nothing", told("GetItem", Key=KEY, ProjectionExpression="#n1", ExpressionAttributeNames={
          f"#n{n}": None for n in range(700_000)}))
    yield ("many values", told("Query", KeyConditionExpression="h=:a", ExpressionAttributeValues={
          f":n{n}": {"S": ""} for n in range(600_000)}))
    yield ("many key conditions", told("Query", KeyConditions={
          f"a{n}": {"ComparisonOperator": "EQ", "AttributeValueList": [{"S": ""}]} for n in range(150_000)}))
    yield ("many tables to read from", asked("BatchGetItem", {"RequestItems": {
          f"t{n}": {"Keys": [KEY]} for n in range(150_000)}}))
    yield "many wrong tables", asked("BatchWriteItem", {"RequestItems": {f"t{n}": [] for n in range(600_000)}})
    yield ("many keys", asked("BatchGetItem", {"RequestItems": {TABLE: {"Keys": [
          {"h": {"S": f"{n}"}, "r": {"S": "k"}} for n in range(300_000)]}}}))
    yield "many tags", asked("TagResource", {"ResourceArn": ARN, "Tags": [{"Key": f"{n}", "Value": "x"} for n in range(300_000)]})
    yield "many tags gone", asked("UntagResource", {"ResourceArn": ARN, "TagKeys": [f"{n}" for n in range(1_000_000)]})
    yield ("many attributes of a table", asked("CreateTable", {
          "TableName": "many", "BillingMode": "PAY_PER_REQUEST",
          "KeySchema": [{"AttributeName": f"{n}", "KeyType": "HASH"} for n in range(150_000)],
          "AttributeDefinitions": [{"AttributeName": f"{n}", "AttributeType": "S"} for n in range(150_000)]}))


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


def run_all(server, checks, full):
    most_seconds, most_memory = (0.0, ""), (0, "")
    for name, make in costly(full):
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
