"""What hostile clients send, each with the precise answer. A case is a function of a served.Server
that returns what is wrong, or nothing."""
import gzip
import json
import select
import socket
import time
import zlib

TABLE = "hostile"
MIB = 1 << 20
LIMIT = 16 * MIB
HOST = b"Host: h\r\n"
CASES = []


def case(function):
    CASES.append((function.__name__.replace("_", " "), function))
    return function


def raw(name, data, status, word="", closes=True):
    """Bytes on a connection of their own, answered once with `status` and `word`, then closed."""

    def run(server):
        with server.client() as client:
            reply = client.exchange(data)
            if reply is None:
                return "closed without an answer"
            if reply.status != status or word.encode() not in reply.body:
                return f"{reply.status} {reply.body[:200]!r}, not {status} {word}"
            client.socket.shutdown(socket.SHUT_WR)
            if closes and not client.is_closed():
                return f"the connection goes on with {client.unread[:200]!r}"
            return ""

    CASES.append((name, run))


def head(*lines):
    return b"POST / HTTP/1.1\r\n" + HOST + b"".join(line + b"\r\n" for line in lines) + b"\r\n"


# --- Framing: what two machines in a row could read in two ways ---

SMUGGLED = b"GET /smuggled HTTP/1.1\r\nHost: h\r\n\r\n"
CHUNKED = b"Transfer-Encoding: chunked"
raw("length and coding", head(b"Content-Length: 5", CHUNKED) + b"0\r\n\r\n" + SMUGGLED, 400)
raw("coding and length", head(CHUNKED, b"Content-Length: 5") + b"0\r\n\r\n" + SMUGGLED, 400)
raw("two lengths", head(b"Content-Length: 0", b"Content-Length: 36") + SMUGGLED, 400)
raw("two equal lengths", head(b"Content-Length: 0", b"Content-Length: 0") + SMUGGLED, 400, "stated twice")
raw("a list of lengths", head(b"Content-Length: 0, 0") + SMUGGLED, 400)
for value in (b"+5", b"-1", b"0x5", b"5 5", b"5;", b"", b"5\x0b", b"99999999999999999999", b"18446744073709551616"):
    raw(f"length {value.decode('latin-1')!r}", head(b"Content-Length: " + value) + SMUGGLED, 400)
for value in (b"gzip, chunked", b"chunked, gzip", b"xchunked", b"chunked;q=1", b"identity", b'"chunked"',
              b"chunked, chunked", b"x", b"chunked,"):
    raw(f"coding {value.decode()!r}", head(b"Transfer-Encoding: " + value) + b"0\r\n\r\n" + SMUGGLED, 501)
