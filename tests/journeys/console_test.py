#!/usr/bin/python3
"""The recovery console at a terminal, against the real engine: what a person types, what is on the screen, and what
then is in the account.

Last line: N passed, M failed.
"""
import json
import os
import pathlib
import re
import subprocess
import tempfile
import time
import unittest
import urllib.request

import boto3
import pexpect
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.config import Config
from botocore.credentials import Credentials

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
BINARY = os.environ.get("TIDEMARK", str(ROOT / "build/checked/tidemark"))
REGION = "ca-central-1"
TRUST = json.dumps({"Version": "2012-10-17", "Statement": [
    {"Effect": "Allow", "Principal": {"Service": "backup.amazonaws.com"}, "Action": "sts:AssumeRole"}]})
POLICIES = ["AWSBackupServiceRolePolicyForBackup", "AWSBackupServiceRolePolicyForRestores"]
ACTION = r"What is to be done\? \[1 to 8\]\r\n"


class Engine:
    """A server on a free port, with a vault and a role; stopped by its own pid."""

    def __init__(self, *options):
        self.directory = tempfile.TemporaryDirectory(prefix="tidemark-console-")
        path = pathlib.Path(self.directory.name)
        self.serve("0", *options)
        line = next(text for text in (path / "data/keys").read_text().splitlines()
                    if text and not text.startswith("#"))
        _, self.key, self.secret = line.split()
        self.dynamodb = self.client("dynamodb")
        self.account = self.client("sts").get_caller_identity()["Account"]
        self.client("backup").create_backup_vault(BackupVaultName="nightly")
        self.role("Backup", POLICIES)

    def serve(self, port, *options):
        path = pathlib.Path(self.directory.name)
        (path / "port").unlink(missing_ok=True)
        self.process = subprocess.Popen(
            [BINARY, "serve", "--data", str(path / "data"), "--port", port, "--port-file", str(path / "port"), *options],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        while not (path / "port").exists():
            assert self.process.poll() is None, "serve ended"
            time.sleep(0.01)
        self.port = (path / "port").read_text().strip()
        self.url = f"http://127.0.0.1:{self.port}"

    def serve_again(self, *options):
        self.process.terminate()
        self.process.wait(timeout=60)
        self.serve(self.port, *options)

    def client(self, service, region=REGION):
        # A disk that others use, too, may take its time to sync.
        return boto3.client(service, endpoint_url=self.url, region_name=region, aws_access_key_id=self.key,
                            aws_secret_access_key=self.secret, config=Config(read_timeout=300))

    def raw(self, operation, **body):
        """For members that Debian's boto3 does not know yet."""
        request = AWSRequest("POST", self.url + "/", data=json.dumps(body), headers={
            "Content-Type": "application/x-amz-json-1.0", "X-Amz-Target": f"DynamoDB_20120810.{operation}"})
        SigV4Auth(Credentials(self.key, self.secret), "dynamodb", REGION).add_auth(request)
        prepared = request.prepare()
        with urllib.request.urlopen(urllib.request.Request(
                prepared.url, data=json.dumps(body).encode(), headers=dict(prepared.headers), method="POST")) as answer:
            return json.load(answer)

    def is_protected(self, table):
        return self.raw("DescribeTable", TableName=table)["Table"].get("DeletionProtectionEnabled", False)

    def history(self, table):
        return self.raw("DescribeContinuousBackups", TableName=table)["ContinuousBackupsDescription"][
            "PointInTimeRecoveryDescription"]

    def role(self, name, policies):
        iam = self.client("iam")
        arn = iam.create_role(RoleName=name, Path="/service-role/", AssumeRolePolicyDocument=TRUST)["Role"]["Arn"]
        for policy in policies:
            iam.attach_role_policy(RoleName=name, PolicyArn=f"arn:aws:iam::aws:policy/service-role/{policy}")
        return arn

    def table(self, name, items=3, history=True, protected=False):
        self.raw(
            "CreateTable", TableName=name, BillingMode="PAY_PER_REQUEST", DeletionProtectionEnabled=protected,
            AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
            KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}])
        self.dynamodb.get_waiter("table_exists").wait(TableName=name, WaiterConfig={"Delay": 1})
        if history:
            self.dynamodb.update_continuous_backups(
                TableName=name, PointInTimeRecoverySpecification={"PointInTimeRecoveryEnabled": True})
        for number in range(items):
            self.put(name, number, "good")
        return name

    def put(self, table, number, state):
        self.dynamodb.put_item(TableName=table, Item={"id": {"S": str(number)}, "state": {"S": state}})

    def states(self, table):
        return {item["id"]["S"]: item["state"]["S"] for item in self.dynamodb.scan(TableName=table)["Items"]}

    def exists(self, table):
        return table in self.dynamodb.list_tables()["TableNames"]

    def recovery_point(self, table):
        backup = self.client("backup")
        arn = self.dynamodb.describe_table(TableName=table)["Table"]["TableArn"]
        job = backup.start_backup_job(BackupVaultName="nightly", ResourceArn=arn,
                                      IamRoleArn=f"arn:aws:iam::{self.account}:role/service-role/Backup")["BackupJobId"]
        while True:
            state = backup.describe_backup_job(BackupJobId=job)
            if state["State"] == "COMPLETED":
                return state["RecoveryPointArn"]
            assert state["State"] in ("CREATED", "PENDING", "RUNNING"), state
            time.sleep(0.05)

    def stop(self):
        self.process.terminate()
        code = self.process.wait(timeout=30)
        self.directory.cleanup()
        assert code == 0, code


