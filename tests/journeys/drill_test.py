#!/usr/bin/python3
"""`tidemark drill` as a person and as a machine meet it: a pipe, a terminal, JSON, Ctrl-C, --keep.

Last line: `N passed, M failed`. The binary is $TIDEMARK, or build/checked/tidemark.
"""
import json
import os
import pathlib
import pty
import re
import signal
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
TIDEMARK = os.environ.get("TIDEMARK", str(ROOT / "build/checked/tidemark"))
DRILL = [TIDEMARK, "drill", "--input", str(ROOT / "tests/data/small.jsonl"), "--key", "Artist,Song"]


def start(words, directory, **more):
    return subprocess.Popen(DRILL + ["--directory", directory] + words, text=True,
                            stdout=subprocess.PIPE, stderr=subprocess.PIPE, **more)


def run(words, directory):
    process = start(words, directory)
    out, err = process.communicate(timeout=120)
    return process.returncode, out, err


def wait_for(what, seconds=30):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if what():
            return True
        time.sleep(0.01)  # another process works meanwhile
    return False


def child_of(process):
    children = pathlib.Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text()
    return int(children.split()[0])


def is_running(pid):
    try:
        os.kill(pid, 0)
        return True
    except ProcessLookupError:
        return False


def a_pipe_gets_plain_lines_and_a_verdict(directory):
    code, out, err = run([], directory)
    assert code == 0, out + err
    assert "\x1b" not in out and "\r" not in out, out
    assert out.splitlines()[-1].startswith("PASS  in "), out
    assert "121 of 121 items equal, digests equal" in out, out
    assert err == "", err
    assert os.listdir(directory) == [], "something was left behind"


def json_is_for_machines(directory):
    code, out, err = run(["--json"], directory)
    assert code == 0, err
    report = json.loads(out)
    assert report["schema"] == 1 and report["result"] == "PASS", report
    assert report["items"] == 120 and report["rpoSeconds"] >= 1, report
    assert report["restored"]["same"] == report["restored"]["expected"] == 121, report
    assert report["backup"]["same"] == 120, report
    # The incident was real: the damaged table differs, by what was planned.
    assert report["damaged"]["missing"] == report["incident"]["deleted"] > 0, report
    assert report["damaged"]["different"] >= report["incident"]["overwritten"] > 0, report
    assert report["tallyAgrees"] is True and report["deletionRefused"] is True, report
    assert err.startswith("done  create Packages"), err


def a_seed_plans_the_same_incident(directory):
    incidents = [json.loads(run(["--json", "--seed", seed], directory)[1])["incident"]
                 for seed in ("7", "7", "8")]
    for incident in incidents:
        del incident["at"]
    assert incidents[0] == incidents[1], incidents
    assert incidents[0]["damagedKey"] != incidents[2]["damagedKey"], incidents


def on_terminal(directory, environment):
    """What the drill writes on a terminal."""
    master, slave = pty.openpty()
    process = subprocess.Popen(DRILL + ["--directory", directory], stdout=slave, stderr=slave,
                               env={**os.environ, "NO_COLOR": "", **environment})
    os.close(slave)
    screen = b""
    try:
        while piece := os.read(master, 4096):
            screen += piece
    except OSError:
        pass  # the other side has closed
    assert process.wait() == 0, screen
    return screen.decode()


def a_terminal_gets_a_bar_and_colours(directory):
    screen = on_terminal(directory, {"TERM": "xterm"})
    assert "\r\x1b[K      [" in screen and "load 120 items" in screen, screen
    assert "\x1b[1;32mPASS\x1b[0m" in screen, screen


def no_color_is_honoured(directory):
    screen = on_terminal(directory, {"TERM": "xterm", "NO_COLOR": "1"})
    assert "\x1b[3" not in screen and "\x1b[1" not in screen, screen
    assert "\r\x1b[K      [" in screen, screen


def a_dumb_terminal_gets_plain_lines(directory):
    assert "\x1b" not in on_terminal(directory, {"TERM": "dumb"})


def an_interrupt_leaves_nothing(directory):
    process = start([], directory, start_new_session=True)
    assert process.stdout.readline().startswith("done  create")
    server = child_of(process)
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=60)
    assert process.returncode == 130, err
    assert "interrupted" in err, err
    assert not is_running(server), "the server goes on"
    assert os.listdir(directory) == [], "something was left behind"


def a_killed_drill_takes_its_server_along(directory):
    process = start([], directory)
    assert process.stdout.readline().startswith("done  create")
    server = child_of(process)
    process.kill()
    process.communicate(timeout=60)
    assert wait_for(lambda: not is_running(server)), "the server goes on"


def keep_leaves_the_server(directory):
    process = start(["--keep"], directory)
    out, err = process.communicate(timeout=120)
    assert process.returncode == 0, out + err
    pid = int(re.search(r"kill (\d+); .*; rm -r '\S+'", out)[1])
    try:
        assert is_running(pid), out
        assert "aws --endpoint-url $ENDPOINT dynamodb get-item --table-name Packages-restored" in out
    finally:
        os.kill(pid, signal.SIGTERM)
    assert wait_for(lambda: not is_running(pid) or open(f"/proc/{pid}/stat").read().split()[2] == "Z")


def words_that_are_not_understood_are_refused(directory):
    for words in (["--fast"], ["--connections", "0"], ["extra"]):
        code, out, err = run(words, directory)
        assert code == 252 and out == "" and err.startswith("tidemark drill: "), (words, out, err)
    done = subprocess.run([TIDEMARK], capture_output=True, text=True, check=False)
    assert done.returncode == 252 and done.stdout == "", done


def a_file_that_is_none_fails_and_says_so(directory):
    broken = os.path.join(directory, "broken.jsonl")
    with open(broken, "w", encoding="utf-8") as file:
        file.write('{"Id":{"S":"a"}}\n{\n')
    for words, text in ((["--input", broken, "--key", "Id"], "broken.jsonl: line 2"),
                        (["--input", broken], "has no attribute Package"),
                        (["--input", directory + "/none"], "cannot be read")):
        done = subprocess.run([TIDEMARK, "drill"] + words, capture_output=True, text=True,
                              check=False)
        assert done.returncode == 1 and text in done.stderr, (words, done)


TESTS = [a_pipe_gets_plain_lines_and_a_verdict, json_is_for_machines,
         a_seed_plans_the_same_incident, a_terminal_gets_a_bar_and_colours, no_color_is_honoured,
         a_dumb_terminal_gets_plain_lines, an_interrupt_leaves_nothing,
         a_killed_drill_takes_its_server_along, keep_leaves_the_server,
         words_that_are_not_understood_are_refused, a_file_that_is_none_fails_and_says_so]


def main():
    failed = 0
    for test in TESTS:
        with tempfile.TemporaryDirectory(prefix="drill-test-", ignore_cleanup_errors=True) as place:
            try:
                test(place)
                print(f"ok    {test.__name__}")
            except Exception as problem:  # every other test still runs
                failed += 1
                print(f"FAIL  {test.__name__}: {problem!r}")
    print(f"{len(TESTS) - failed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