raw("coding behind a vertical tab", head(b"Transfer-Encoding: \x0bchunked") + b"0\r\n\r\n" + SMUGGLED, 400)
raw("two codings", head(CHUNKED, CHUNKED) + b"0\r\n\r\n" + SMUGGLED, 400)
raw("two codings, one unknown", head(CHUNKED, b"Transfer-Encoding: x") + b"0\r\n\r\n" + SMUGGLED, 400)
raw("a coding in HTTP/1.0", head(CHUNKED).replace(b"1.1", b"1.0") + b"0\r\n\r\n" + SMUGGLED, 400, "HTTP/1.0")
raw("coding with a blank before the colon", head(b"Transfer-Encoding : chunked") + b"0\r\n\r\n" + SMUGGLED, 400)
raw("length with a blank before the colon", head(b"Content-Length : 5") + b"12345" + SMUGGLED, 400)
raw("length with a tab before the colon", head(b"Content-Length\t: 5") + b"12345" + SMUGGLED, 400)
raw("a folded length", head(b"Content-Length:", b" 5") + b"12345" + SMUGGLED, 400, "folded")
raw("a folded coding", head(b"Transfer-Encoding:", b"\tchunked") + b"0\r\n\r\n" + SMUGGLED, 400, "folded")
raw("a line that begins with a blank", b"POST / HTTP/1.1\r\n X: y\r\nHost: h\r\n\r\n", 400, "folded")
raw("a bare line feed", b"POST / HTTP/1.1\nHost: h\nContent-Length: 0\n\n", 400, "carriage return")
raw("one bare line feed", b"POST / HTTP/1.1\r\nHost: h\nContent-Length: 5\r\n\r\n12345", 400, "carriage return")
raw("a bare carriage return", b"GET / HTTP/1.1\r\nHost: h\rX: y\r\n\r\n", 400)
raw("a NUL in a value", head(b"X: a\0b"), 400)
raw("a NUL in a name", head(b"X\0: ab"), 400)
raw("a control character in a value", head(b"X: a\x1bb"), 400)
raw("a name of no token", head(b"X(Y): ab"), 400)
raw("no name", head(b": ab"), 400)
raw("no colon", head(b"Contentlength 5"), 400)
raw("no host", b"GET / HTTP/1.1\r\n\r\n", 400, "Host")
raw("two hosts", b"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", 400, "Host")
raw("a version to come", b"GET / HTTP/2.0\r\nHost: h\r\n\r\n", 505)
raw("no version", b"GET /\r\nHost: h\r\n\r\n", 400)
raw("HTTP/0.9", b"GET /\r\n\r\n", 400)
raw("the preface of HTTP/2", b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 505)
raw("two blanks", b"GET  / HTTP/1.1\r\nHost: h\r\n\r\n", 400)
raw("a NUL in the target", b"GET /\0 HTTP/1.1\r\nHost: h\r\n\r\n", 400)
raw("TLS on a plain port", b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + bytes(300), 400, "no method")
raw("empty lines first", b"\r\n\r\nGET / HTTP/1.1\r\nHost: h\r\n\r\n", 400, "no method")
raw("SSH", b"SSH-2.0-OpenSSH_9.2\r\n\r\n", 400)

for size in (b"+3", b"-3", b"0x3", b" 3", b"3 3", b"g", b"", b"\t3", b"3\n", b"ffffffffffffffff1", b"10000000000000003"):
    raw(f"chunk size {size.decode()!r}", head(CHUNKED) + size + b"\r\nabc\r\n0\r\n\r\n" + SMUGGLED, 400)
raw("a chunk of more than all", head(CHUNKED) + b"ffffffff\r\nabc\r\n0\r\n\r\n", 413, "RequestEntityTooLarge")
raw("a chunk that ends elsewhere", head(CHUNKED) + b"3\r\nabcd\r\n0\r\n\r\n", 400)
raw("a chunk ended by a line feed", head(CHUNKED) + b"3\nabc\n0\n\n" + b"\r\n\r\n", 400)
raw("endless chunk extensions", head(CHUNKED) + b"3;" + b"x" * 100_000, 400, "too large")
raw("an endless trailer", head(CHUNKED) + b"0\r\n" + b"X: y\r\n" * 100_000, 400, "too large")
raw("a folded trailer line", head(CHUNKED) + b"3\r\nabc\r\n0\r\nX: y\r\n z\r\n\r\n", 400, "folded")
raw("endless header", b"GET / HTTP/1.1\r\nHost: h\r\nX: " + b"x" * 100_000, 431)
raw("endless target", b"GET /" + b"x" * 100_000, 431)
raw("a thousand fields", b"GET / HTTP/1.1\r\nHost: h\r\n" + b"X: y\r\n" * 1000 + b"\r\n", 431, "256")
raw("another expectation", head(b"Expect: a-miracle", b"Content-Length: 2") + b"{}", 417)


@case
def the_most_header_bytes_and_fields(server):
    """64 KiB of head are read, one byte more is not; so with 256 fields."""
    with server.client() as client:
        start = b"GET / HTTP/1.1\r\nHost: h\r\nX: "
        full = start + b"x" * (65536 - len(start) - 4) + b"\r\n\r\n"
        if client.exchange(full).status != 200:
            return "64 KiB are refused"
        fields = b"GET / HTTP/1.1\r\nHost: h\r\n" + b"X: y\r\n" * 255 + b"\r\n"
        if client.exchange(fields).status != 200:
            return "256 fields are refused"
        over = client.exchange(full.replace(b"x\r\n\r\n", b"xx\r\n\r\n"))
        return over.status != 431 and f"{over.status} for 64 KiB and one byte"