class Person:
    """Somebody at a terminal of `columns`, with a home of their own."""

    def __init__(self, engine, columns=80, term="xterm", config=None, arguments=(), **variables):
        self.home = tempfile.TemporaryDirectory(prefix="tidemark-home-")
        home = pathlib.Path(self.home.name)
        settings = {"account": f'"{engine.account}"', "region": REGION, "vault": "nightly",
                    "role": "service-role/Backup", "time zone": "Europe/Berlin", "endpoint": engine.url}
        settings.update(config or {})
        directory = home / ".config/tidemark"
        directory.mkdir(parents=True)
        (directory / "tidemark.yaml").write_text(
            "".join(f"{key}: {value}\n" for key, value in settings.items() if value))
        self.environment = {
            "HOME": str(home), "PATH": os.environ["PATH"], "TERM": term, "LANG": "C.UTF-8",
            "AWS_ACCESS_KEY_ID": engine.key, "AWS_SECRET_ACCESS_KEY": engine.secret,
            "AWS_EC2_METADATA_DISABLED": "true", "AWS_CONFIG_FILE": "/dev/null",
            "AWS_SHARED_CREDENTIALS_FILE": "/dev/null", **variables}
        self.columns = columns
        self.arguments = list(arguments)
        self.child = None

    def sits_down(self):
        self.child = pexpect.spawn(BINARY, ["console", *self.arguments], env=self.environment, encoding="utf-8",
                                   timeout=30, dimensions=(50, self.columns))
        return self

    def sees(self, pattern, timeout=30):
        self.child.expect(pattern, timeout=timeout)
        return self.child.match

    def types(self, text):
        self.sees("> ")
        self.child.sendline(text)

    def answers(self, *pairs):
        for question, text in pairs:
            self.sees(question)
            self.types(text)

    def leaves(self):
        """The exit code, after "exit" at the menu."""
        self.answers((ACTION, "exit"))
        return self.ends()

    def ends(self):
        self.child.expect(pexpect.EOF)
        self.child.close()
        return self.child.exitstatus

    def pipes(self, *lines):
        """A whole session without a terminal: (exit code, what was written)."""
        done = subprocess.run([BINARY, "console", *self.arguments], env=self.environment, text=True, timeout=120,
                              input="".join(line + "\n" for line in lines), stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT)
        return done.returncode, done.stdout


def plain(text):
    """Without colours and what moves the cursor."""
    return re.sub(r"\x1b\[[0-9;?]*[A-Za-z]|\x1b[()][A-Z0-9]|\x1b[=>]", "", text)


