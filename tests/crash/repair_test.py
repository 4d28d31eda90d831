#!/usr/bin/python3
"""Flips one bit of a killed server's directory at a time and asks `tidemark check` and
`tidemark repair` about it. Check must name the damaged file, or find every byte sound; repair must
leave the directory as it is and make a copy that serves: nothing in it may differ from what was
acknowledged, and what is missing must have been told.

    repair_test.py [--flips N] [--seed N] [--full]      (8 flips; --full: 200)

Half of the flips hit write-ahead logs, half sorted files. Last line: N passed, M failed.
"""
import argparse
import hashlib
import json
import pathlib
import random
import shutil
import subprocess
import tempfile

from kill_test import BINARY, Checks, Gone, Refused, Server, contents, create_table

ITEMS = 260
TABLES = ["orders", "people"]


def run(*words):
    return subprocess.run([BINARY, *map(str, words)], capture_output=True, text=True, timeout=300, check=False)


class Written:
    """One writer's acknowledged writes, in order."""

    def __init__(self):
        self.states = {table: [{}] for table in TABLES}  # after each write of the table
        self.backups = {}

    def put(self, server, table, key, value):
        state = dict(self.states[table][-1])
        if value is None:
            server.call("DeleteItem", TableName=table, Key={"k": {"S": key}})
            state.pop(key, None)
        else:
            server.call("PutItem", TableName=table, Item={"k": {"S": key}, "v": {"S": value}})
            state[key] = value
        self.states[table].append(state)

    def backup(self, server, table):
        made = server.call("CreateBackup", TableName=table, BackupName="before")
        self.backups[made["BackupDetails"]["BackupArn"]] = self.states[table][-1]


def write_some(server, written, chance, share):
    """New values for a share of the items, some of them deleted."""
    for table in TABLES:
        for number in range(ITEMS):
            if chance.random() > share:
                continue
            value = None if chance.random() < 0.1 else f"{chance.getrandbits(2400):x}"
            written.put(server, table, f"{number:04}", value)


def killed_server(directory, chance):
    """Sorted files of two ages, and a log beside them."""
    server, written = Server(directory, "system"), Written()
    server.start()
    for table in TABLES:
        create_table(server, table)
    write_some(server, written, chance, 1.0)
    written.backup(server, "orders")
    for share in (0.4, 0.3):
        server.kill()
        server.start()  # moves what the log holds into sorted files
        write_some(server, written, chance, share)
    server.kill()
    return written


def flip(data, ending, chance):
    """Flips a bit of one of the files that end so, all bytes alike. Returns the file and where."""
    files = sorted(path for path in data.glob("regions/*/*") if path.name.endswith(ending) and path.stat().st_size)
    at = chance.randrange(sum(path.stat().st_size for path in files))
    for path in files:
        if at < path.stat().st_size:
            break
        at -= path.stat().st_size
    with open(path, "r+b") as file:
        file.seek(at)
        byte = file.read(1)[0]
        file.seek(at)
        file.write(bytes([byte ^ (1 << chance.randrange(8))]))
    return path, at


def fingerprint(data):
    return {str(path.relative_to(data)): hashlib.sha256(path.read_bytes()).hexdigest()
            for path in data.rglob("*") if path.is_file() and path.name != "LOCK"}


def judge_content(server, written, lost):
    """What the copy serves, table by table; None, or what is wrong."""
    missing_told = " ".join(lost)
    for table in TABLES:
        found, wanted = contents(server, table), written.states[table][-1]
        if found == wanted:
            continue
        if not lost:
            return f"{table} differs and nothing was called lost"
        if f"table {table} may lack items" in missing_told:
            wrong = [key for key in found if found[key] != wanted.get(key)]
            if wrong:
                return f"{table}: {wrong[:3]} are not what was acknowledged last"
        elif found not in written.states[table]:
            return f"{table} is not as it was after any of its writes"
    return None


def judge_backups(server, written, lost):
    for arn, wanted in written.backups.items():
        told = arn.split("/")[-1] in " ".join(lost)
        server.call("RestoreTableFromBackup", TargetTableName="again", BackupArn=arn)
        found = contents(server, "again")
        if found != wanted and not told:
            return f"{arn} differs and was not called lost"
    return None


def judge_copy(copy, written, lost):
    server = Server(copy.parent, "system")
    try:
        server.start()
        return judge_content(server, written, lost) or judge_backups(server, written, lost)
    except (Refused, Gone, RuntimeError) as error:
        return f"the copy does not serve: {error}"
    finally:
        if server.process and server.process.poll() is None:
            server.kill()


def one_flip(image, ending, number, seed, written):
    """(how it went in a word, None or what was wrong)"""
    chance = random.Random(f"{seed}/{ending}/{number}")
    with tempfile.TemporaryDirectory(prefix="tidemark-repair-") as root:
        data, copy = pathlib.Path(root) / "data", pathlib.Path(root) / "repaired" / "data"
        copy.parent.mkdir()
        shutil.copytree(image, data)
        victim, at = flip(data, ending, chance)
        where = f"{victim.name} offset {at}: "
        checked = run("check", data)
        if checked.returncode == 0:
            return "harmless", None
        if victim.name not in checked.stdout or "tidemark repair" not in checked.stdout:
            return "?", where + f"check names no file or no way out: {checked.stdout}{checked.stderr}"
        before = fingerprint(data)
        repaired = run("repair", data, "--into", copy, "--output", "json")
        if fingerprint(data) != before:
            return "?", where + "repair changed what it was to read"
        if not repaired.stdout:
            return "?", where + f"exit {repaired.returncode}: {repaired.stderr}"
        report = json.loads(repaired.stdout)
        lost = [line for region in report["regions"] for line in region["lost"]]
        if any(line.startswith("all of this region") for line in lost):
            return "nothing provable", None
        wrong = judge_copy(copy, written, lost)
        if not wrong and not report["sound"] and not any(line.startswith("pin") for line in lost):
            wrong = "the copy is not sound: " + run("check", copy).stdout
        outcome = "repaired, some lost" if lost else "repaired, nothing lost"
        return outcome, wrong and where + f"{wrong}; {lost}"


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--flips", type=int, default=8)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--full", action="store_true")
    arguments = parser.parse_args()
    flips = 200 if arguments.full else arguments.flips
    checks, outcomes = Checks(), {}
    with tempfile.TemporaryDirectory(prefix="tidemark-repair-") as root:
        written = killed_server(root, random.Random(arguments.seed))
        image = pathlib.Path(root) / "data"
        whole = run("check", image)
        checks.check("the image is sound", whole.returncode and whole.stdout + whole.stderr)
        for number in range(flips):
            ending = (".log", ".sst")[number % 2]
            outcome, wrong = one_flip(image, ending, number, arguments.seed, written)
            outcomes[ending, outcome] = outcomes.get((ending, outcome), 0) + 1
            checks.check(f"flip {number}", wrong)
    for (ending, outcome), count in sorted(outcomes.items()):
        print(f"{ending}: {count} {outcome}")
    print(f"{checks.passed} passed, {checks.failed} failed")
    raise SystemExit(1 if checks.failed else 0)


if __name__ == "__main__":
    main()