@case
def a_last_chunk_in_pieces(server):
    """"0\\r\\n" alone, then one byte, then the end: no body, which needs no type and has no target."""
    with server.client() as client:
        client.send(head(CHUNKED))
        for piece in (b"0\r\n", b"X", b": y\r\n", b"\r\n"):
            time.sleep(0.05)
            client.send(piece)
        reply = client.receive()
        return (reply is None or reply.status != 400) and f"{reply and reply.status}, not 400"


@case
def trailers_are_no_headers(server):
    """Neither an operation nor an authorization comes behind the body."""
    whole = server.request("ListTables", {}, [("content-length", None), ("transfer-encoding", "chunked")])
    top, _, body = whole.partition(b"\r\n\r\n")
    lines = top.split(b"\r\n")
    late = [line for line in lines if line.startswith((b"x-amz-target", b"authorization"))]
    top = b"\r\n".join(line for line in lines if line not in late)
    with server.client() as client:
        reply = client.exchange(top + b"\r\n\r\n" + b"%x\r\n%s\r\n0\r\n" % (len(body), body)
                                + b"\r\n".join(late) + b"\r\n\r\n")
        return reply.error() != "UnknownOperationException" and f"{reply.status} {reply.body!r}"


@case
def chunks_are_a_body_like_any(server):
    whole = server.request("ListTables", {}, [("content-length", None), ("transfer-encoding", "chunked")])
    top, _, body = whole.partition(b"\r\n\r\n")
    with server.client() as client:
        reply = client.exchange(top + b"\r\n\r\n" + b"".join(b"1;a=b\r\n%c\r\n" % c for c in body) + b"0\r\n\r\n")
        return reply.status != 200 and f"{reply.status} {reply.body!r}"


# --- The front door, in AWS's order ---

def answers(name, make, status, error="", message=None):
    def run(server):
        with server.client() as client:
            reply = client.exchange(make(server))
            if reply is None:
                return "closed without an answer"
            wrong = reply.status != status or (error and reply.error() != error)
            if message is not None:
                wrong = wrong or reply.message() != message
            return wrong and f"{reply.status} {reply.body[:300]!r}"

    CASES.append((name, run))


NOT_FOUND = "<UnknownOperationException/>"
answers("health", lambda s: b"GET / HTTP/1.1\r\nHost: h\r\n\r\n", 200)
answers("another method", lambda s: b"PUT / HTTP/1.1\r\nHost: h\r\nContent-Length: 0\r\n\r\n", 404)
answers("a method of its own", lambda s: b"X-1 / HTTP/1.1\r\nHost: h\r\nContent-Length: 0\r\n\r\n", 404)
answers("no content type", lambda s: s.request("ListTables", {}, [("content-type", None)]), 404)
answers("an unknown content type", lambda s: s.request("ListTables", {}, [("content-type", "text/xml")]), 404)
answers("json-1.1", lambda s: s.request("ListTables", {}, [("content-type", "application/x-amz-json-1.1")]), 404)
answers("a content type with parameters",
        lambda s: s.request("ListTables", {}, [("content-type", "application/json; charset=utf-8")]), 200)
answers("no body", lambda s: s.request("ListTables", b""), 400, "SerializationException")
answers("no target", lambda s: s.request(None, {}), 400, "UnknownOperationException")
for target in ("ListTables", "DynamoDB_20120810", "DynamoDB_20120810.", ".ListTables", "DynamoDB_20120810.listTables",
               "DynamoDB_20111205.ListTables", "DynamoDB_20120810.List.Tables", "x" * 60000, "DynamoDB_20120810.Ünknown"):
    answers(f"target {target[:40]}",
            lambda s, target=target: s.request("ListTables", {}, [("x-amz-target", target.encode().decode("latin-1"))]),
            400, "UnknownOperationException")
answers("no signature", lambda s: s.request("ListTables", {}, sign=False), 400, "MissingAuthenticationTokenException",
        "Request is missing Authentication Token")
answers("an unknown scheme", lambda s: s.request("ListTables", {}, [("authorization", "Basic eDp5")]), 400,
        "MissingAuthenticationTokenException")
answers("an empty scheme", lambda s: s.request("ListTables", {}, [("authorization", "AWS4-HMAC-SHA256")]), 400,
        "IncompleteSignatureException")
