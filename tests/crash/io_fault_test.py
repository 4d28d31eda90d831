#!/usr/bin/python3
"""Lets the n-th file-system call of a store's life fail, for n = 1, 2, … until a life ends without
meeting the fault, and looks after each at the directory on the healthy disk: every acknowledged
write must be there, as of every instant, and the store sound.

    io_fault_test.py [--full] [--kind write|sync|read|space] [--at N]

Faults: a failed write, a failed sync (what was not synced is gone), a read that fails or comes
short, a full disk (until four writes were refused). Without --full about a dozen n a kind.
Last line: N passed, M failed.
"""
import argparse
import collections
import concurrent.futures
import os
import pathlib
import shutil
import signal
import subprocess
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
BUILD = pathlib.Path(os.environ.get("BUILD", ROOT / "build/checked"))
PROGRAM = BUILD / "src/storage/testing/io_faults"
KINDS = ["write", "sync", "read", "space"]
# How a life may end, by exit status. Wrong answers (3) and anything else are failures.
ENDINGS = {0: "went on", 69: "refused to open", 74: "ended the process"}
# RocksDB 7.8, where it is built with assertions (Debian's is), ends the process itself when a
# compaction fails before it wrote a row: CompactionJob::UpdateCompactionJobStats. As good as 74.
ROCKSDB_ABORTS = "ExtractUserKey(const Slice&): Assertion"


def run(*words):
    return subprocess.run([PROGRAM, *map(str, words)], capture_output=True, text=True, timeout=120,
                          check=False)


def one(kind, at):
    """(how it ended, how many calls of the kind it made or None, what was wrong or None)"""
    root = tempfile.mkdtemp(prefix="tidemark-fault-", dir="/dev/shm" if os.path.isdir("/dev/shm") else None)
    try:
        store = root + "/store"
        life = run("live", store, kind, at)
        ending = ENDINGS.get(life.returncode)
        if life.returncode == -signal.SIGABRT and ROCKSDB_ABORTS in life.stderr:
            ending = "ended by RocksDB"
        if not ending:
            return "wrong", None, f"exit {life.returncode}: {life.stdout}{life.stderr}"
        after = run("verify", store)
        calls = int(life.stdout.split()[-1]) if life.returncode == 0 else None
        problem = None if after.returncode == 0 else after.stdout + after.stderr
        return ending, calls, problem
    finally:
        shutil.rmtree(root)


def points(kind, full):
    """Every n, or about a dozen spread over a healthy life's calls, and one beyond them."""
    _, calls, problem = one(kind, 10**9)
    if problem or not calls:
        raise SystemExit(f"a life without a fault: {problem}")
    stride = 1 if full else max(1, calls // 11)
    return range(1, calls + stride + 1, stride)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--full", action="store_true")
    parser.add_argument("--kind", choices=KINDS)
    parser.add_argument("--at", type=int)
    arguments = parser.parse_args()
    passed = failed = 0
    for kind in [arguments.kind] if arguments.kind else KINDS:
        tried = [arguments.at] if arguments.at else points(kind, arguments.full)
        endings = collections.Counter()
        with concurrent.futures.ThreadPoolExecutor(2) as pool:
            for at, (ending, calls, problem) in zip(tried, pool.map(lambda n: one(kind, n), tried)):
                endings["never met it" if calls is not None and calls < at else ending] += 1
                passed, failed = passed + (not problem), failed + bool(problem)
                if problem:
                    print(f"FAILED {kind} at call {at} ({ending}): {problem}", flush=True)
        told = ", ".join(f"{count} {ending}" for ending, count in sorted(endings.items()))
        print(f"{kind}: {len(tried)} lives: {told}", flush=True)
    print(f"{passed} passed, {failed} failed")
    raise SystemExit(1 if failed else 0)


if __name__ == "__main__":
    main()
