#!/usr/bin/python3
"""The client's contract with endpoints: our engine, and moto_server and dynalite where installed.

Last line: N passed, M failed. The programs are $TIDEMARK and endpoint_contract beside it.
"""
import os
import pathlib
import re
import shutil
import socket
import subprocess
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
TIDEMARK = pathlib.Path(os.environ.get("TIDEMARK", ROOT / "build/checked/tidemark"))
CONTRACT = TIDEMARK.parent / "tests/contract/endpoint_contract"
REGION = "us-east-1"


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def is_listening(port):
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def start(command, port_of, directory, **more):
    """The process and its port, once it listens; None when it ended."""
    with open(directory / "log", "wb") as log:
        process = subprocess.Popen(command, stdout=log, stderr=log, cwd=directory, **more)
    while process.poll() is None:
        port = port_of()
        if port and is_listening(port):
            return process, port
        time.sleep(0.02)  # another process works meanwhile
    raise AssertionError(f"{command[0]} ended:\n" + (directory / "log").read_text()[-1000:])


def engine(directory):
    port_file = directory / "port"
    process, port = start([str(TIDEMARK), "serve", "--data", str(directory / "data"), "--port", "0", "--port-file",
                           str(port_file)], lambda: port_file.exists() and int(port_file.read_text() or 0), directory)
    line = next(text for text in (directory / "data/keys").read_text().splitlines() if text and text[0] != "#")
    _, key, secret = line.split()
    return process, port, key, secret, ""


def moto(directory):
    port = free_port()
    process, port = start(["moto_server", "-H", "127.0.0.1", "-p", str(port)], lambda: port, directory,
                          env={**os.environ, "HOME": str(directory), "AWS_EC2_METADATA_DISABLED": "true",
                               "MOTO_IAM_LOAD_MANAGED_POLICIES": "true"})
    # It has plans and vaults of AWS Backup, and no jobs.
    return process, port, "AKIAIOSFODNN7EXAMPLE", "secret", "Jobs"


def dynalite(directory):
    port = free_port()
    process, port = start(["dynalite", "--host", "127.0.0.1", "--port", str(port), "--createTableMs", "0"],
                          lambda: port, directory)
    # DynamoDB's data plane of 2015, and nothing else.
    return process, port, "AKIAIOSFODNN7EXAMPLE", "secret", "PointInTime,Backups,Vaults,Jobs,Identity,Roles"


def check(name, begin):
    with tempfile.TemporaryDirectory(prefix="tidemark-contract-") as path:
        process, port, key, secret, without = begin(pathlib.Path(path))
        try:
            run = subprocess.run([str(CONTRACT), "--endpoint", f"http://127.0.0.1:{port}", "--region", REGION,
                                  "--key", key, "--secret", secret, "--without", without],
                                 capture_output=True, text=True, timeout=600)
        finally:
            process.terminate()
            process.wait(timeout=60)
    passed = len(re.findall(r"^\[       OK \]", run.stdout, re.M))
    skipped = len(set(re.findall(r"^\[  SKIPPED \] (\w+\.\w+)", run.stdout, re.M)))
    failed = len(set(re.findall(r"^\[  FAILED  \] (\S+) \(", run.stdout, re.M))) or int(run.returncode != 0)
    print(f"{name}: {passed} kept, {failed} broken, {skipped} not asked of it")
    if failed:
        print(run.stdout[-6000:], run.stderr[-1000:])
    return passed, failed


def main():
    total_passed = total_failed = 0
    for name, begin, program in (("engine", engine, str(TIDEMARK)), ("moto_server", moto, "moto_server"),
                                 ("dynalite", dynalite, "dynalite")):
        if shutil.which(program) is None:
            print(f"{name}: skipped, {program} is not installed")
            continue
        passed, failed = check(name, begin)
        total_passed += passed
        total_failed += failed
    print(f"{total_passed} passed, {total_failed} failed")
    raise SystemExit(1 if total_failed else 0)


if __name__ == "__main__":
    main()