answers("half a credential", lambda s: s.request("ListTables", {}, [
    ("authorization", "AWS4-HMAC-SHA256 Credential=a/b, SignedHeaders=host, Signature=0")]), 400,
        "IncompleteSignatureException")
answers("a signature of another body", lambda s: s.request("ListTables", {})[:-2] + b"[]", 400, "InvalidSignatureException")
answers("a date of no form", lambda s: s.request("ListTables", {}, [("x-amz-date", "yesterday")]), 400,
        "IncompleteSignatureException")
answers("a header signed ten thousand times",
        lambda s: s.request("ListTables", {}, signed=";".join(["host"] * 10_000)), 400, "IncompleteSignatureException")
answers("a signature in header and query",
        lambda s: s.request("ListTables", {}).replace(b"POST / ", b"POST /?X-Amz-Algorithm=AWS4-HMAC-SHA256 ", 1), 400,
        "InvalidSignatureException")

# --- JSON ---

SERIALIZATION = "SerializationException"


def json_body(name, body, operation="PutItem"):
    answers(name, lambda s: s.request(operation, body), 400, SERIALIZATION)


json_body("16 MiB of opening brackets", b"[" * LIMIT)
json_body("16 MiB of opening maps", (b'{"TableName":"x","Item":' + b'{"M":{"a":' * (2 * MIB))[:LIMIT])
json_body("a thousand and more lists", b'{"a":' + b"[" * 1100 + b"]" * 1100 + b"}")
json_body("16 MiB of zeros", b"[" + b"0," * (LIMIT // 2 - 2) + b"0]")
json_body("16 MiB of empty lists", b"[" + b"[]," * (LIMIT // 3 - 2) + b"[]]")
json_body("16 MiB of blanks", b" " * LIMIT)
json_body("16 MiB of quotes", b'"' * LIMIT)
json_body("a quarter of a million members", b'{"a":{' + b",".join(b'"%d":0' % n for n in range(250_000)) + b"}")
json_body("not JSON", b"}{")
json_body("two documents", b"{}{}")
json_body("half a document", b'{"TableName":')
json_body("a text", b'"TableName"')
json_body("a list", b"[]")
json_body("null", b"null")
json_body("a comma too many", b'{"TableName":"hostile",}')
json_body("single quotes", b"{'TableName':'hostile'}")
json_body("a comment", b'{/**/"TableName":"hostile"}')
json_body("a byte order mark in UTF-16", b"\xff\xfe{\0}\0")
json_body("invalid UTF-8", b'{"TableName":"\xff\xfe"}')
json_body("overlong UTF-8", b'{"TableName":"\xc0\xaf"}')
json_body("half a character", b'{"TableName":"\xe2\x82"}')
json_body("a surrogate in UTF-8", b'{"TableName":"\xed\xa0\x80"}')
json_body("half a surrogate pair", b'{"TableName":"\\ud800"}')
json_body("a line feed inside a text", b'{"TableName":"a\nb"}')
json_body("a NUL behind the document", b"{}\0")
json_body("a number no double can hold", b'{"TableName":"hostile","Limit":1e999}', "Scan")
json_body("a number of 100,000 digits", b'{"TableName":"hostile","Limit":' + b"9" * 100_000 + b"}", "Scan")
json_body("NaN", b'{"TableName":"hostile","Limit":NaN}', "Scan")
json_body("a leading zero", b'{"TableName":"hostile","Limit":01}', "Scan")
json_body("numbers for texts", b'{"TableName":1,"Item":{}}')


def put(item):
    return {"TableName": TABLE, "Item": {"h": {"S": "k"}, "r": {"S": "k"}, **item}}


def key(h, r="k"):
    return {"TableName": TABLE, "Item": {"h": {"S": h}, "r": {"S": r}}}


def nested(levels):
    """An attribute of so many levels, its text the last."""
    value = {"S": "deep"}
    for level in range(levels - 1):
        value = {"L": [value]} if level % 2 else {"M": {"a": value}}
    return value


INVALID = "ValidationException"
DETECTED = "1 validation error detected: "
TOO_DEEP = ("Nesting Levels have exceeded supported limits: Attributes in the item have nested levels beyond supported "
            "limit")
answers("16 MiB of backslashes", lambda s: s.request("DescribeTable", b'{"a":"' + b"\\" * (LIMIT - 8) + b'"}'), 400, INVALID)
answers("32 levels", lambda s: s.request("PutItem", put({"d": nested(32)})), 200)
answers("33 levels", lambda s: s.request("PutItem", put({"d": nested(33)})), 400, INVALID,
        DETECTED + TOO_DEEP)
answers("400 levels", lambda s: s.request("PutItem", put({"d": nested(400)})), 400, INVALID,
        DETECTED + TOO_DEEP)
TOO_LARGE = "Item size has exceeded the maximum allowed size"
# h + k, r + k, and the name v: 5 bytes.
answers("an item of 400 KiB", lambda s: s.request("PutItem", put({"v": {"S": "x" * (409600 - 5)}})), 200)
answers("an item of 400 KiB and one byte", lambda s: s.request("PutItem", put({"v": {"S": "x" * (409600 - 4)}})), 400,
        INVALID, TOO_LARGE)
answers("an item of 12 MiB", lambda s: s.request("PutItem", put({"v": {"S": "x" * (12 * MIB)}})), 400, INVALID, TOO_LARGE)
answers("a hash key of 2048 bytes", lambda s: s.request("PutItem", key("x" * 2048)), 200)
answers("a hash key of 2049 bytes", lambda s: s.request("PutItem", key("x" * 2049)), 400, INVALID,
        "One or more parameter values were invalid: Size of hashkey has exceeded the maximum size limit of2048 bytes")
answers("a range key of 1024 bytes", lambda s: s.request("PutItem", key("x", "y" * 1024)), 200)
answers("a range key of 1025 bytes", lambda s: s.request("PutItem", key("x", "y" * 1025)), 400, INVALID,
        "One or more parameter values were invalid: Aggregated size of all range keys has exceeded the size limit "
        "of 1024 bytes")
answers("an empty key", lambda s: s.request("PutItem", key("")), 400, INVALID,
        "One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty "
        "string value. Key: h")
for text, message in (
        ("9" * 39, "Attempting to store more than 38 significant digits in a Number"),
        ("9" * MIB, "Number overflow. Attempting to store a number with magnitude larger than supported range"),
        ("0." + "1" * MIB, "Attempting to store more than 38 significant digits in a Number"),
        ("1e126", "Number overflow. Attempting to store a number with magnitude larger than supported range"),
        ("1e-131", "Number underflow. Attempting to store a number with magnitude smaller than supported range"),
        ("1e99999999999", "Number overflow. Attempting to store a number with magnitude larger than supported range"),
        ("1e" + "9" * 1000, "The parameter cannot be converted to a numeric value: 1e" + "9" * 1000),
        ("0e" + "9" * 1000, "The parameter cannot be converted to a numeric value: 0e" + "9" * 1000),
        ("", "The parameter cannot be converted to a numeric value: "),
        ("NaN", "The parameter cannot be converted to a numeric value: NaN"),
        ("0x10", "The parameter cannot be converted to a numeric value: 0x10"),
        (" 1", "The parameter cannot be converted to a numeric value:  1"),
        ("1\0", "The parameter cannot be converted to a numeric value: 1\0")):
    answers(f"number {text[:12]!r} of {len(text)}",
            lambda s, text=text: s.request("PutItem", put({"n": {"N": text}})), 400, INVALID, DETECTED + message)
answers("the greatest number", lambda s: s.request("PutItem", put({"n": {"N": "9." + "9" * 37 + "e125"}})), 200)


def delete_all(count):
    return {"RequestItems": {TABLE: [{"DeleteRequest": {"Key": {"h": {"S": f"none-{n}"}, "r": {"S": "k"}}}} for n in range(count)]}}


def get_all(count):
    return {"RequestItems": {TABLE: {"Keys": [{"h": {"S": f"none-{n}"}, "r": {"S": "k"}} for n in range(count)]}}}


def set_of(size):
    return {**EXISTING, "UpdateExpression": "SET a = " + "b" * (size - len("SET a = "))}


EXISTING = {"TableName": TABLE, "Key": {"h": {"S": "k"}, "r": {"S": "k"}}}
answers("a batch of 25 writes", lambda s: s.request("BatchWriteItem", delete_all(25)), 200)
answers("a batch of 26 writes", lambda s: s.request("BatchWriteItem", delete_all(26)), 400, INVALID)
answers("a batch of 100 reads", lambda s: s.request("BatchGetItem", get_all(100)), 200)
answers("a batch of 101 reads", lambda s: s.request("BatchGetItem", get_all(101)), 400, INVALID,
        DETECTED + f"Value at 'RequestItems.{TABLE}.member.Keys' failed to satisfy constraint: Member must have length less "
        "than or equal to 100")
answers("an expression of 4096 bytes", lambda s: s.request("UpdateItem", set_of(4096)), 400, INVALID,
        "The provided expression refers to an attribute that does not exist in the item")
answers("an expression of 4097 bytes", lambda s: s.request("UpdateItem", set_of(4097)), 400, INVALID,
        DETECTED + "Invalid UpdateExpression: Expression size has exceeded the maximum allowed size;")
answers("a million segments", lambda s: s.request("Scan", {"TableName": TABLE, "Segment": 0, "TotalSegments": 1_000_000}), 200)
answers("a million segments and one", lambda s: s.request(
    "Scan", {"TableName": TABLE, "Segment": 0, "TotalSegments": 1_000_001}), 400, INVALID)


def extras(body):
    return b"POST /_tidemark/clock HTTP/1.1\r\n" + HOST + b"Content-Length: %d\r\n\r\n" % len(body) + body


raw("extras with a MiB", extras(b" " * MIB), 403, closes=False)
raw("extras with a MiB and one byte", extras(b" " * (MIB + 1)), 413, "RequestEntityTooLarge")


@case
def of_a_repeated_name_the_last_counts(server):
    body = (b'{"TableName":"no-such-table","TableName":"hostile","Item":{"h":{"S":"twice"},"r":{"S":"k"},'
            b'"v":{"S":"first"},"v":{"N":"2"}}}')
    with server.client() as client:
        reply = client.exchange(server.request("PutItem", body))
        if reply.status != 200:
            return f"{reply.status} {reply.body!r}"
    _, got = server.call("GetItem", {"TableName": TABLE, "Key": {"h": {"S": "twice"}, "r": {"S": "k"}}})
    return got["Item"]["v"] != {"N": "2"} and f"{got}"


@case
def a_text_of_every_code_point(server):
    text = "".join(chr(c) for c in range(1, 0x3000)) + "\0\U0001f600\U0010ffff"
    server.call("PutItem", put({"v": {"S": text}, text: {"BOOL": True}}))
    _, got = server.call("GetItem", {"TableName": TABLE, "Key": {"h": {"S": "k"}, "r": {"S": "k"}}})
    return (got["Item"].get("v") != {"S": text} or text not in got["Item"]) and "it does not come back"


# --- Bodies at and over the limit ---

@case
def a_body_of_16_mib_is_read_and_one_byte_more_is_not(server):
    with server.client(60) as client:
        body = json.dumps({"TableName": TABLE, "Item": {}}).encode()
        full = server.request("PutItem", body + b" " * (LIMIT - len(body)))
        reply = client.exchange(full)
        if reply.error() != INVALID:
            return f"{reply.status} {reply.body[:200]!r}"
        over = client.exchange(server.request("PutItem", body + b" " * (LIMIT - len(body) + 1)))
        return (over is None or over.status != 413 or over.error() != "RequestEntityTooLargeException") and f"{over and over.status}"


@case
def a_stated_length_over_the_limit_is_refused_unread(server):
    with server.client() as client:
        client.send(server.request("PutItem", b"", [("content-length", str(LIMIT + 1))]))
        reply = client.receive()
        return (reply is None or reply.status != 413) and f"{reply and reply.status}"


@case
def a_great_length_stated_costs_nothing_yet(server):
    before = server.memory("VmRSS")
    clients = [server.client() for _ in range(100)]
    for client in clients:
        client.send(server.request("PutItem", b"", [("content-length", str(LIMIT))]))
    time.sleep(0.3)
    grown = server.memory("VmRSS") - before
    for client in clients:
        client.reset()
    return grown > 50_000 and f"{grown} KiB more"


@case
def great_bodies_that_never_end_are_bounded(server):
    """40 clients send all but one byte of 16 MiB: 512 MiB are held, the others hear 503."""
    part = server.request("PutItem", b"x" * (LIMIT - 1), [("content-length", str(LIMIT))], sign=False)
    clients = []
    refused = 0
    for _ in range(40):
        client = server.client()
        clients.append(client)
        left = memoryview(part)
        client.socket.settimeout(5)
        try:
            client.socket.sendall(left)
        except OSError:
            pass
    quiet = server.call("ListTables", {})[0]
    for client in clients:
        client.socket.settimeout(0.2)
        try:
            reply = client.receive()
            refused += reply is not None and reply.status == 503
        except OSError:
            pass
        client.reset()
    if quiet != 200:
        return f"a small request meanwhile: {quiet}"
    # 512 MiB hold 32 of them, or somewhat fewer while refused ones still linger.
    return not 8 <= refused <= 12 and f"{refused} of 40 refused, not 8"


# --- Packed bodies ---

def packed(server, operation, body, coding="gzip"):
    return server.request(operation, body, [("content-encoding", coding)])


answers("a gzip body", lambda s: packed(s, "ListTables", gzip.compress(b"{}")), 200)
answers("a deflate body", lambda s: packed(s, "ListTables", zlib.compress(b"{}"), "deflate"), 200)
answers("a damaged gzip body", lambda s: packed(s, "ListTables", gzip.compress(b"{}")[:-3]), 500, "InternalServerError")
answers("a gzip body with a tail", lambda s: packed(s, "ListTables", gzip.compress(b"{}") + b"x"), 500, "InternalServerError")
answers("no gzip at all", lambda s: packed(s, "ListTables", b"{}"), 500, "InternalServerError")
answers("gzip of no JSON", lambda s: packed(s, "ListTables", gzip.compress(b"}")), 400, SERIALIZATION)
answers("a gzip bomb", lambda s: packed(s, "ListTables", gzip.compress(b" " * (200 * MIB), 9)), 413,
        "RequestEntityTooLargeException")
answers("a gzip body of just 16 MiB", lambda s: packed(s, "ListTables", gzip.compress(b"{}" + b" " * (LIMIT - 2))), 200)
answers("a gzip body of 16 MiB and one byte", lambda s: packed(s, "ListTables", gzip.compress(b"{}" + b" " * (LIMIT - 1))),
        413, "RequestEntityTooLargeException")
answers("a stranger's gzip bomb", lambda s: s.request("ListTables", gzip.compress(b" " * MIB, 9),
        [("content-encoding", "gzip")], sign=False), 400, "MissingAuthenticationTokenException")
answers("gzip twice", lambda s: packed(s, "ListTables", gzip.compress(gzip.compress(b"{}")), "gzip, gzip"), 400, SERIALIZATION)
answers("brotli", lambda s: packed(s, "ListTables", b"\x0b\x01\x80{}\x03", "br"), 400, SERIALIZATION)


# --- Manners ---

@case
def continue_is_said_before_a_body_that_is_wanted(server):
    whole = server.request("ListTables", {}, [("expect", "100-continue")])
    top, _, body = whole.partition(b"\r\n\r\n")
    with server.client() as client:
        client.send(top + b"\r\n\r\n")
        first = client.receive()
        if first.status != 100:
            return f"{first.status}, not 100"
        client.send(body)
        return client.receive().status != 200 and "no answer after it"


@case
def continue_is_not_said_before_a_body_too_large(server):
    with server.client() as client:
        client.send(server.request("PutItem", b"", [("expect", "100-continue"), ("content-length", str(LIMIT + 1))]))
        reply = client.receive()
        return reply.status != 413 and f"{reply.status}"


@case
def a_thousand_requests_in_one_piece(server):
    one = server.request("ListTables", {})
    with server.client() as client:
        client.socket.setblocking(True)
        client.socket.settimeout(60)
        import threading
        sender = threading.Thread(target=client.send, args=(one * 1000,))
        sender.start()
        statuses = [client.receive().status for _ in range(1000)]
        sender.join()
        return statuses != [200] * 1000 and f"{statuses.count(200)} of 1000"


@case
def a_thousand_requests_nobody_reads(server):
    """The answers fill the socket; the server waits, and goes on when the client is gone."""
    one = server.request("GetItem", {"TableName": TABLE, "Key": {"h": {"S": "big"}, "r": {"S": "k"}}})
    client = server.client(2)
    try:
        client.socket.sendall(one * 1000)
    except OSError:
        pass
    client.reset()
    return ""


@case
def a_client_that_sends_no_more_is_answered(server):
    with server.client() as client:
        client.send(server.request("ListTables", {}))
        client.socket.shutdown(socket.SHUT_WR)
        reply = client.receive()
        if reply is None or reply.status != 200:
            return f"{reply and reply.status}"
        return not client.is_closed() and "it stays open"


@case
def half_a_request_and_no_more_is_closed(server):
    with server.client() as client:
        client.send(server.request("ListTables", {})[:-1])
        client.socket.shutdown(socket.SHUT_WR)
        return not client.is_closed() and "it stays open"


@case
def clients_that_go_in_the_middle_of_an_answer(server):
    scan = server.request("Scan", {"TableName": TABLE})
    for n in range(50):
        client = server.client()
        client.send(scan)
        if n % 3 == 0:
            client.socket.recv(1)
        client.reset()
    return ""


@case
def clients_that_go_in_the_middle_of_a_write(server):
    for n in range(50):
        client = server.client()
        client.send(server.request("PutItem", key(f"gone-{n}")))
        client.reset()
    return ""


@case
def clients_that_connect_and_go(server):
    for _ in range(500):
        server.client().reset()
    return ""


@case
def old_clients_are_answered_and_closed(server):
    with server.client() as client:
        reply = client.exchange(b"GET / HTTP/1.0\r\nHost: h\r\n\r\n")
        return (reply.status != 200 or not client.is_closed()) and "it stays open"


def slow(name, pieces, pause, least, most):
    """Sends a piece now and then until 408 comes, between `least` and `most` seconds later."""

    def run(server):
        with server.client(most + 5) as client:
            begun = time.monotonic()
            for piece in pieces:
                if not client.send(piece):
                    break
                client.socket.settimeout(pause)
                try:
                    if client.more():
                        break
                except TimeoutError:
                    pass
            client.socket.settimeout(most + 5)
            reply = client.receive()
            took = time.monotonic() - begun
            if reply is None or reply.status != 408:
                return f"{reply and reply.status}, not 408"
            return not least <= took <= most and f"408 after {took:.1f} s"

    return name, run


def ends(client, least, most):
    """Waits, reading nothing, until the server ends the connection between so many seconds."""
    begun = time.monotonic()
    poll = select.poll()
    poll.register(client.socket, select.POLLRDHUP)
    ended = poll.poll(most * 1000)
    took = time.monotonic() - begun
    return (not ended and f"open after {took:.0f} s") or (took < least and f"closed after {took:.1f} s")


def a_client_that_reads_nothing(server):
    one = server.request("GetItem", {"TableName": TABLE, "Key": {"h": {"S": "big"}, "r": {"S": "k"}}})
    with server.client(2) as client:
        try:
            client.socket.sendall(one * 1000)
        except OSError:
            pass
        return ends(client, 50, 100)


def a_client_that_says_no_more(server):
    with server.client() as client:
        reply = client.exchange(b"GET / HTTP/1.1\r\nHost: h\r\n\r\n")
        return reply.status != 200 or ends(client, 70, 110)


# Run beside the others, since they wait.
SLOW = [slow("a slow head", [b"GET / HTTP/1.1\r\nHost: h\r\n"] + [b"X: y\r\n"] * 100, 0.3, 9.5, 30)]
SLOW_FULL = [slow("a slow body", [head(b"Content-Length: 1000")] + [b"x"] * 1000, 1, 59, 90),
             slow("slow chunks", [head(CHUNKED)] + [b"1\r\nx\r\n"] * 1000, 1, 59, 90),
             ("a client that reads nothing", a_client_that_reads_nothing),
             ("a client that says no more", a_client_that_says_no_more)]
