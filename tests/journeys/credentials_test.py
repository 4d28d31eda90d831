#!/usr/bin/python3
"""The credential chain of `tidemark whoami` beside botocore's, on the same files and variables.

A server in this process plays STS, the SSO portal, a container's and an EC2 instance's services;
whatever key a request is signed with tells how it was come by. Nothing leaves this machine.

Last line: N passed, M failed.
"""
import hashlib
import http.server
import json
import os
import pathlib
import re
import subprocess
import tempfile
import threading
import unittest
import urllib.parse

import botocore.credentials
import botocore.session
import botocore.tokens

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
BINARY = os.environ.get("TIDEMARK", str(ROOT / "build/checked/tidemark"))
ACCOUNT = "012345678901"
SECRET = "hush-hush-hush"


def found_by_botocore(profile, here):
    """In a process of its own, whose surroundings are the case's."""
    # Worked out when these were imported, for a HOME that was another.
    cache = os.path.expanduser("~/.aws/sso/cache")
    for keeper in (botocore.credentials.SSOProvider, botocore.tokens.SSOTokenProvider):
        keeper._SSO_TOKEN_CACHE_DIR = cache
    session = botocore.session.Session()
    if profile:
        session.set_config_variable("profile", profile)
    make = session.create_client
    # Its clients of STS and SSO are led here: older ones know no variable for it.
    session.create_client = lambda name, *args, **more: make(name, *args, **{**more, "endpoint_url": here})
    try:
        found = session.get_credentials()
        key = found.get_frozen_credentials() if found else None
        return {"key": key and key.access_key, "token": key and (key.token or "")}
    except Exception as error:  # whatever it says, it found none
        return {"error": type(error).__name__}


def made_of(*parts):
    """A key id that tells what it was exchanged for."""
    return "ASIA" + hashlib.sha256("|".join(parts).encode()).hexdigest()[:16].upper()


def json_credentials(key, token="Token", **more):
    return {"AccessKeyId": key, "SecretAccessKey": SECRET, token: "token-of-" + key,
            "Expiration": "2037-01-01T00:00:00Z", **more}


class World(http.server.BaseHTTPRequestHandler):
    """Everybody whom credentials are asked of."""
    protocol_version = "HTTP/1.1"
    callers = []  # (key id, token) of each GetCallerIdentity

    def answer(self, body, status=200):
        data = (body if isinstance(body, str) else json.dumps(body)).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def do_PUT(self):
        self.answer("metadata-token" if self.headers["X-aws-ec2-metadata-token-ttl-seconds"] else "", 200)

    def do_GET(self):
        url = urllib.parse.urlparse(self.path)
        query = urllib.parse.parse_qs(url.query)
        if url.path == "/federation/credentials":
            key = made_of("sso", self.headers["x-amz-sso_bearer_token"], query["role_name"][0], query["account_id"][0])
            return self.answer({"roleCredentials": {
                "accessKeyId": key, "secretAccessKey": SECRET, "sessionToken": "token-of-" + key,
                "expiration": 2114380800000}})
        if url.path == "/container":
            return self.answer(json_credentials(made_of("container", self.headers["Authorization"] or "")))
        if url.path == "/latest/meta-data/iam/security-credentials/":
            return self.answer("instance-role")
        if url.path == "/latest/meta-data/iam/security-credentials/instance-role":
            return self.answer(json_credentials(made_of("instance", self.headers["X-aws-ec2-metadata-token"]),
                                                Code="Success", Type="AWS-HMAC", LastUpdated="2026-01-01T00:00:00Z"))
        self.answer("", 404)

    def do_POST(self):
        form = urllib.parse.parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
        action = form["Action"][0]
        signed = re.search(r"Credential=([^/]+)/", self.headers["Authorization"] or "")
        key = signed and signed.group(1)
        if action == "GetCallerIdentity":
            self.callers.append((key, self.headers["X-Amz-Security-Token"] or ""))
            return self.answer(self.xml(action, f"<Account>{ACCOUNT}</Account><Arn>arn:aws:iam::{ACCOUNT}:user/x"
                                                "</Arn><UserId>AIDA</UserId>"))
        parts = [action, key or "unsigned", form["RoleArn"][0], form.get("ExternalId", [""])[0],
                 form.get("WebIdentityToken", [""])[0], form.get("DurationSeconds", [""])[0]]
        made = made_of(*parts)
        self.answer(self.xml(action, f"<Credentials><AccessKeyId>{made}</AccessKeyId><SecretAccessKey>{SECRET}"
                                     f"</SecretAccessKey><SessionToken>token-of-{made}</SessionToken>"
                                     "<Expiration>2037-01-01T00:00:00Z</Expiration></Credentials>"
                                     "<AssumedRoleUser><AssumedRoleId>A:s</AssumedRoleId>"
                                     "<Arn>arn:aws:sts::1:assumed-role/r/s</Arn></AssumedRoleUser>"))

    @staticmethod
    def xml(action, result):
        return (f'<{action}Response xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><{action}Result>{result}'
                f"</{action}Result><ResponseMetadata><RequestId>r</RequestId></ResponseMetadata></{action}Response>")

    def log_message(self, *_):
        pass


