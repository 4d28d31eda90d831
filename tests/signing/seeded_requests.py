#!/usr/bin/python3
"""Prints N seeded requests, unsigned, one JSON object a line: what the signers are given.

    seeded_requests.py [N] [SEED]
"""
import datetime
import json
import random
import sys
import urllib.parse

SECRET_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
KEY_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
TEXT = "abcXYZ019-_.~ !*'()&=+%/:;,@#?[]\"<>|éß語😀"
REGIONS = ["us-east-1", "eu-west-1", "ap-southeast-2", "us-gov-west-1"]
OPERATIONS = ["PutItem", "GetItem", "Query", "RestoreTableToPointInTime", "CreateBackup"]


def text(rng, most):
    return "".join(rng.choice(TEXT) for _ in range(rng.randrange(most + 1)))


def query(rng):
    """Unsorted, with repeated names, empty values and everything that wants escaping."""
    names = [text(rng, 5) or "k" for _ in range(rng.randrange(4))]
    names += names[:1] if rng.random() < 0.3 else []
    return [[name, text(rng, 8)] for name in names]


def path(rng, service):
    if service == "dynamodb":
        return "/" if rng.random() < 0.8 else "/@20261120T140500Z/"
    segments = [urllib.parse.quote(text(rng, 6) or "s", safe="~") for _ in range(rng.randrange(1, 4))]
    if service == "backup" and rng.random() < 0.5:
        arn = "arn:aws:backup:us-east-1:123456789012:recovery-point:" + text(rng, 4)
        segments.append(urllib.parse.quote(arn, safe="~"))
    if service == "backup" and rng.random() < 0.3:
        segments.insert(rng.randrange(len(segments) + 1), rng.choice([".", "..", ""]))
    return "/" + "/".join(segments) + rng.choice(["", "/"])


def headers(rng, service):
    fields = []
    if service == "dynamodb":
        fields.append(["Content-Type", "application/x-amz-json-1.0"])
        fields.append(["X-Amz-Target", "DynamoDB_20120810." + rng.choice(OPERATIONS)])
    if rng.random() < 0.2:
        fields.append(["x-tidemark-as-of", "2026-11-20T14:05:00Z"])
    if rng.random() < 0.3:
        fields.append(["X-Custom", rng.choice(["plain", "  two   blanks  ", "a,b", "tab\tinside"])])
    if rng.random() < 0.5:
        fields.append(["User-Agent", "somebody/" + str(rng.randrange(100))])
    return fields


def body(rng):
    kind = rng.random()
    if kind < 0.2:
        return b""
    if kind < 0.9:
        item = {text(rng, 4): {"S": text(rng, 40)} for _ in range(rng.randrange(5))}
        return json.dumps({"TableName": "Music", "Item": item}, ensure_ascii=False).encode()
    return rng.randbytes(rng.randrange(5000))


def request(rng, number):
    service = rng.choice(["dynamodb", "dynamodb", "backup", "s3"])
    presigned = service != "s3" and rng.random() < 0.15
    at = datetime.datetime(2020, 1, 1) + datetime.timedelta(seconds=rng.randrange(10**9))
    return {
        "id": number,
        "method": "POST" if service == "dynamodb" else rng.choice(["GET", "PUT", "POST", "DELETE"]),
        "scheme": rng.choice(["http", "https"]),
        "host": rng.choice(["localhost", "127.0.0.1", "dynamodb.us-east-1.amazonaws.com"]),
        "port": rng.choice([0, 8000, 80, 443]),
        "path": path(rng, service),
        "query": query(rng) if service != "dynamodb" or presigned else [],
        "headers": [] if presigned else headers(rng, service),
        "body": "" if presigned else body(rng).hex(),
        "key_id": "AKIA" + "".join(rng.choices(KEY_LETTERS, k=16)),
        "secret": "".join(rng.choices(SECRET_LETTERS, k=40)),
        "token": "" if rng.random() < 0.8 else "".join(rng.choices(SECRET_LETTERS, k=60)),
        "region": rng.choice(REGIONS),
        "service": service,
        "at": at.strftime("%Y%m%dT%H%M%SZ"),
        "presigned": presigned,
        "expires": rng.choice([1, 60, 3600, 604800]),
    }


def main():
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 2000
    rng = random.Random(int(sys.argv[2]) if len(sys.argv) > 2 else 1)
    for number in range(count):
        print(json.dumps(request(rng, number)))


if __name__ == "__main__":
    main()
