"""`tidemark serve` as a process of its own, for the tests of this folder; ended by its own pid."""
import http.client
import json
import os
import pathlib
import re
import shutil
import signal
import subprocess
import tempfile
import time

from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
BINARY = os.environ.get("TIDEMARK", str(ROOT / "build/checked/tidemark"))
REGION = "eu-west-1"
TARGET = "DynamoDB_20120810."
STRING_KEY = {"BillingMode": "PAY_PER_REQUEST",
              "AttributeDefinitions": [{"AttributeName": "k", "AttributeType": "S"}],
              "KeySchema": [{"AttributeName": "k", "KeyType": "HASH"}]}


class Refused(Exception):
    def __init__(self, status, body):
        super().__init__(f"{status} {body}")
        self.status = status
        self.body = body


class Server:
    def __init__(self, options=(), directory=None, data=None):
        self.directory = pathlib.Path(directory or tempfile.mkdtemp(prefix="tidemark-operation-"))
        self.data = pathlib.Path(data or self.directory / "data")
        self.options = list(options)
        self.process = None

    def start(self):
        port_file = self.directory / "port"
        port_file.unlink(missing_ok=True)
        with open(self.directory / "log", "a") as log, open(self.directory / "out", "a") as out:
            self.process = subprocess.Popen(
                [BINARY, "serve", "--data", str(self.data), "--port", "0", "--port-file",
                 str(port_file), *self.options], stdout=out, stderr=log)
        deadline = time.monotonic() + 60
        while not port_file.exists():
            if self.process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError("serve did not start:\n" + self.log()[-2000:])
            time.sleep(0.01)
        self.port = int(port_file.read_text())
        self.connection = None
        if "--no-auth" not in self.options:
            lines = (self.data / "keys").read_text().splitlines()
            _, self.key, self.secret = next(l for l in lines if l and not l.startswith("#")).split()
        return self

    def log(self):
        return (self.directory / "log").read_text()

    def send(self, method, path, headers, body, sign=True):
        """Status, headers and text of the answer, on one connection kept open."""
        headers = dict(headers)
        if "--no-auth" in self.options:
            now = time.gmtime()
            headers["X-Amz-Date"] = time.strftime("%Y%m%dT%H%M%SZ", now)
            headers["Authorization"] = (
                f"AWS4-HMAC-SHA256 Credential=demo/{time.strftime('%Y%m%d', now)}/{REGION}/dynamodb/aws4_request, "
                f"SignedHeaders=host;x-amz-date;x-amz-target, Signature={'0' * 64}")
        elif sign:
            request = AWSRequest(method, f"http://127.0.0.1:{self.port}{path}", data=body, headers=headers)
            SigV4Auth(Credentials(self.key, self.secret), "dynamodb", REGION).add_auth(request)
            headers = dict(request.headers)
        if self.connection is None:
            self.connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            self.connection.request(method, path, body, headers)
            reply = self.connection.getresponse()
            return reply.status, reply.headers, reply.read().decode()
        except (OSError, http.client.HTTPException):
            self.connection.close()
            self.connection = None
            raise

    def raw_call(self, operation, headers=None, **body):
        return self.send("POST", "/", {"Content-Type": "application/x-amz-json-1.0",
                                       "X-Amz-Target": TARGET + operation, **(headers or {})},
                         json.dumps(body))

    def call(self, operation, headers=None, **body):
        status, _, text = self.raw_call(operation, headers, **body)
        if status != 200:
            raise Refused(status, text)
        return json.loads(text)

    def put(self, table, key, value):
        self.call("PutItem", TableName=table, Item={"k": {"S": key}, "v": {"S": value}})

    def make_table(self, name, period_days=None):
        self.call("CreateTable", TableName=name, **STRING_KEY)
        if period_days:
            self.keep_history(name, period_days)

    def keep_history(self, name, period_days):
        self.call("UpdateContinuousBackups", TableName=name, PointInTimeRecoverySpecification={
            "PointInTimeRecoveryEnabled": True, "RecoveryPeriodInDays": period_days})

    def metrics(self, sign=False):
        status, _, text = self.send("GET", "/_tidemark/metrics", {}, None, sign=sign)
        assert status == 200, text
        return text

    def metric(self, name):
        """The value of a series, spelled with its labels; None when there is none."""
        found = re.search("^" + re.escape(name) + r" (\S+)$", self.metrics(), re.M)
        return float(found[1]) if found else None

    def stop(self):
        """Exit code after SIGTERM."""
        if self.connection:
            self.connection.close()
            self.connection = None
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(timeout=60)

    def remove(self):
        if self.process and self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        shutil.rmtree(self.directory, ignore_errors=True)


class Checks:
    def __init__(self):
        self.passed = self.failed = 0

    def check(self, what, good, detail=""):
        if good:
            self.passed += 1
        else:
            self.failed += 1
            print(f"FAILED {what}: {str(detail)[:2000]}", flush=True)

    def finish(self):
        print(f"{self.passed} passed, {self.failed} failed")
        raise SystemExit(1 if self.failed else 0)


def tidemark(*words):
    return subprocess.run([BINARY, *map(str, words)], capture_output=True, text=True, timeout=120, check=False)


def until(what, seconds=30):
    """Whether `what()` became true in time."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if what():
            return True
        time.sleep(0.05)
    return False
