#!/usr/bin/python3
"""The log of a real server: lines that parse, request ids that match answers, no secret and no item.

Last line: N passed, M failed.
"""
import json
import re
import uuid

from serving import Checks, Server, until

SECRET = "s3cr3t-" + uuid.uuid4().hex          # stands for a customer's data
KEY = "key-" + uuid.uuid4().hex
TIME = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z"


def load(server):
    """Some requests of every fate; [(operation, status, request id, error)]."""
    server.make_table("orders", period_days=1)
    done = []

    def call(operation, **body):
        status, headers, text = server.raw_call(operation, **body)
        error = json.loads(text).get("__type", "").split("#")[-1] if status != 200 else None
        done.append((operation, status, headers["x-amzn-RequestId"], error))

    call("PutItem", TableName="orders", Item={"k": {"S": KEY}, "v": {"S": SECRET}})
    call("PutItem", TableName="orders", Item={"k": {"S": KEY}, "v": {"S": SECRET + "2"}})
    call("GetItem", TableName="orders", Key={"k": {"S": KEY}})
    call("Scan", TableName="orders")
    call("GetItem", TableName="nowhere", Key={"k": {"S": KEY}})
    call("PutItem", TableName="orders", Item={"k": {"S": KEY}, "v": {"S": ""}, "w": {"X": SECRET}})
    call("PutItem", TableName="orders", Item={"v": {"S": SECRET}})
    call("PutItem", TableName="orders", Item={"k": SECRET})
    call("PutItem", TableName=SECRET + " is no name\nforged line", Item={"k": {"S": KEY}})
    call("BatchWriteItem", RequestItems={"orders": [{"PutRequest": {"Item": {"k": {"S": KEY + "b"},
                                                                             "v": {"S": SECRET}}}}]})
    call("CreateBackup", TableName="orders", BackupName="before")
    return done


def refused_signature(server):
    headers = {"Content-Type": "application/x-amz-json-1.0", "X-Amz-Target": "DynamoDB_20120810.GetItem",
               "X-Amz-Date": "20260101T000000Z",
               "Authorization": f"AWS4-HMAC-SHA256 Credential={server.key}/20260101/eu-west-1/dynamodb/"
                                f"aws4_request, SignedHeaders=host, Signature={'0' * 64}"}
    return server.send("POST", "/?X-Amz-Security-Token=" + SECRET, headers, "{}", sign=False)[0]


def hidden(checks, name, server, log):
    for what, text in (("the secret key", server.secret), ("an item's value", SECRET), ("an item's key", KEY)):
        checks.check(f"{name}: {what} is in no line", text not in log, log)


def json_log(checks):
    server = Server(["--access-log", "--log-format", "json", "--log-level", "debug"]).start()
    try:
        done = load(server)
        checks.check("a bad signature is refused", refused_signature(server) != 200)
        checks.check("SIGTERM ends it with 0", server.stop() == 0)
        log = server.log()
        lines = [json.loads(line) for line in log.splitlines()]
        checks.check("every line has its four members",
                     all(re.fullmatch(TIME, l["time"]) and l["level"] in ("debug", "info", "warn", "error")
                         and l["component"] and l["message"] for l in lines), log)
        access = {l["request"]: l for l in lines if l["component"] == "access"}
        for operation, status, request, error in done:
            line = access.get(request, {})
            checks.check(f"{operation} {status} is logged under its answer's id",
                         (line.get("operation"), line.get("status"), line.get("error")) ==
                         (operation, status, error) and line["micros"] >= 0 and line["bytes"] > 0, line)
        checks.check("an access line names the table", access[done[0][2]]["table"] == "orders", access)
        checks.check("an access line names the account", access[done[0][2]]["account"] == "123456789012", access)
        starts = [l for l in lines if l["message"] == "listening"]
        checks.check("the start is told once, with what runs",
                     len(starts) == 1 and starts[0]["version"] and starts[0]["port"] == server.port and
                     starts[0]["data"] == str(server.data) and starts[0]["micros"] > 0, starts)
        stores = [l for l in lines if l["message"] == "a store is open"]
        checks.check("opening a store is told, with its time",
                     len(stores) == 1 and stores[0]["store"] == "eu-west-1" and stores[0]["micros"] > 0, log)
        checks.check("the stop is told", lines[-1]["message"] == "stopped", lines[-1])
        hidden(checks, "json", server, log)
    finally:
        server.remove()


def text_log(checks):
    server = Server(["--access-log"]).start()
    try:
        done = load(server)
        server.call("RestoreTableToPointInTime", SourceTableName="orders", TargetTableName="then",
                    UseLatestRestorableTime=True)
        checks.check("a job's end is logged", until(lambda: "a job is done" in server.log()), server.log())
        server.stop()
        log = server.log()
        head = re.compile(rf"^{TIME} (debug|info|warn|error) [a-z]+: \S")
        checks.check("every line has its head", all(head.match(line) for line in log.splitlines()), log)
        checks.check("one line for a request",
                     all(len(re.findall(rf"access: .* request={request}\b", log)) == 1
                         for _, _, request, _ in done), log)
        checks.check("a job's line says kind and time",
                     re.search(r"a job is done store=eu-west-1 job=\S+ kind=restore steps=\d+ micros=\d+", log), log)
        hidden(checks, "text", server, log)
    finally:
        server.remove()


def quiet_log(checks):
    server = Server(["--log-level", "error"]).start()
    try:
        load(server)
        server.stop()
        checks.check("with --log-level error a good day says nothing", server.log() == "", server.log())
    finally:
        server.remove()


def main():
    checks = Checks()
    json_log(checks)
    text_log(checks)
    quiet_log(checks)
    checks.finish()


if __name__ == "__main__":
    main()