def complaints(schema, value, where="$"):
    """What of JSON Schema the console's schema uses, by hand: Debian's Python has no validator."""
    kinds = {"object": dict, "array": list, "string": str, "boolean": bool, "integer": int, "number": (int, float)}
    if "type" in schema and not (isinstance(value, kinds[schema["type"]])
                                 and not (isinstance(value, bool) and schema["type"] in ("integer", "number"))):
        yield f"{where}: {value!r} is no {schema['type']}"
        return
    if "const" in schema and value != schema["const"]:
        yield f"{where}: {value!r} is not {schema['const']!r}"
    if "enum" in schema and value not in schema["enum"]:
        yield f"{where}: {value!r} is none of {schema['enum']}"
    if "pattern" in schema and not re.search(schema["pattern"], value):
        yield f"{where}: {value!r} does not match {schema['pattern']}"
    if isinstance(value, dict):
        for name in schema.get("required", []):
            if name not in value:
                yield f"{where}: {name} is missing"
        for name, member in value.items():
            if name in schema.get("properties", {}):
                yield from complaints(schema["properties"][name], member, f"{where}.{name}")
            elif schema.get("additionalProperties") is False:
                yield f"{where}: {name} is not in the schema"
    if isinstance(value, list):
        for index, member in enumerate(value):
            yield from complaints(schema.get("items", {}), member, f"{where}[{index}]")
    for rule in schema.get("allOf", []):
        if not list(complaints(rule["if"], value)):
            yield from complaints(rule["then"], value, where)


class State(unittest.TestCase):
    """The console's state as JSON."""

    SCHEMA = json.loads((ROOT / "docs/formats/console_state.schema.json").read_text())

    def test_every_golden_state_fits_the_schema(self):
        files = sorted((ROOT / "tests/golden/console").glob("*.json"))
        self.assertEqual([path.stem for path in files],
                         sorted(self.SCHEMA["properties"]["screen"]["enum"]))
        for path in files:
            self.assertEqual(list(complaints(self.SCHEMA, json.loads(path.read_text()))), [], path.name)

    def test_the_schema_refuses_what_is_none(self):
        state = json.loads((ROOT / "tests/golden/console/points.json").read_text())
        for spoil in [lambda one: one.pop("points"), lambda one: one.update(screen="else"),
                      lambda one: one.update(more=1), lambda one: one["points"][0].update(bytes="1"),
                      lambda one: one.update(now="2026-11-21"), lambda one: one.update(schema=2)]:
            spoilt = json.loads(json.dumps(state))
            spoil(spoilt)
            self.assertTrue(list(complaints(self.SCHEMA, spoilt)))


