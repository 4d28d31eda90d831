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
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT / "tests/operation"))
from serving import REGION, Server  # noqa: E402

TIDEMARK = os.environ.get("TIDEMARK", str(ROOT / "build/checked/tidemark"))
GOLDEN = ROOT / "tests/golden/cli"
# What differs from run to run, in the order of replacement.
CHANGING = [(r"arn:aws:dynamodb:[a-z0-9-]+:\d{12}:table/[^\"\s]*/backup/\d+-[0-9a-f]+", "BACKUP_ARN"),
            (r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z", "INSTANT"),
            (r"http://127\.0\.0\.1:\d+", "ENDPOINT"),
            (r"\b[0-9]{8}T[0-9]{6}Z?-[0-9a-f]{4,}\b", "RUN"),
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

    def __init__(self):
        self.home = tempfile.mkdtemp(prefix="tidemark-cli-")
        self.server = Server(directory=tempfile.mkdtemp(prefix="tidemark-cli-server-")).start()
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
                             (("tables", "--config", "/none/here"), {})):
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


def a_pipe_gets_no_colours_and_no_folding(world):
    piped = world.run("tables").out
    assert "\x1b" not in piped and max(map(len, piped.splitlines())) > 80, piped
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


TESTS = [a_usage_error_is_252_on_standard_error, surroundings_that_do_not_fit_are_253,
         an_answer_of_the_service_is_254_and_silence_is_255, whoami_tells_account_region_and_origin,
         the_config_is_read_where_xdg_says, config_import_makes_a_config_that_is_good,
         tables_lists_what_protects_them, query_picks_and_text_is_for_scripts,
         a_pipe_gets_no_colours_and_no_folding, info_tells_the_window_in_seconds_that_can_be_restored,
         get_query_and_scan_read_now_and_then, vaults_and_jobs_of_aws_backup_are_listed,
         passports_are_shown_saved_and_compared, help_and_manual_are_of_every_command,
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
