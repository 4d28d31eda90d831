"""A `tidemark serve` for hostile clients, and the means to be one: raw sockets, own signatures."""
import datetime
import hashlib
import hmac
import json
import os
import pathlib
import resource
import select
import shutil
import socket
import subprocess
import tempfile
import time
import zlib

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
BINARY = os.environ.get("TIDEMARK", str(ROOT / "build/checked/tidemark"))
REGION = "us-east-1"
JSON = "application/x-amz-json-1.0"


class Server:
    """`files`: the limit of open files it is started with; `words`: more of its command line."""

    def __init__(self, files=None, words=()):
        self.directory = pathlib.Path(tempfile.mkdtemp(prefix="tidemark-hostile-"))
        port_file = self.directory / "port"

        def limit():
            if files:
                resource.setrlimit(resource.RLIMIT_NOFILE, (files, files))

        self.log = self.directory / "log"
        self.process = subprocess.Popen(
            [BINARY, "serve", "--data", str(self.directory / "data"), "--port", "0",
             "--port-file", str(port_file), *words],
            stdout=subprocess.DEVNULL, stderr=open(self.log, "w"), preexec_fn=limit)
        deadline = time.monotonic() + 60
        while not port_file.exists():
            if self.process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError("serve did not start:\n" + self.log.read_text()[-2000:])
            time.sleep(0.01)
        self.port = int(port_file.read_text())
        lines = (self.directory / "data/keys").read_text().splitlines()
        _, self.key, self.secret = next(line for line in lines if line and not line.startswith("#")).split()

    def stop(self):
        """Ends it; how it ended."""
        self.process.terminate()
        code = self.process.wait(timeout=60)
        if code == 0:
            shutil.rmtree(self.directory)
        return code

    def memory(self, what="VmHWM"):
        """KiB: VmHWM, the most it ever held; VmRSS, what it holds."""
        status = pathlib.Path(f"/proc/{self.process.pid}/status").read_text()
        return next(int(line.split()[1]) for line in status.splitlines() if line.startswith(what))

    def files(self):
        return len(os.listdir(f"/proc/{self.process.pid}/fd"))

    def client(self, timeout=60):
        return Client(self.port, timeout)

    def signature(self, headers, body, target="/", method="POST", signed=None):
        """An Authorization for these headers (lower-case names), or the like with other signed names."""
        at = headers["x-amz-date"]
        names = sorted(name for name in headers if name in ("host", "x-amz-date", "x-amz-target"))
        lines = "".join(f"{name}:{headers[name]}\n" for name in names)
        path, _, query = target.partition("?")
        canonical = "\n".join([method, path, query, lines, ";".join(names),
                               hashlib.sha256(body).hexdigest()])
        scope = f"{at[:8]}/{REGION}/dynamodb/aws4_request"
        to_sign = "\n".join(["AWS4-HMAC-SHA256", at, scope,
                             hashlib.sha256(canonical.encode()).hexdigest()])
        key = ("AWS4" + self.secret).encode()
        for word in scope.split("/"):
            key = hmac.new(key, word.encode(), hashlib.sha256).digest()
        found = hmac.new(key, to_sign.encode(), hashlib.sha256).hexdigest()
        return (f"AWS4-HMAC-SHA256 Credential={self.key}/{scope}, "
                f"SignedHeaders={signed or ';'.join(names)}, Signature={found}")

    def request(self, operation, body, more=(), sign=True, length=True, signed=None):
        """The bytes of one request; `body` is bytes, or becomes JSON."""
        if not isinstance(body, bytes):
            body = json.dumps(body).encode()
        at = datetime.datetime.now(datetime.timezone.utc).strftime("%Y%m%dT%H%M%SZ")
        headers = {"host": f"127.0.0.1:{self.port}", "content-type": JSON, "x-amz-date": at}
        if operation:
            headers["x-amz-target"] = f"DynamoDB_20120810.{operation}"
        if sign:
            headers["authorization"] = self.signature(headers, body, signed=signed)
        if length:
            headers["content-length"] = str(len(body))
        headers.update(dict(more))
        head = "".join(f"{name}: {value}\r\n" for name, value in headers.items() if value is not None)
        return f"POST / HTTP/1.1\r\n{head}\r\n".encode() + body

    def call(self, operation, body, more=()):
        """One request on a connection of its own: (status, what the JSON says)."""
        with self.client() as client:
            reply = client.exchange(self.request(operation, body, more))
            return reply.status, reply.json()


class Reply:
    def __init__(self, status, headers, body):
        self.status, self.headers, self.body = status, headers, body

    def json(self):
        try:
            return json.loads(self.body)
        except ValueError:
            return {}

    def error(self):
        return self.json().get("__type", "").partition("#")[2]

    def message(self):
        found = self.json()
        return found.get("message", found.get("Message", ""))


class Client:
    """One connection. What is received ends with the response's Content-Length."""

    def __init__(self, port, timeout=60):
        self.socket = socket.create_connection(("127.0.0.1", port), timeout)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.unread = b""

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.socket.close()

    def send(self, data):
        """Whether all of it went."""
        try:
            self.socket.sendall(data)
            return True
        except OSError:
            return False

    def more(self):
        try:
            data = self.socket.recv(1 << 16)
        except (ConnectionResetError, BrokenPipeError):
            return False
        self.unread += data
        return bool(data)

    def receive(self):
        """A Reply; None when the connection ends instead."""
        while b"\r\n\r\n" not in self.unread:
            if not self.more():
                return None
        head, _, self.unread = self.unread.partition(b"\r\n\r\n")
        first, *lines = head.decode("latin-1").split("\r\n")
        headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in lines)}
        size = int(headers.get("content-length", 0))
        while len(self.unread) < size:
            if not self.more():
                return None
        body, self.unread = self.unread[:size], self.unread[size:]
        if "x-amz-crc32" in headers:
            assert zlib.crc32(body) == int(headers["x-amz-crc32"]), "the checksum is wrong"
        return Reply(int(first.split()[1]), headers, body)

    def exchange(self, data):
        """Sends, reading meanwhile, so that a refusal is seen while there is still something to send."""
        left = memoryview(data)
        poll = select.poll()
        poll.register(self.socket, select.POLLIN | select.POLLOUT)
        while left:
            ready = poll.poll(self.socket.gettimeout() * 1000)
            if not ready or ready[0][1] != select.POLLOUT:
                break
            try:
                left = left[self.socket.send(left[:1 << 18]):]
            except OSError:
                break
        return self.receive()

    def is_closed(self):
        """Whether the server ends it, saying nothing more."""
        try:
            return not self.unread and not self.more()
        except TimeoutError:
            return False

    def reset(self):
        """Ends it rudely."""
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
        self.socket.close()