class Console(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.engine = Engine()

    @classmethod
    def tearDownClass(cls):
        cls.engine.stop()

    def person(self, **words):
        return Person(self.engine, **words)

    def damaged(self, name, **words):
        """A table whose item 0 was spoilt, and the second before that as it is typed."""
        self.engine.table(name, **words)
        time.sleep(1.1)
        before = time.gmtime()
        time.sleep(1.1)
        self.engine.put(name, 0, "spoilt")
        return time.strftime("%Y-%m-%dT%H:%M:%SZ", before)

    def test_a_table_goes_back_to_a_second_in_place(self):
        before = self.damaged("Orders", protected=True)
        person = self.person().sits_down()
        person.answers((ACTION, "1"), (r"Which table\?", "Orders"), (r"Which time\?", before))
        person.sees(r"\(" + before + r"\)")
        person.answers(("Is it right", "y"), ("READ BEFORE CONTINUING", "Orders"))
        person.sees("Done")
        person.answers(("Remove them", "y"))
        self.assertEqual(person.leaves(), 0)
        self.assertEqual(self.engine.states("Orders"), {"0": "good", "1": "good", "2": "good"})
        self.assertTrue(self.engine.is_protected("Orders"))
        self.assertEqual(self.engine.history("Orders")["PointInTimeRecoveryStatus"], "ENABLED")
        self.assertEqual([name for name in self.engine.dynamodb.list_tables()["TableNames"]
                          if name.startswith("Orders--")], [])

    def test_a_time_is_compared_as_an_instant_not_as_text(self):
        self.engine.table("Texts")
        person = self.person().sits_down()
        person.answers((ACTION, "1"), (r"Which table\?", "Texts"), (r"Which time\?", "Jan 01 1999 - 00:00:00"))
        person.answers(("is before the window", "Dec 31 2099 - 23:59:59"))
        person.answers(("is after the window", "Nov 21 2026 - 00:04"))
        person.answers(("has no seconds", "latest"), ("Is it right", "menu"))
        self.assertEqual(person.leaves(), 0)

    def test_the_earliest_second_shown_can_be_chosen(self):
        self.engine.table("Earliest")
        time.sleep(2.1)
        person = self.person().sits_down()
        person.answers((ACTION, "1"), (r"Which table\?", "Earliest"))
        earliest = person.sees(r"Earliest\s+(\w+ \d+ \d+ - [\d:]+) ")[1]
        person.answers((r"Which time\?", earliest), ("Is it right", "y"), ("READ BEFORE CONTINUING", "menu"))
        self.assertEqual(person.leaves(), 0)

    def test_a_time_that_was_not_meant_is_asked_for_again(self):
        self.engine.table("Again")
        time.sleep(2.1)
        person = self.person().sits_down()
        person.answers((ACTION, "1"), (r"Which table\?", "Again"), (r"Which time\?", "latest"), ("Is it right", "n"),
                       (r"Which time\?", "1s ago"), ("Is it right", "Y"), ("READ BEFORE CONTINUING", "menu"))
        self.assertEqual(person.leaves(), 0)

    def test_a_recovery_point_replaces_a_table_by_its_role_with_a_path(self):
        self.engine.table("Vaulted")
        self.engine.recovery_point("Vaulted")
        self.engine.put("Vaulted", 0, "spoilt")
        person = self.person().sits_down()
        person.answers((ACTION, "2"), (r"Which table\?", "Vaulted"), (r"Which recovery point\?", "1"),
                       ("Is it right", "y"), ("READ BEFORE CONTINUING", "Vaulted"))
        person.sees("Done")
        person.answers(("Remove them", "n"))
        self.assertEqual(person.leaves(), 0)
        self.assertEqual(self.engine.states("Vaulted")["0"], "good")

    def test_no_to_the_cleanup_skips_it(self):
        before = self.damaged("Kept")
        person = self.person().sits_down()
        person.answers((ACTION, "1"), (r"Which table\?", "Kept"), (r"Which time\?", before), ("Is it right", "y"),
                       ("READ BEFORE CONTINUING", "Kept"), ("Remove them", "n"))
        person.sees("They are kept")
        self.assertEqual(person.leaves(), 0)
        self.assertTrue([name for name in self.engine.dynamodb.list_tables()["TableNames"]
                         if name.startswith("Kept--dupe-")])

    def test_a_backup_is_made_and_restored_into_a_new_table(self):
        self.engine.table("Source")
        person = self.person().sits_down()
        person.answers((ACTION, "3"), (r"Which table\?", "Source"), ("Carry it out", "Y"))
        person.sees("Done")
        person.answers((ACTION, "4"), ("Name of the table", "Source"), ("There is a table Source", "x"),
                       ("3 to 255", "Source-back"), (r"Which backup\?", "1"), ("Is it right", "n"),
                       (r"Which backup\?", "1"), ("Is it right", "yes"), ("Carry it out", "y"))
        person.sees("Done")
        self.assertEqual(person.leaves(), 0)
        self.assertEqual(self.engine.states("Source-back"), self.engine.states("Source"))

    def test_a_recovery_point_is_restored_into_a_new_table(self):
        self.engine.table("Pointed")
        self.engine.recovery_point("Pointed")
        self.engine.dynamodb.delete_table(TableName="Pointed")
        person = self.person().sits_down()
        person.answers((ACTION, "5"), ("Name of the table", "Pointed"), (r"Which recovery point\?", "1"),
                       ("Is it right", "y"), ("Carry it out", "y"))
        person.sees("Done")
        self.assertEqual(person.leaves(), 0)
        self.assertEqual(len(self.engine.states("Pointed")), 3)

    def test_yes_is_yes_in_both_cases(self):
        self.engine.table("Cases", history=False)
        person = self.person().sits_down()
        person.answers((ACTION, "7"), (r"Which table\?", "Cases"), ("How many days", "36"),
                       ("no number from 1 to 35", "7"), ("Carry it out", "Y"))
        person.sees("Done")
        person.answers((ACTION, "8"), (r"Which table\?", "Cases"), ("Carry it out", "N"))
        person.sees("Nothing was changed")
        person.answers((ACTION, "8"), (r"Which table\?", "Cases"), ("Carry it out", "YES"))
        person.sees("Done")
        self.assertEqual(person.leaves(), 0)
        self.assertEqual(self.engine.history("Cases")["RecoveryPeriodInDays"], 7)
        self.assertTrue(self.engine.is_protected("Cases"))

    def test_a_table_is_deleted_after_its_name_was_typed_and_protection_asked_about(self):
        self.engine.table("Doomed", protected=True)
        person = self.person().sits_down()
        person.answers((ACTION, "6"), (r"Which table\?", "Doomed"), ("is protected against deletion", "y"),
                       ("READ BEFORE CONTINUING", "doomed"), ("is not the table's name", "Doomed"))
        person.sees("Done")
        self.assertEqual(person.leaves(), 0)
        self.assertFalse(self.engine.exists("Doomed"))

    def test_commands_win_over_names(self):
        person = self.person().sits_down()
        person.answers((ACTION, "4"), ("Name of the table", "help"))
        person.sees("Cold storage")
        person.answers(("Name of the table", "help 10"))
        person.sees("Warm storage")
        person.answers(("Name of the table", "MENU"), (ACTION, "5"), ("Name of the table", "exit"))
        self.assertEqual(person.ends(), 0)
        self.assertFalse(self.engine.exists("exit"))

    def test_a_long_answer_ends_at_once(self):
        person = self.person()
        code, shown = person.pipes("4", "a" * 3000 + "!", "menu", "exit")
        self.assertEqual(code, 0)
        self.assertIn("3 to 255", shown)

    def test_every_question_can_be_left(self):
        self.engine.table("Left")
        for lines in [["1"], ["1", "Left"], ["1", "Left", "latest"], ["2"], ["3"], ["3", "Left"], ["4"], ["5"], ["6"],
                      ["6", "Left"], ["7"], ["8", "Left"], ["runs"]]:
            for word in ["menu", "exit"]:
                code, shown = self.person().pipes(*lines, word, *(["exit"] if word == "menu" else []))
                self.assertEqual(code, 0, (lines, word, shown))
                self.assertNotIn("Done", shown)

    def test_it_works_in_a_pipe(self):
        self.engine.table("Piped")
        code, shown = self.person().pipes("3", "Piped", "y", "exit")
        self.assertEqual(code, 0, shown)
        self.assertIn("Done", shown)
        self.assertNotIn("\x1b", shown)
        self.assertIn(f"account {self.engine.account} | region {REGION} | vault nightly", shown)
        self.assertEqual(len(self.engine.dynamodb.list_backups(TableName="Piped")["BackupSummaries"]), 1)

    def test_a_pipe_that_ends_changes_nothing(self):
        self.engine.table("Ended")
        for lines in [[], ["6"], ["6", "Ended"]]:
            code, _ = self.person().pipes(*lines)
            self.assertEqual(code, 0)
        self.assertTrue(self.engine.exists("Ended"))

    def test_names_of_any_length_fit_any_terminal(self):
        name = "n" * 255
        self.engine.table(name, items=0)
        for columns in (40, 80, 200):
            person = self.person(columns=columns).sits_down()
            person.answers((ACTION, "3"))
            person.sees(r"Which table\?")
            screen = plain(person.child.before)
            self.assertLessEqual(max(len(line.rstrip("\r")) for line in screen.split("\n")), columns)
            person.types("menu")
            self.assertEqual(person.leaves(), 0)
        self.engine.dynamodb.delete_table(TableName=name)

    def test_a_name_too_long_for_its_copies_is_refused_first(self):
        name = "l" * 240
        self.engine.table(name)
        person = self.person().sits_down()
        person.answers((ACTION, "1"), (r"Which table\?", name), (r"Which time\?", "latest"), ("Is it right", "y"))
        person.sees("255")
        self.assertEqual(person.leaves(), 0)
        self.assertEqual(self.engine.dynamodb.list_backups(TableName=name)["BackupSummaries"], [])
        self.engine.dynamodb.delete_table(TableName=name)

    def test_a_dumb_terminal_gets_plain_lines(self):
        self.engine.table("Dumb")
        person = self.person(term="dumb").sits_down()
        person.answers((ACTION, "3"), (r"Which table\?", "Dumb"), ("Carry it out", "y"))
        person.sees("Done")
        self.assertNotIn("\x1b", person.child.before)
        self.assertEqual(person.leaves(), 0)

    def test_the_screen_follows_the_terminals_size(self):
        person = self.person(columns=120).sits_down()
        person.sees(ACTION)
        self.assertGreater(max(map(len, plain(person.child.before).splitlines())), 80)
        person.child.setwinsize(50, 40)
        person.types("help")
        person.sees(ACTION)
        lines = plain(person.child.before).split("=\r\n", 1)[1].splitlines()
        self.assertLessEqual(max(map(len, lines)), 40)
        person.types("exit")
        self.assertEqual(person.ends(), 0)

    def test_tab_completes_the_names_of_tables(self):
        self.engine.table("Zebra-crossing")
        person = self.person().sits_down()
        person.answers((ACTION, "3"))
        person.sees(r"Which table\?")
        person.sees("> ")
        person.child.send("Zeb\t\r")
        person.sees("back.* Zebra-crossing")
        person.answers(("Carry it out", "n"))
        self.assertEqual(person.leaves(), 0)

    def test_the_arrow_brings_an_earlier_line_back(self):
        person = self.person().sits_down()
        person.answers((ACTION, "help 3"))
        person.sees("Cold storage")
        person.sees(ACTION)
        person.sees("> ")
        person.child.send("\x1b[A\r")
        person.sees("Cold storage")
        self.assertEqual(person.leaves(), 0)

    def test_control_c_goes_to_the_menu_and_control_d_leaves(self):
        self.engine.table("Control")
        person = self.person().sits_down()
        person.answers((ACTION, "6"))
        person.sees(r"Which table\?")
        person.sees("> ")
        person.child.sendcontrol("c")
        person.sees(ACTION)
        person.sees("> ")
        person.child.sendcontrol("c")
        person.sees('Type "exit" to leave')
        person.sees(ACTION)
        person.sees("> ")
        person.child.sendcontrol("d")
        self.assertEqual(person.ends(), 0)
        self.assertTrue(self.engine.exists("Control"))

    def test_a_bad_configuration_ends_with_a_code_and_its_lines(self):
        for config in [{"vaults": "nightly"}, {"account": "12345678901"}, {"timeout": "soon"}]:
            code, shown = self.person(config=config).pipes("exit")
            self.assertNotEqual(code, 0)
            self.assertRegex(shown, r"tidemark\.yaml:\d: ")

    def test_another_account_is_refused_with_every_other_problem(self):
        self.engine.role("HalfRole", POLICIES[1:])
        code, shown = self.person(config={"account": '"999999999999"', "vault": "gone", "role": "HalfRole"}).pipes(
            "6", "exit")
        self.assertNotEqual(code, 0)
        self.assertIn("999999999999", shown)
        self.assertIn("there is no vault gone", shown)
        self.assertRegex(shown, r"does not\s+carry\s+AWSBackupServiceRolePolicyForBackup")
        self.assertNotIn("What is to be done", shown)

    def test_no_tables_are_told(self):
        code, shown = self.person(config={"region": "eu-north-1", "vault": None}).pipes("1", "3", "6", "exit")
        self.assertEqual(code, 0, shown)
        self.assertEqual(shown.count("There is no table in this account and region."), 3)

    def test_the_only_table_can_be_deleted(self):
        dynamodb = self.engine.client("dynamodb", "eu-west-3")
        dynamodb.create_table(TableName="Only", BillingMode="PAY_PER_REQUEST",
                              AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
                              KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}])
        dynamodb.get_waiter("table_exists").wait(TableName="Only", WaiterConfig={"Delay": 1})
        code, shown = self.person(config={"region": "eu-west-3", "vault": None}).pipes("6", "1", "Only", "exit")
        self.assertEqual(code, 0, shown)
        self.assertIn("Done", shown)
        self.assertEqual(dynamodb.list_tables()["TableNames"], [])

    def test_no_history_is_told(self):
        self.engine.table("Historyless", history=False)
        code, shown = self.person().pipes("1", "Historyless", "exit")
        self.assertEqual(code, 0)
        self.assertRegex(shown, r"Point-in-time recovery is\s+off\s+for\s+Historyless")

    def test_its_state_is_kept_in_a_file(self):
        self.engine.table("Stated")
        with tempfile.TemporaryDirectory(prefix="tidemark-state-") as directory:
            path = pathlib.Path(directory) / "state.json"
            for lines, screen in [([], "menu"), (["3"], "tables"), (["1", "Stated"], "window"),
                                  (["3", "Stated"], "plan"), (["3", "Stated", "y"], "menu")]:
                self.person(arguments=["--state", str(path)]).pipes(*lines)
                state = json.loads(path.read_text())
                self.assertEqual(state["screen"], screen)
                self.assertEqual(state["place"]["account"], self.engine.account)
                self.assertEqual(list(complaints(State.SCHEMA, state)), [])

    def test_no_secret_is_shown(self):
        _, shown = self.person().pipes("help", "exit")
        self.assertNotIn(self.engine.secret, shown)


