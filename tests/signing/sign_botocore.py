#!/usr/bin/python3
"""Signs the requests of seeded_requests.py with botocore; prints what would be sent, for wire_sign."""
import datetime
import json
import sys
import types
import urllib.parse

import botocore.auth
import botocore.awsrequest
import botocore.credentials


def stand_still_at(at):
    """botocore asks the module's datetime for the time: give it one that stands still."""
    now = datetime.datetime.strptime(at, "%Y%m%dT%H%M%SZ")

    class Still(datetime.datetime):
        @classmethod
        def utcnow(cls):
            return now

    botocore.auth.datetime = types.SimpleNamespace(datetime=Still, timedelta=datetime.timedelta)
    if hasattr(botocore.auth, "get_current_datetime"):
        botocore.auth.get_current_datetime = lambda *_, **__: now


def signer(request):
    credentials = botocore.credentials.Credentials(
        request["key_id"], request["secret"], request["token"] or None)
    service, region = request["service"], request["region"]
    if request["presigned"]:
        return botocore.auth.SigV4QueryAuth(credentials, service, region, request["expires"])
    kind = botocore.auth.S3SigV4Auth if service == "s3" else botocore.auth.SigV4Auth
    return kind(credentials, service, region)


def url_of(request):
    port = f":{request['port']}" if request["port"] else ""
    query = "&".join(f"{urllib.parse.quote(name, safe='~')}={urllib.parse.quote(value, safe='~')}"
                     for name, value in request["query"])
    return (f"{request['scheme']}://{request['host']}{port}{request['path']}"
            + (f"?{query}" if query else ""))


def host_of(url):
    parts = urllib.parse.urlsplit(url)
    implied = {"http": 80, "https": 443}[parts.scheme]
    return parts.hostname if parts.port in (None, implied) else f"{parts.hostname}:{parts.port}"


def main():
    for line in sys.stdin:
        request = json.loads(line)
        stand_still_at(request["at"])
        url = url_of(request)
        sent = botocore.awsrequest.AWSRequest(
            method=request["method"], url=url, data=bytes.fromhex(request["body"]))
        for name, value in request["headers"]:
            sent.headers.add_header(name, value)
        signer(request).add_auth(sent)
        fields = [[name, value] for name, value in sent.headers.items()]
        if "host" not in (name.lower() for name, _ in fields):
            fields.insert(0, ["Host", host_of(url)])
        print(json.dumps({**request, "url": sent.url, "headers": fields}))


if __name__ == "__main__":
    main()