def keys(name, **more):
    return "".join(f"{key} = {value}\n" for key, value in
                   {"aws_access_key_id": name, "aws_secret_access_key": SECRET, **more}.items())


ENV = {"AWS_ACCESS_KEY_ID": "AKIAENV", "AWS_SECRET_ACCESS_KEY": SECRET}
ENV_TOKEN = {**ENV, "AWS_SESSION_TOKEN": "env-token"}
ROLE = "role_arn = arn:aws:iam::1:role/r\n"
SSO = ("[sso-session corp]\nsso_region = us-east-1\nsso_start_url = https://corp.awsapps.com/start\n")
SSO_PROFILE = "sso_session = corp\nsso_account_id = 012345678901\nsso_role_name = Admin\n"
PROCESS = "credential_process = /bin/sh vend.sh \"two words\"\n"

# name: variables, config, credentials, --profile
CASES = {
    "environment": (ENV, "", "", ""),
    "environment with a token": (ENV_TOKEN, "", "", ""),
    "environment before files": (ENV, "[default]\n" + keys("AKIACONF"), "[default]\n" + keys("AKIACRED"), ""),
    "environment before AWS_PROFILE": ({**ENV, "AWS_PROFILE": "p"}, "[profile p]\n" + keys("AKIAP"), "", ""),
    "--profile before environment": (ENV, "[profile p]\n" + keys("AKIAP"), "", "p"),
    "empty variables": ({"AWS_ACCESS_KEY_ID": "", "AWS_SECRET_ACCESS_KEY": ""}, "", "[default]\n" + keys("AKIACRED"), ""),
    "half of a pair": ({"AWS_ACCESS_KEY_ID": "AKIAENV"}, "", "[default]\n" + keys("AKIACRED"), ""),
    "credentials file": ({}, "", "[default]\n" + keys("AKIACRED", aws_session_token="t"), ""),
    "credentials file before config file": ({}, "[default]\n" + keys("AKIACONF"), "[default]\n" + keys("AKIACRED"), ""),
    "config file": ({}, "[default]\n" + keys("AKIACONF"), "", ""),
    "AWS_PROFILE": ({"AWS_PROFILE": "p"}, "[profile p]\n" + keys("AKIAP"), "", ""),
    "AWS_DEFAULT_PROFILE": ({"AWS_DEFAULT_PROFILE": "p"}, "", "[p]\n" + keys("AKIAP"), ""),
    "a profile of two words": ({"AWS_PROFILE": "two words"}, "[profile \"two words\"]\n" + keys("AKIATWO"), "", ""),
    "[p] in the config file is none": ({"AWS_PROFILE": "p"}, "[p]\n" + keys("AKIAP"), "", ""),
    "a profile that is missing": ({"AWS_PROFILE": "q"}, "[profile p]\n" + keys("AKIAP"), "", ""),
    "comments and blanks": ({}, "", "# one\n; two\n\n[default]\n  " .rstrip() + "\n"
                            "aws_access_key_id=AKIACRED\n# three\nAWS_SECRET_ACCESS_KEY : " + SECRET + "\n", ""),
    "no inline comments": ({}, "", "[default]\naws_access_key_id = AKIA # x\naws_secret_access_key = s\n", ""),
    "a section twice": ({}, "", "[default]\n" + keys("AKIA1") + "[default]\n" + keys("AKIA2"), ""),
    "a line that is none": ({}, "", "[default]\n" + keys("AKIA1") + "what is this\n", ""),
    "carriage returns": ({}, "", ("[default]\n" + keys("AKIACRED")).replace("\n", "\r\n"), ""),
    "role of a source profile": ({}, "[default]\n" + ROLE + "source_profile = base\n", "[base]\n" + keys("AKIABASE"), ""),
    "role with options": ({}, "[default]\n" + ROLE + "source_profile = base\nexternal_id = xx\nduration_seconds = 1800\n"
                          "role_session_name = ann\n", "[base]\n" + keys("AKIABASE"), ""),
    "role before the profile's own keys": ({}, "[default]\n" + ROLE + "source_profile = base\n",
                                           "[default]\n" + keys("AKIAOWN") + "[base]\n" + keys("AKIABASE"), ""),
    "role of itself": ({}, "[default]\n" + ROLE + "source_profile = default\n" + keys("AKIASELF"), "", ""),
    "role after environment": (ENV, "[default]\n" + ROLE + "source_profile = base\n", "[base]\n" + keys("AKIABASE"), ""),
    "chain of roles": ({}, "[default]\n" + ROLE + "source_profile = b\n[profile b]\nrole_arn = arn:aws:iam::1:role/b\n"
                       "source_profile = a\n[profile a]\n" + keys("AKIAA"), "", ""),
    "a source with keys is not asked for its role": (
        {}, "[default]\n" + ROLE + "source_profile = b\n[profile b]\nrole_arn = arn:aws:iam::1:role/b\nsource_profile = a\n"
        + keys("AKIAB") + "[profile a]\n" + keys("AKIAA"), "", ""),
    "roles in a circle": ({}, "[default]\n" + ROLE + "source_profile = b\n[profile b]\n" + ROLE + "source_profile = default\n",
                          "", ""),
    "role without a source": ({}, "[default]\n" + ROLE, "", ""),
    "role of a missing source": ({}, "[default]\n" + ROLE + "source_profile = none\n", "", ""),
    "role of two sources": (ENV, "[profile p]\n" + ROLE + "source_profile = p\ncredential_source = Environment\n", "", "p"),
    "role by the environment": (ENV, "[profile p]\n" + ROLE + "credential_source = Environment\n", "", "p"),
    "role by an unknown place": (ENV, "[profile p]\n" + ROLE + "credential_source = Moon\n", "", "p"),
    "role of a process": ({}, "[default]\n" + ROLE + "source_profile = base\n[profile base]\n" + PROCESS, "", ""),
    "role of SSO": ({}, "[default]\n" + ROLE + "source_profile = base\n[profile base]\n" + SSO_PROFILE + SSO, "", ""),
    "web identity of the environment": ({"AWS_WEB_IDENTITY_TOKEN_FILE": "{home}/jwt", "AWS_ROLE_ARN": "arn:aws:iam::1:role/w",
                                         "AWS_ROLE_SESSION_NAME": "pod"}, "", "", ""),
    "web identity of the environment before files": (
        {"AWS_WEB_IDENTITY_TOKEN_FILE": "{home}/jwt", "AWS_ROLE_ARN": "arn:aws:iam::1:role/w"}, "",
        "[default]\n" + keys("AKIACRED"), ""),
    "web identity of a profile": ({}, "[default]\n" + ROLE + "web_identity_token_file = {home}/jwt\n", "", ""),
    "web identity without a role": ({"AWS_WEB_IDENTITY_TOKEN_FILE": "{home}/jwt"}, "", "", ""),
    "--profile before web identity": (
        {"AWS_WEB_IDENTITY_TOKEN_FILE": "{home}/jwt", "AWS_ROLE_ARN": "arn:aws:iam::1:role/w"}, "",
        "[p]\n" + keys("AKIAP"), "p"),
    "SSO session": ({}, "[default]\n" + SSO_PROFILE + SSO, "", ""),
    "SSO, the old form": ({}, "[default]\nsso_start_url = https://old.awsapps.com/start\nsso_region = us-east-1\n"
                          "sso_account_id = 012345678901\nsso_role_name = Reader\n", "", ""),
    "SSO before the credentials file": ({}, "[default]\n" + SSO_PROFILE + SSO, "[default]\n" + keys("AKIACRED"), ""),
    "SSO without a role": ({}, "[default]\nsso_session = corp\nsso_account_id = 1\n" + SSO, "", ""),
    "SSO of a missing session": ({}, "[default]\n" + SSO_PROFILE, "", ""),
    "SSO nobody logged in to": ({}, "[default]\n" + SSO_PROFILE.replace("corp", "other")
                                + SSO.replace("session corp", "session other"), "", ""),
    "process": ({}, "[default]\n" + PROCESS, "", ""),
    "process after the credentials file": ({}, "[default]\n" + PROCESS, "[default]\n" + keys("AKIACRED"), ""),
    "process before the config file's keys": ({}, "[default]\n" + PROCESS + keys("AKIACONF"), "", ""),
    "process that fails": ({}, "[default]\ncredential_process = /bin/false\n", "", ""),
    "process that says nothing": ({}, "[default]\ncredential_process = /bin/echo {}\n", "", ""),
    "container": ({"AWS_CONTAINER_CREDENTIALS_FULL_URI": "{here}/container",
                   "AWS_CONTAINER_AUTHORIZATION_TOKEN": "bearer"}, "", "", ""),
    "container with a token file": ({"AWS_CONTAINER_CREDENTIALS_FULL_URI": "{here}/container",
                                     "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE": "{home}/jwt"}, "", "", ""),
    "container elsewhere": ({"AWS_CONTAINER_CREDENTIALS_FULL_URI": "http://10.0.0.1/container"}, "", "", ""),
    "container after files": ({"AWS_CONTAINER_CREDENTIALS_FULL_URI": "{here}/container"}, "", "[default]\n" + keys("AKIACRED"), ""),
    "instance": ({"AWS_EC2_METADATA_DISABLED": "false", "AWS_EC2_METADATA_SERVICE_ENDPOINT": "{here}/"}, "", "", ""),
    "role by the instance": ({"AWS_EC2_METADATA_DISABLED": "false", "AWS_EC2_METADATA_SERVICE_ENDPOINT": "{here}/"},
                             "[default]\n" + ROLE + "credential_source = Ec2InstanceMetadata\n", "", ""),
    "nothing anywhere": ({}, "", "", ""),
}

