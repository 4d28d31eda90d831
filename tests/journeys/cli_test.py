#!/usr/bin/python3
"""The operator's command line against a running engine: every command, every form of output, exit codes.

Golden files are tests/golden/cli/*; UPDATE_GOLDEN=1 writes them anew. Last line: `N passed, M failed`.
"""
import calendar
import json
import os
import pathlib
import pty
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time

import boto3

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT / "tests/operation"))
from serving import REGION, Server, until  # noqa: E402

TIDEMARK = os.environ.get("TIDEMARK", str(ROOT / "build/checked/tidemark"))
GOLDEN = ROOT / "tests/golden/cli"
# What differs from run to run, in the order of replacement.
CHANGING = [(r"arn:aws:dynamodb:[a-z0-9-]+:\d{12}:table/[^\"\s]*/backup/\d+-[0-9a-f]+", "BACKUP_ARN"),
            (r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z", "INSTANT"),
            (r"http://127\.0\.0\.1:\d+", "ENDPOINT"),
            (r"\b[0-9]{8}T[0-9]{6}Z?-[0-9a-f]{4,}\b", "RUN"),
            (r"[A-Z][a-z]{2}-\d\d-\d{4}-\d\d-\d\d-\d\d", "STAMP"),
            (r"\"seconds\": [0-9.]+", "\"seconds\": 0"),
            (r"\"userId\": \"[^\"]*\"", "\"userId\": \"ID\""),
            (r"\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b", "UUID")]


class Done:
    def __init__(self, code, out, err):
        self.code, self.out, self.err = code, out, err

    def json(self):
        return json.loads(self.out)

    def __repr__(self):
        return f"exit {self.code}\n--- stdout\n{self.out}\n--- stderr\n{self.err}"


class World:
    """One engine, one person with a home of their own."""

    def __init__(self, options=()):
        self.home = tempfile.mkdtemp(prefix="tidemark-cli-")
        self.server = Server(options, tempfile.mkdtemp(prefix="tidemark-cli-server-")).start()
        self.endpoint = f"http://127.0.0.1:{self.server.port}"
        self.environment = {
            "PATH": os.environ["PATH"], "HOME": self.home, "TZ": "UTC", "LC_ALL": "C.UTF-8",
            "AWS_ACCESS_KEY_ID": self.server.key, "AWS_SECRET_ACCESS_KEY": self.server.secret,
            "AWS_REGION": REGION, "AWS_ENDPOINT_URL": self.endpoint,
            "AWS_EC2_METADATA_DISABLED": "true", "AWS_CONFIG_FILE": "/dev/null",
            "AWS_SHARED_CREDENTIALS_FILE": "/dev/null"}

    def run(self, *words, stdin="", **variables):
        environment = {name: value for name, value in {**self.environment, **variables}.items() if value is not None}
        done = subprocess.run([TIDEMARK, *words], input=stdin, capture_output=True, text=True, timeout=120,
                              env=environment, check=False)
        return Done(done.returncode, done.stdout, done.stderr)

    def json(self, *words, code=0, **variables):
        done = self.run(*words, "--output", "json", **variables)
        assert done.code == code, done
        return done.json()

    def on_terminal(self, *words, typed="", **variables):
        """Exit code, and what a terminal of 80 columns shows of both streams."""
        master, slave = pty.openpty()
        environment = {**self.environment, "TERM": "xterm", **variables}
        process = subprocess.Popen([TIDEMARK, *words], stdin=slave, stdout=slave, stderr=slave, env=environment)
        os.close(slave)
        if typed:
            os.write(master, typed.encode())
        screen = b""
        try:
            while piece := os.read(master, 4096):
                screen += piece
        except OSError:
            pass  # the other side has closed
        os.close(master)
        return process.wait(), screen.decode()

    def close(self):
        self.server.stop()
        self.server.remove()


def steady(text):
    for pattern, word in CHANGING:
        text = re.sub(pattern, word, text)
    return text


def golden(name, text):
    file = GOLDEN / name
    if os.environ.get("UPDATE_GOLDEN"):
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    assert file.exists(), f"{file} is missing: UPDATE_GOLDEN=1 makes it"
    assert file.read_text() == text, f"{file.name} differs from:\n{text}"


def all_commands(world):
    """The words of every command, from completion, which is from the specs."""
    def below(path):
        words = world.run("completion", "words", "--", *path, "").out.split()
        found = []
        for word in words if len(path) < 3 else []:
            if word in seen_choices:
                continue
            inner = below(path + [word])
            found += [path + [word]] + inner
        return found
    seen_choices = {"bash", "zsh", "fish", "words"}
    return [words for words in below([]) if not words[0].startswith("-")]


# --- the tests: each is given the world that the ones before it left ---

def a_usage_error_is_252_on_standard_error(world):
    for words in ((), ("frobnicate",), ("tables", "extra"), ("backup",), ("backup", "frob"), ("tables", "--fast"),
                  ("tables", "--output", "xml"), ("tables", "--query", "a["), ("info",), ("info", "x"),
                  ("serve", "--data", "d", "--profile", "p"), ("tables", "--region", "nowhere"),
                  ("tables", "--endpoint-url", "localhost:1"), ("tables", "--yes"), ("completion", "tcsh")):
        done = world.run(*words)
        assert done.code == 252 and done.out == "" and done.err.startswith("tidemark"), (words, done)
        assert "--help" in done.err, done


def surroundings_that_do_not_fit_are_253(world):
    nobody = {"AWS_ACCESS_KEY_ID": None, "AWS_SECRET_ACCESS_KEY": None}
    for words, variables in ((("tables",), nobody), (("tables",), {"AWS_REGION": None}),
                             (("tables", "--profile", "nobody"), {}), (("tables", "--config", "/none/here"), {})):
        done = world.run(*words, **variables)
        assert done.code == 253 and done.out == "" and done.err.count("\n") == 1, (words, done)


def an_answer_of_the_service_is_254_and_silence_is_255(world):
    denied = world.run("tables", AWS_SECRET_ACCESS_KEY="wrong")
    assert denied.code == 254 and "ListTables: " in denied.err, denied
    assert "wrong" not in denied.err, "a secret is told"
    silent = world.run("whoami", "--endpoint-url", "http://127.0.0.1:1")
    assert silent.code == 255, silent


def whoami_tells_account_region_and_origin(world):
    who = world.json("whoami")
    assert re.fullmatch(r"\d{12}", who["account"]) and who["region"] == REGION, who
    assert who["endpoint"] == world.endpoint and who["schema"] == 1, who
    golden("whoami.json", steady(json.dumps(who, indent=2) + "\n"))
    config = pathlib.Path(world.home, "other.yaml")
    config.write_text('account: "999999999999"\n')
    other = world.json("whoami", "--config", str(config), code=1)
    assert other["asExpected"] is False, other


def the_config_is_read_where_xdg_says(world):
    place = pathlib.Path(world.home, "xdg", "tidemark")
    place.mkdir(parents=True)
    (place / "tidemark.yaml").write_text("region: eu-west-1\n")
    done = world.run("tables", AWS_REGION=None, XDG_CONFIG_HOME=str(place.parent))
    assert done.code == 0, done
    (place / "tidemark.yaml").write_text("regoin: eu-west-1\n")
    broken = world.run("tables", AWS_REGION=None, XDG_CONFIG_HOME=str(place.parent))
    assert broken.code == 253 and "regoin" in broken.err, broken
    check = world.json("config", "check", code=1, XDG_CONFIG_HOME=str(place.parent))
    assert check["good"] is False and check["problems"][0]["line"] == 1, check
    (place / "tidemark.yaml").unlink()


def config_import_makes_a_config_that_is_good(world):
    script = pathlib.Path(world.home, "config.js")
    script.write_text("const config = {\n  environment: 111111111111,\n  timeout: -1,\n"
                      "  vaultName: 'nightly',\n  backupRole: 'backup'\n};\n")
    into = pathlib.Path(world.home, "imported.yaml")
    done = world.run("config", "import", str(script), "--into", str(into))
    assert done.code == 0 and into.stat().st_mode & 0o077 == 0, done
    assert world.json("config", "check", str(into))["good"] is True, into.read_text()
    again = world.run("config", "import", str(script), "--into", str(into))
    assert again.code == 255 and "nothing was written" in again.err, again


def tables_lists_what_protects_them(world):
    assert world.json("tables")["tables"] == []
    world.server.make_table("orders", 35)
    world.server.make_table("plain")
    for number in range(5):
        world.server.put("orders", f"k{number}", f"v{number}")
    tables = world.json("tables")
    assert [t["pointInTimeRecovery"] for t in tables["tables"]] == [True, False], tables
    golden("tables.json", steady(world.run("tables", "--output", "json").out))
    golden("tables.yaml", steady(world.run("tables", "--output", "yaml").out).replace('"INSTANT"', "INSTANT"))
    golden("tables.text", steady(world.run("tables", "--output", "text").out))
    golden("tables.table", steady(world.run("tables").out))


def query_picks_and_text_is_for_scripts(world):
    done = world.run("tables", "--query", "tables[?!pointInTimeRecovery].name", "--output", "text")
    assert done.code == 0 and done.out == "plain\n", done
    done = world.run("tables", "--query", "length(schema)")
    assert done.code == 255 and "length()" in done.err, done


def a_pipe_gets_no_colours(world):
    piped = world.run("tables").out
    assert "\x1b" not in piped and "\r" not in piped, piped
    for words, variables in ((("tables",), {"NO_COLOR": "1"}), (("tables", "--no-color"), {}), (("tables",), {"TERM": "dumb"})):
        code, screen = world.on_terminal(*words, **variables)
        assert code == 0 and "\x1b" not in screen, screen
    code, screen = world.on_terminal("tables", "--query", "tables[].{Name: name}")
    assert "\x1b[1mName" in screen, screen


def info_tells_the_window_in_seconds_that_can_be_restored(world):
    info = world.json("info", "orders")
    assert info["window"]["pointInTimeRecovery"] is True and info["gaps"] == [], info
    described = world.server.call("DescribeContinuousBackups", TableName="orders")
    earliest = described["ContinuousBackupsDescription"]["PointInTimeRecoveryDescription"]["EarliestRestorableDateTime"]
    shown = time.strptime(info["window"]["earliest"], "%Y-%m-%dT%H:%M:%SZ")
    assert earliest <= calendar.timegm(shown) < earliest + 1, (earliest, info["window"])
    golden("info.json", steady(world.run("info", "orders", "--output", "json").out))
    off = world.json("info", "plain")
    assert "is off" in off["gaps"][0], off
    gone = world.run("info", "nothing-there")
    assert gone.code in (254, 255) and "nothing-there" in gone.err, gone


def get_query_and_scan_read_now_and_then(world):
    time.sleep(1.1)  # the second before the damage has to be over
    then = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
    time.sleep(1.1)
    world.server.put("orders", "k1", "damaged")
    world.server.put("orders", "k9", "new")
    assert world.json("get", "orders", '{"k": "k1"}')["item"] == {"k": "k1", "v": "damaged"}
    past = world.json("get", "orders", '{"k": "k1"}', "--as-of", then)
    assert past["item"] == {"k": "k1", "v": "v1"} and past["asOf"] == then, past
    assert world.json("get", "orders", '{"k": {"S": "k1"}}', "--ddb-json")["item"]["v"] == {"S": "damaged"}
    assert world.json("get", "orders", '{"k": "k9"}', "--as-of", then, code=1)["item"] is None
    scan = world.json("scan", "orders", "--as-of", then)
    assert sorted(item["k"] for item in scan["items"]) == [f"k{n}" for n in range(5)], scan
    assert world.json("scan", "orders")["count"] == 6
    few = world.json("scan", "orders", "--max-items", "2")
    assert few["count"] == 2 and few["more"] is True, few
    query = world.json("query", "orders", "--key-condition-expression", "k = :k", "--expression-attribute-values",
                       '{":k": {"S": "k1"}}', "--as-of", then)
    assert query["items"] == [{"k": "k1", "v": "v1"}], query
    early = world.run("scan", "orders", "--as-of", "2001-01-01T00:00:00Z")
    assert early.code == 255 and early.out == "", early
    words = world.run("scan", "orders", "--as-of", "last tuesday")
    assert words.code == 255 and "--as-of" in words.err and "last tuesday" in words.err, words


def vaults_and_jobs_of_aws_backup_are_listed(world):
    assert isinstance(world.json("vaults")["vaults"], list)
    assert isinstance(world.json("jobs")["jobs"], list)
    none = world.run("vaults", "no-such-vault")
    assert none.code == 254, none


def passports_are_shown_saved_and_compared(world):
    status, _, text = world.server.raw_call("TagResource", ResourceArn=world.json("info", "orders")["arn"],
                                            Tags=[{"Key": "team", "Value": "parks"}])
    assert status == 200, text
    saved = world.run("passport", "show", "orders", "--output", "json")
    assert saved.code == 0 and "parks" in saved.out, saved
    file = pathlib.Path(world.home, "orders.json")
    file.write_text(saved.out)
    assert world.run("passport", "diff", str(file), "orders").code == 0
    differs = world.run("passport", "diff", str(file), "plain")
    assert differs.code == 1 and "team" in differs.out, differs


def help_and_manual_are_of_every_command(world):
    helps = []
    for words in [[]] + all_commands(world):
        done = world.run(*words, "--help")
        assert done.code == 0 and done.err == "", (words, done)
        helps.append(f"$ tidemark {' '.join(words + ['--help'])}\n{done.out}")
        page = world.run("man", *words)
        assert page.code == 0 and page.out.startswith(".TH "), (words, page)
        lint_roff(page.out)
    assert len(helps) > 20, len(helps)
    golden("help.txt", "\n".join(helps))
    for words in ([], ["restore", "pitr"], ["tables"]):
        page = world.run("man", *words)
        if page.code == 0:
            golden("-".join(["tidemark", *words]) + ".1", page.out)
    unknown = world.run("man", "frobnicate")
    assert unknown.code == 255, unknown


def lint_roff(page):
    known = {".TH", ".SH", ".TP", ".B", ".nf", ".fi"}
    for line in page.splitlines():
        assert not line.startswith("'"), line
        if line.startswith("."):
            assert line.split()[0] in known, line
        for escape in re.findall(r"\\.", line):
            assert escape in (r"\-", r"\&", r"\e", r"\("), line
    if subprocess.run(["which", "groff"], capture_output=True, check=False).returncode == 0:
        shown = subprocess.run(["groff", "-man", "-Tutf8", "-ww", "-P-cbou"], input=page, capture_output=True, text=True,
                               check=False)
        warnings = [l for l in shown.stderr.splitlines() if "cannot adjust" not in l and "can't break" not in l]
        assert shown.returncode == 0 and not warnings and "NAME" in shown.stdout, shown.stderr


def bash_completes_words_options_and_values(world):
    def complete(line):
        script = (f'source <("{TIDEMARK}" completion bash); tidemark() {{ "{TIDEMARK}" "$@"; }}\n'
                  f'COMP_WORDS=({line} ""); [[ "{line}" == *" " ]] || unset "COMP_WORDS[-1]"\n'
                  'COMP_CWORD=$((${#COMP_WORDS[@]} - 1)); _tidemark; printf "%s\\n" "${COMPREPLY[@]}"; complete -p tidemark')
        done = subprocess.run(["bash", "-c", script], capture_output=True, text=True, env=world.environment, check=False)
        assert done.returncode == 0, done.stderr
        *words, registered = done.stdout.splitlines()
        assert registered == "complete -o default -F _tidemark tidemark", done.stdout
        return [word for word in words if word]
    assert complete("tidemark tab") == ["tables"]
    assert "list" in complete("tidemark backup ")
    assert complete("tidemark tables --outp") == ["--output"]
    assert complete("tidemark tables --output y") == ["yaml"]
    assert complete("tidemark tables --endpoint-url ") == []
    assert "--as-of" in complete("tidemark scan orders --")


# --- what changes something ---

ROLE = "arn:aws:iam::123456789012:role/service-role/AWSBackupDefaultServiceRole"


def aws_backup(world):
    return boto3.client("backup", endpoint_url=world.endpoint, region_name=REGION,
                        aws_access_key_id=world.server.key, aws_secret_access_key=world.server.secret)


def everything(world):
    """What a change would change, but for what passes by itself."""
    tables = [(t["name"], t["status"], t["pointInTimeRecovery"], t["deletionProtection"]) for t in world.json("tables")["tables"]]
    return tables, world.json("backup", "list"), world.json("runs", "list"), world.json("passport", "show", "plain")["tags"]


def seconds_ago_text(world):
    """An instant between two writes."""
    time.sleep(1.1)
    text = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
    time.sleep(1.1)
    return text


def a_dry_run_changes_nothing(world):
    world.then = seconds_ago_text(world)
    world.server.put("orders", "k2", "damaged, too")
    before = everything(world)
    for words in (("backup", "create", "orders", "--name", "dry"), ("protect", "orders"), ("delete-table", "orders"),
                  ("restore", "pitr", "orders", "--at", world.then, "--to", "orders-dry"),
                  ("restore", "pitr", "orders", "--at", world.then, "--strategy", "recreate"),
                  ("passport", "apply", "orders", "plain")):
        done = world.run(*words, "--dry-run")
        assert done.code == 0 and done.out, (words, done)
        plan = world.json(*words, "--dry-run")
        assert plan["schema"] == 1 and plan["steps"], (words, plan)
    after = everything(world)
    assert [b["name"] for b in after[1]["backups"]] == [] and after[2] == {"schema": 1, "runs": []}, after
    assert str(before[0]) == str(after[0]) and before[3] == after[3], (before, after)


def backups_are_made_listed_and_restored(world):
    done = world.run("backup", "create", "orders", "--name", "before-release", "--keep", "90d", "--wait", "--output", "json")
    assert done.code == 0, done
    run = done.json()
    assert run["state"] == "finished" and run["id"], run
    assert "\r" not in done.err and "done in" in done.err, "a pipe gets lines"
    golden("backup_create.json", steady(done.out).replace(run["id"], "RUN"))
    backups = world.json("backup", "list", "orders")["backups"]
    assert [b["name"] for b in backups] == ["before-release"] and backups[0]["status"] == "AVAILABLE", backups
    golden("backup_list.json", steady(json.dumps(world.json("backup", "list"), indent=2) + "\n"))
    assert world.json("runs", "list")["runs"][0]["id"] == run["id"]
    shown = world.json("runs", "show", run["id"])
    assert shown["state"] == "finished" and shown["table"] == "orders", shown
    back = world.json("restore", "backup", backups[0]["arn"], "--to", "orders-b")
    assert back["state"] == "finished", back
    assert world.json("scan", "orders-b")["count"] == 6
    taken = world.run("restore", "backup", backups[0]["arn"], "--to", "orders-b")
    assert taken.code == 255 and "orders-b" in taken.err, taken


def a_second_is_restored_to_a_new_table(world):
    run = world.json("restore", "pitr", "orders", "--at", world.then, "--to", "orders-then", "--max-rcu", "500")
    assert run["state"] == "finished", run
    assert world.json("get", "orders-then", '{"k": "k2"}')["item"]["v"] == "v2"
    tags = world.json("passport", "show", "orders-then")
    assert "parks" in json.dumps(tags), tags
    early = world.run("restore", "pitr", "orders", "--at", "2001-01-01T00:00:00Z", "--to", "orders-early")
    assert early.code == 255 and "2001-01-01" in early.err, early


def a_plan_is_written_read_and_applied(world):
    file = pathlib.Path(world.home, "plan.json")
    words = ("restore", "pitr", "orders", "--at", "latest", "--to", "orders-planned", "--plan", str(file))
    done = world.run(*words)
    assert done.code == 0 and "tidemark apply" in done.err and done.out == "", done
    assert "orders-planned" not in world.run("tables").out
    assert world.run(*words).code == 255, "a plan is not written over"
    plan = json.loads(file.read_text())
    assert plan["schema"] == 1 and plan["table"] == "orders", plan
    applied = world.json("apply", str(file))
    assert applied["state"] == "finished", applied
    assert "orders-planned" in world.run("tables").out
    file.write_text(file.read_text().replace('"schema":1', '"schema":9').replace('"schema": 1', '"schema": 9'))
    assert world.run("apply", str(file)).code == 255


def a_run_is_a_line_on_a_terminal(world):
    code, screen = world.on_terminal("protect", "orders", "--only", "pitr")
    assert code == 0 and "\r\x1b[K[1/" in screen, screen
    code, screen = world.on_terminal("protect", "orders", "--only", "pitr", TERM="dumb")
    assert code == 0 and "\x1b" not in screen and "done in" in screen, screen


def verify_compares_items_keys_and_settings(world):
    same = world.json("verify", "orders", "orders-then", "--as-of", world.then)
    assert same["same"] is True, same
    # k2 was damaged after that second, and nothing else.
    differs = world.json("verify", "orders", "orders-then", "--max-rcu", "500", code=3)
    assert differs["same"] is False and differs["verification"], differs
    assert "read" in world.run("verify", "orders", "orders-then").err, "what it costs is told first"


def events_of_the_lab_are_understood_or_refused(world):
    event = json.dumps({"restoreType": "PITR", "restoreDateTime": world.then, "tableName": "orders"})
    done = world.run("restore", "--event", "-", "--output", "json", stdin=event)
    assert done.code == 0 and done.json()["state"] == "finished", done
    names = [t["name"] for t in world.json("tables")["tables"]]
    assert any(re.fullmatch(r"orders-restored-\d{13}", name) for name in names), names
    arn = world.json("backup", "list", "orders")["backups"][0]["arn"]
    file = pathlib.Path(world.home, "event.json")
    file.write_text(json.dumps({"restoreType": "BACKUP", "recoveryPointArn": arn}))
    assert world.run("restore", "--event", str(file)).code == 0
    for wrong in ({}, {"restoreType": "pitr"}, {"restoreType": "PITR", "tableName": "orders"},
                  {"restoreType": "BACKUP", "recoveryPointArn": arn, "table": "x"}):
        refused = world.run("restore", "--event", "-", stdin=json.dumps(wrong))
        assert refused.code == 252 and "the event: " in refused.err, (wrong, refused)
    assert world.run("restore").code == 252


def what_destroys_asks_for_the_name(world):
    for typed in ("", "yes\n", "Orders-b\n"):
        done = world.run("delete-table", "orders-b", stdin=typed)
        assert done.code == 5 and "nothing was changed" in done.err, done
        assert "Type orders-b to go on" in done.err, done
    assert "orders-b" in world.run("tables").out
    done = world.run("delete-table", "orders-b", "--output", "json", stdin="orders-b\n")
    assert done.code == 0 and done.json()["state"] == "finished", done
    assert "orders-b" not in [t["name"] for t in world.json("tables")["tables"]]
    undone = world.json("runs", "undo", done.json()["id"], "--yes")
    assert undone["state"] == "undone", undone
    assert world.json("scan", "orders-b")["count"] == 6


def a_table_goes_back_under_its_own_name(world):
    done = world.run("restore", "pitr", "orders", "--at", world.then, "--strategy", "recreate", "--yes", "--output", "json")
    assert done.code == 0, done
    run = done.json()
    assert run["state"] == "finished" and run["verdict"] == "verified", run
    certificate = pathlib.Path(world.json("runs", "show", run["id"])["certificate"])
    assert certificate.exists() and str(certificate) in done.err, done
    assert world.json("info", "orders")["lastVerifiedRestore"]["run"] == run["id"]
    assert world.json("get", "orders", '{"k": "k2"}')["item"]["v"] == "v2"
    left = world.json("runs", "cleanup", run["id"], "--dry-run")
    assert left["steps"], left
    assert world.json("runs", "cleanup", run["id"], "--yes")["state"] == "finished"


def prune_deletes_only_what_was_made_here_and_is_due(world):
    assert world.json("backup", "create", "plain", "--name", "short", "--keep", "1s", "--wait")["state"] == "finished"
    world.server.call("CreateBackup", TableName="plain", BackupName="somebody-elses")
    time.sleep(1.5)
    assert world.run("backup", "prune", "--yes").code == 0
    names = [b["name"] for b in world.json("backup", "list", "plain")["backups"]]
    assert names == ["somebody-elses"], names
    assert "before-release" in [b["name"] for b in world.json("backup", "list", "orders")["backups"]]
    again = world.run("backup", "prune", "--yes")
    assert again.code == 0 and "nothing to delete" in again.err, again
    arn = world.json("backup", "list", "plain")["backups"][0]["arn"]
    assert world.run("backup", "delete", arn, stdin="no\n").code == 5
    assert world.run("backup", "delete", arn, "--yes").code == 0
    assert world.json("backup", "list", "plain")["backups"] == []


def protect_switches_both_on(world):
    assert world.json("protect", "plain", "--days", "7")["state"] == "finished"
    info = world.json("info", "plain")
    assert info["deletionProtection"] is True and info["window"]["periodDays"] == 7, info
    assert world.run("protect", "plain", "--days", "36").code == 252


def recovery_points_of_aws_backup_are_restored(world):
    backup = aws_backup(world)
    backup.create_backup_vault(BackupVaultName="nightly")
    job = backup.start_backup_job(BackupVaultName="nightly", IamRoleArn=ROLE,
                                  ResourceArn=world.json("info", "orders")["arn"])["BackupJobId"]
    assert until(lambda: backup.describe_backup_job(BackupJobId=job)["State"] == "COMPLETED")
    points = world.json("vaults", "nightly")["recoveryPoints"]
    assert points[0]["status"] == "COMPLETED" and points[0]["storageClass"] == "WARM", points
    assert world.json("info", "orders")["recoveryPoints"][0]["arn"] == points[0]["arn"]
    assert world.json("jobs")["jobs"][0]["id"] == job
    unnamed = world.run("restore", "recovery-point", points[0]["arn"], "--to", "orders-p")
    assert unnamed.code == 255 and "--role" in unnamed.err, unnamed
    run = world.json("restore", "recovery-point", points[0]["arn"], "--to", "orders-p", "--role", ROLE)
    assert run["state"] == "finished", run
    assert world.json("scan", "orders-p")["count"] == 6
    back = world.run("restore", "recovery-point", points[0]["arn"], "--strategy", "recreate", "--vault", "nightly",
                     "--role", ROLE, "--output", "json", stdin="orders\n")
    assert back.code == 0 and back.json()["state"] == "finished", back
    words = ("backup", "schedule", "orders", "--cron", "cron(0 5 ? * * *)", "--vault", "nightly", "--role", ROLE)
    assert world.run(*words, "--dry-run").code == 0 and backup.list_backup_plans()["BackupPlansList"] == []
    assert world.json(*words, "--keep", "30d")["state"] == "finished"
    plan = backup.list_backup_plans()["BackupPlansList"][0]["BackupPlanId"]
    rule = backup.get_backup_plan(BackupPlanId=plan)["BackupPlan"]["Rules"][0]
    assert rule["ScheduleExpression"] == "cron(0 5 ? * * *)" and rule["Lifecycle"]["DeleteAfterDays"] == 30, rule
    assert world.run("backup", "schedule", "orders", "--cron", "rate(1 day)").code == 252


def another_account_is_guarded(world):
    config = pathlib.Path(world.home, "guarded.yaml")
    config.write_text('account: "999999999999"\n')
    for words in (("delete-table", "orders", "--yes"), ("protect", "orders"), ("backup", "create", "orders", "--name", "guarded"),
                  ("passport", "apply", "orders", "plain")):
        done = world.run(*words, "--config", str(config))
        assert done.code not in (0, 252) and "999999999999" in done.err, (words, done)
    assert "guarded" not in world.run("backup", "list").out


def doctor_tells_what_is_wrong(world):
    done = world.run("doctor", "--output", "json")
    found = done.json()
    assert done.code == (0 if found["healthy"] else 1) and found["checked"], found
    config = pathlib.Path(world.home, "ill.yaml")
    config.write_text('account: "999999999999"\nvault: no-such-vault\n')
    ill = world.json("doctor", "--config", str(config), code=1)
    problems = [c for c in ill["checked"] if c["finding"] == "problem"]
    assert len(problems) >= 2 and all(p["todo"] for p in problems), ill


def an_interrupt_is_130_and_in_a_run_4(world):
    silent = socket.socket()
    silent.bind(("127.0.0.1", 0))
    silent.listen()
    process = subprocess.Popen([TIDEMARK, "tables", "--endpoint-url", f"http://127.0.0.1:{silent.getsockname()[1]}"],
                               env=world.environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    silent.accept()
    process.send_signal(signal.SIGINT)
    assert process.wait(timeout=20) == 130
    silent.close()
    slow = World(["--aws-timing", "--clock", "simulated", "--now", time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())])
    try:
        interrupted_and_resumed(slow)
    finally:
        slow.close()


def advance(world, by):
    status, _, text = world.server.send("POST", "/_tidemark/clock", {}, json.dumps({"advance": by}))
    assert status == 200, text


def interrupted_and_resumed(world):
    world.server.make_table("orders")
    advance(world, "1m")
    world.server.keep_history("orders", 35)
    advance(world, "1h")
    process = subprocess.Popen([TIDEMARK, "restore", "pitr", "orders", "--at", "latest", "--to", "slow"], text=True,
                               env=world.environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert until(lambda: "CREATING" in world.run("tables").out), "the restore is over at once"
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=60)
    assert process.returncode == 4 and "tidemark runs resume" in err, err
    run = world.json("runs", "list")["runs"][0]
    assert run["state"] == "unfinished", run
    assert world.run("runs", "show", run["id"]).code == 4
    left = world.json("runs", "resume", run["id"], "--dry-run")
    assert [step["name"] for step in left["steps"]][:1] == ["restore"], left
    advance(world, "2h")
    assert world.json("runs", "resume", run["id"])["state"] == "finished"
    assert world.json("info", "slow")["status"] == "ACTIVE"


TESTS = [a_usage_error_is_252_on_standard_error, surroundings_that_do_not_fit_are_253,
         an_answer_of_the_service_is_254_and_silence_is_255, whoami_tells_account_region_and_origin,
         the_config_is_read_where_xdg_says, config_import_makes_a_config_that_is_good,
         tables_lists_what_protects_them, query_picks_and_text_is_for_scripts,
         a_pipe_gets_no_colours, info_tells_the_window_in_seconds_that_can_be_restored,
         get_query_and_scan_read_now_and_then, vaults_and_jobs_of_aws_backup_are_listed,
         passports_are_shown_saved_and_compared, a_dry_run_changes_nothing, backups_are_made_listed_and_restored,
         a_second_is_restored_to_a_new_table, a_plan_is_written_read_and_applied,
         a_run_is_a_line_on_a_terminal, verify_compares_items_keys_and_settings,
         events_of_the_lab_are_understood_or_refused, what_destroys_asks_for_the_name,
         a_table_goes_back_under_its_own_name, prune_deletes_only_what_was_made_here_and_is_due,
         protect_switches_both_on, recovery_points_of_aws_backup_are_restored, another_account_is_guarded,
         doctor_tells_what_is_wrong, an_interrupt_is_130_and_in_a_run_4, help_and_manual_are_of_every_command,
         bash_completes_words_options_and_values]


def main():
    world = World()
    failed = 0
    try:
        for test in TESTS:
            try:
                test(world)
                print(f"ok    {test.__name__}")
            except Exception as problem:  # every other test still runs
                failed += 1
                print(f"FAIL  {test.__name__}: {problem!r}"[:4000])
    finally:
        world.close()
    print(f"{len(TESTS) - failed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