class ControlC(unittest.TestCase):
    """While something is carried out, with AWS's own slowness."""

    def test_it_asks_and_leaves_a_run_that_can_be_resumed(self):
        engine = Engine("--aws-timing")
        try:
            engine.table("Slow", items=1)
            person = Person(engine).sits_down()
            person.answers((ACTION, "3"), (r"Which table\?", "Slow"), ("Carry it out", "y"))
            person.sees("Done")
            person.answers((ACTION, "4"), ("Name of the table", "Slow-back"), (r"Which backup\?", "1"),
                           ("Is it right", "y"), ("Carry it out", "y"))
            person.sees(r"0:0\d")
            person.child.sendcontrol("c")
            person.answers(("Stop here", "n"))
            person.sees(r"0:0\d")
            person.child.sendcontrol("c")
            person.answers(("Stop here", "y"))
            person.sees("Stopped")
            person.answers(('"resume" goes on', "exit"))
            self.assertEqual(person.ends(), 4)
            engine.serve_again()  # at its own speed
            person.sits_down()
            person.sees("1 run did not finish")
            if os.environ.get("TIDEMARK_FULL") != "1":  # AWS's own slowness: the restore keeps its due time
                person.answers((ACTION, "runs"), (r"Which run\?", "1"), ('"resume" goes on', "menu"))
                self.assertEqual(person.leaves(), 0)
                return
            person.answers((ACTION, "runs"), (r"Which run\?", "1"), ('"resume" goes on', "resume"))
            person.sees("Done", timeout=240)
            self.assertEqual(person.leaves(), 0)
            self.assertEqual(len(engine.states("Slow-back")), 1)
        finally:
            engine.stop()


if __name__ == "__main__":
    result = unittest.TextTestRunner(verbosity=1).run(unittest.defaultTestLoader.loadTestsFromModule(
        __import__("__main__")))
    failed = len(result.failures) + len(result.errors)
    print(f"{result.testsRun - failed} passed, {failed} failed")
    raise SystemExit(failed > 0)
