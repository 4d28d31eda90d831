#!/usr/bin/env python3
"""A server on a temporary directory with a table in it, and a line to try. Ctrl-C ends both."""
import json
import pathlib
import subprocess
import sys
import tempfile
import time
import urllib.request

# Without keys the server checks only the form of a signature.
SIGNATURE = ("AWS4-HMAC-SHA256 Credential=demo/{day}/us-east-1/dynamodb/aws4_request, "
             "SignedHeaders=host;x-amz-date;x-amz-target, Signature=" + "0" * 64)


def call(url, operation, body):
    now = time.gmtime()
    headers = {
        "Content-Type": "application/x-amz-json-1.0",
        "X-Amz-Target": f"DynamoDB_20120810.{operation}",
        "X-Amz-Date": time.strftime("%Y%m%dT%H%M%SZ", now),
        "Authorization": SIGNATURE.format(day=time.strftime("%Y%m%d", now)),
    }
    request = urllib.request.Request(url, json.dumps(body).encode(), headers)
    with urllib.request.urlopen(request, timeout=10) as reply:
        return json.load(reply)


def seed(url):
    call(url, "CreateTable", {
        "TableName": "orders", "BillingMode": "PAY_PER_REQUEST",
        "AttributeDefinitions": [{"AttributeName": "id", "AttributeType": "S"}],
        "KeySchema": [{"AttributeName": "id", "KeyType": "HASH"}]})
    call(url, "UpdateContinuousBackups", {
        "TableName": "orders",
        "PointInTimeRecoverySpecification": {"PointInTimeRecoveryEnabled": True}})
    for number in range(100):
        call(url, "PutItem", {"TableName": "orders", "Item": {
            "id": {"S": f"order-{number:03}"}, "price": {"N": str(number)}}})


def main():
    binary = sys.argv[1]
    with tempfile.TemporaryDirectory(prefix="tidemark-run-") as directory:
        port_file = pathlib.Path(directory) / "port"
        with subprocess.Popen([binary, "serve", "--data", f"{directory}/data", "--port", "0",
                               "--port-file", str(port_file), "--no-auth"]) as server:
            try:
                while not port_file.exists() and server.poll() is None:
                    time.sleep(0.05)
                if server.poll() is not None:
                    sys.exit(server.returncode)
                url = f"http://127.0.0.1:{port_file.read_text().strip()}"
                seed(url)
                print(f"\nTable orders has 100 items and continuous backups. Try:\n\n"
                      f"  AWS_ACCESS_KEY_ID=demo AWS_SECRET_ACCESS_KEY=demo aws dynamodb scan "
                      f"--table-name orders --max-items 3 --region us-east-1 --endpoint-url {url}\n",
                      flush=True)
                server.wait()
            except KeyboardInterrupt:
                pass
            finally:
                server.terminate()


if __name__ == "__main__":
    main()