# Where this botocore is known to be older than what is right, and what is right.
OLDER = {
    # Since 1.35 botocore reads the file; Debian's 1.29 knows the variable with the token only.
    "container with a token file": made_of("container", "jwt-of-a-pod"),
    # 1.29 forgets what loads tokens when a role's source has them.
    "role of SSO": made_of("AssumeRole", made_of("sso", "bearer-of-corp", "Admin", ACCOUNT),
                           "arn:aws:iam::1:role/r", "", "", ""),
}


class Chain(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), World)
        threading.Thread(target=cls.server.serve_forever, daemon=True).start()
        cls.here = f"http://127.0.0.1:{cls.server.server_address[1]}"

    @classmethod
    def tearDownClass(cls):
        cls.server.shutdown()
        cls.server.server_close()

    def home(self, directory, config, credentials):
        home = pathlib.Path(directory)
        (home / ".aws/sso/cache").mkdir(parents=True)
        (home / ".aws/config").write_bytes(config.replace("{home}", directory).encode())
        (home / ".aws/credentials").write_bytes(credentials.encode())
        (home / "jwt").write_text("jwt-of-a-pod")
        (home / "vend.sh").write_text(
            'test "$1" = "two words" || exit 3\n'
            f"echo '{json.dumps(json_credentials('AKIAPROCESS', 'SessionToken', Version=1))}'\n")
        for name in ("corp", "https://old.awsapps.com/start"):
            (home / f".aws/sso/cache/{hashlib.sha1(name.encode()).hexdigest()}.json").write_text(json.dumps(
                {"accessToken": "bearer-of-" + name, "expiresAt": "2037-01-01T00:00:00Z",
                 "startUrl": name, "region": "us-east-1"}))

    def environment(self, directory, variables):
        return {"HOME": directory, "PATH": os.environ["PATH"], "AWS_REGION": "us-east-1",
                "AWS_DEFAULT_REGION": "us-east-1", "AWS_EC2_METADATA_DISABLED": "true",
                "AWS_ENDPOINT_URL_STS": self.here, "AWS_ENDPOINT_URL_SSO": self.here, "AWS_MAX_ATTEMPTS": "1",
                "XDG_CONFIG_HOME": directory + "/config", "XDG_STATE_HOME": directory + "/state",
                **{name: value.replace("{home}", directory).replace("{here}", self.here)
                   for name, value in variables.items()}}

    def botocores(self, directory, environment, profile):
        reading, writing = os.pipe()
        child = os.fork()
        if child == 0:
            os.environ.clear()
            os.environ.update(environment)
            os.chdir(directory)
            os.write(writing, json.dumps(found_by_botocore(profile, self.here)).encode())
            os._exit(0)
        os.close(writing)
        with os.fdopen(reading) as pipe:
            told = pipe.read()
        os.waitpid(child, 0)
        self.assertTrue(told, "botocore's process ended")
        return json.loads(told)

    def ours(self, directory, environment, profile):
        World.callers.clear()
        done = subprocess.run([BINARY, "whoami", "--output", "json"] + (["--profile", profile] if profile else []),
                              env=environment, cwd=directory, capture_output=True, text=True, timeout=60)
        self.assertNotIn(SECRET, done.stdout + done.stderr)
        self.assertNotIn("bearer", done.stdout + done.stderr)
        self.assertNotIn("token-of-", done.stdout + done.stderr)
        if done.returncode != 0:
            self.assertEqual(World.callers, [], done.stderr)
            self.assertTrue(done.stderr)
            return {"error": done.stderr}
        self.assertEqual(json.loads(done.stdout)["account"], ACCOUNT)
        key, token = World.callers[-1]
        return {"key": key, "token": token}

    def compare(self, name):
        variables, config, credentials, profile = CASES[name]
        with tempfile.TemporaryDirectory(prefix="tidemark-credentials-") as directory:
            self.home(directory, config, credentials)
            environment = self.environment(directory, variables)
            theirs = self.botocores(directory, environment, profile)
            ours = self.ours(directory, environment, profile)
            if name in OLDER:
                self.assertEqual(ours.get("key"), OLDER[name], (ours, theirs))
            elif theirs.get("error") or theirs.get("key") is None:
                self.assertIn("error", ours, theirs)
            else:
                self.assertEqual(ours, theirs)


for _name in CASES:
    setattr(Chain, "test_" + re.sub(r"\W+", "_", _name), lambda self, name=_name: self.compare(name))


def main():
    result = unittest.TextTestRunner(verbosity=1).run(unittest.defaultTestLoader.loadTestsFromName("__main__"))
    failed = len(result.failures) + len(result.errors)
    print(f"{result.testsRun - failed} passed, {failed} failed")
    raise SystemExit(1 if failed else 0)


if __name__ == "__main__":
    main()
