#!/usr/bin/python3
"""`tidemark stats DIR` on what a real server left behind.

Last line: N passed, M failed.
"""
import json
import os
import pathlib
import tempfile

from serving import Checks, Server, tidemark, until


def tree(directory):
    """Every file below it: name, bytes, time of change; but LOCK, which holds a process id."""
    found = {}
    for root, _, files in os.walk(directory):
        for name in files:
            if name != "LOCK":
                path = pathlib.Path(root, name)
                found[str(path)] = (path.read_bytes(), path.stat().st_mtime_ns)
    return found


def load(server):
    server.make_table("orders", period_days=1)
    server.make_table("plain")
    for i in range(200):
        server.put("orders", f"k{i % 50}", f"{i:04}" + "x" * 300)
    for i in range(10):
        server.put("plain", f"k{i}", "y")
    server.call("CreateBackup", TableName="orders", BackupName="night")
    # The latest restorable instant is a whole second.
    server.send("POST", "/_tidemark/clock", {"Content-Type": "application/json"}, '{"advance":"2s"}')
    server.call("RestoreTableToPointInTime", SourceTableName="orders", TargetTableName="then",
                UseLatestRestorableTime=True)
    until(lambda: 'tidemark_jobs_finished_total{kind="restore"} 1' in server.metrics())


def stats_of(data, *words):
    run = tidemark("stats", data, "--output", "json", *words)
    assert run.returncode == 0, run.stderr
    return json.loads(run.stdout)


def table(report, name):
    return next(t for t in report["regions"][0]["tables"] if t["name"] == name)


def whole(server, checks):
    before = tree(server.data)
    report = stats_of(server.data)
    region = report["regions"][0]
    orders, plain, then = (table(report, name) for name in ("orders", "plain", "then"))
    checks.check("formats", (report["format"], region["storeFormat"]) == (1, 1), report)
    checks.check("items", [t["items"] for t in (orders, plain, then)] == [50, 10, 50], region["tables"])
    checks.check("versions", orders["history"]["items"]["versions"] == 150, orders)
    checks.check("a table without history has none", plain["history"]["items"]["versions"] == 0, plain)
    checks.check("bytes of a version", 0 <= orders["history"]["diskBytesPerVersion"] < 2000, orders)
    checks.check("the period", orders["pitr"] and orders["periodSeconds"] == 86400 and not plain["pitr"], orders)
    checks.check("a restored table stands in a base", then["strata"] == 2 and not orders["pitr"] == plain["pitr"], then)
    pin = region["pins"][0]
    checks.check("the pin and its backup", (pin["backup"], pin["table"]) == ("night", "orders"), region["pins"])
    checks.check("nothing is to be trimmed", orders["history"]["freeable"]["versions"] == 0, orders)
    checks.check("families", [f["name"] for f in region["families"]] == ["meta", "cur", "hist", "log"], region)
    checks.check("the log has bytes", region["logBytes"] > 0 and not region["damaged"], region["logBytes"])
    quick = stats_of(server.data, "--quick")
    checks.check("--quick walks no history", table(quick, "orders")["history"] is None, quick)
    text = tidemark("stats", server.data)
    checks.check("text names tables, backup and what would be freed", text.returncode == 0 and all(
        word in text.stdout for word in ("orders", "plain", "backup night", "trimming would free now: 0")),
        text.stdout + text.stderr)
    checks.check("nothing was written", tree(server.data) == before)


def trimmed(server, checks):
    """Two days later the versions of today are due, but for what the backup holds."""
    server.start()
    server.send("POST", "/_tidemark/clock", {"Content-Type": "application/json"}, '{"advance":"1m"}')
    for i in range(50):
        server.put("orders", f"k{i % 50}", "later")
    server.stop()
    before = table(stats_of(server.data), "orders")["history"]
    (server.data / "NOW").write_text(str(int((server.data / "NOW").read_text()) + 2 * 86400 * 1000000) + "\n")
    after = stats_of(server.data)
    checks.check("floors follow no further than the last commit",
                 table(after, "orders")["history"]["freeable"] == before["freeable"], after)
    server.start()
    server.send("POST", "/_tidemark/clock", {"Content-Type": "application/json"}, '{"advance":"1d"}')
    server.put("plain", "k0", "the clock of commits moves")
    server.call("UpdateContinuousBackups", TableName="orders",
                PointInTimeRecoverySpecification={"PointInTimeRecoveryEnabled": False})
    trimmed_now = until(lambda: server.metric('tidemark_store_trim_keyspaces_waiting{region="eu-west-1"}') == 0)
    server.stop()
    report = stats_of(server.data)
    history = table(report, "orders")["history"]
    checks.check("after trimming only what the backup holds is left",
                 trimmed_now and history["items"]["versions"] == 50 == history["heldByOnePin"]["versions"]
                 - history["tallies"]["versions"] and history["freeable"]["versions"] == 0, history)
    checks.check("and the pin tells how much that is",
                 report["regions"][0]["pins"][0]["heldAlone"]["versions"] >= 50, report["regions"][0]["pins"])


def refusals(server, checks):
    server.start()
    run = tidemark("stats", server.data)
    checks.check("a running server's directory is refused, its pid and the metrics named",
                 run.returncode == 69 and str(server.process.pid) in run.stderr and
                 "/_tidemark/metrics" in run.stderr and run.stdout == "", run.stderr)
    server.stop()
    with tempfile.TemporaryDirectory() as empty:
        run = tidemark("stats", empty)
        checks.check("a stranger's directory is refused and left as it is",
                     run.returncode == 69 and "no tidemark data directory" in run.stderr and
                     not os.listdir(empty), run.stderr)
    run = tidemark("stats", "/nowhere/at/all")
    checks.check("a directory that is not there is refused", run.returncode == 69 and
                 not pathlib.Path("/nowhere").exists(), run.stderr)


def main():
    checks = Checks()
    server = Server(["--clock", "simulated"]).start()
    try:
        load(server)
        server.stop()
        whole(server, checks)
        trimmed(server, checks)
        refusals(server, checks)
    finally:
        server.remove()
    checks.finish()


if __name__ == "__main__":
    main()
