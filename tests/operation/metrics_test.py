#!/usr/bin/python3
"""/_tidemark/metrics of a real server: the format, the series an operator needs, and that they move.

Last line: N passed, M failed.
"""
import http.client
import re
import time

import prometheus_text
from serving import REGION, ROOT, Checks, Server, until

STORE = [
    "commits_total", "groups_total", "syncs_total", "group_decisions", "group_bytes", "sync_seconds",
    "slow_groups_total", "waiting_decisions", "clock_offset_seconds", "clock_in_doubt", "disk_free_bytes",
    "disk_reserve_bytes", "disk_reserve_reached", "log_bytes", "writes_stopped", "family_file_bytes",
    "family_files", "family_memory_bytes", "trim_lag_seconds", "trim_keyspaces_waiting", "trim_pieces_total",
    "trim_rewritten_bytes_total", "tables", "pins", "readers", "oldest_reader_age_seconds",
    "oldest_pin_age_seconds"]
OTHERS = [
    "tidemark_requests_total", "tidemark_request_seconds", "tidemark_connections_open",
    "tidemark_background_waiting", "tidemark_jobs", "tidemark_job_oldest_seconds",
    "tidemark_job_overdue_seconds", "tidemark_job_steps_total", "tidemark_jobs_finished_total",
    "tidemark_block_cache_bytes", "tidemark_write_buffer_bytes", "tidemark_table_items",
    "tidemark_table_bytes", "tidemark_table_disk_bytes", "tidemark_build_info", "process_resident_memory_bytes",
    "process_open_fds"]


def value(families, family, **labels):
    """The one sample that has all these labels."""
    found = [v for name, of, v in families[family]["samples"]
             if name in (family, family + "_count") and labels.items() <= of.items()]
    return found[0] if len(found) == 1 else None


def story(server, checks):
    server.make_table("orders", period_days=1)
    server.make_table("plain")
    for i in range(60):
        server.put("orders", f"k{i % 20}", "x" * 500)
        server.put("plain", f"k{i}", "y" * 100)
    server.call("CreateBackup", TableName="orders", BackupName="before")
    server.raw_call("GetItem", TableName="nowhere", Key={"k": {"S": "a"}})
    server.call("RestoreTableToPointInTime", SourceTableName="orders", TargetTableName="then",
                UseLatestRestorableTime=True)
    until(lambda: 'tidemark_jobs_finished_total{kind="restore"} 1' in server.metrics())

    text = server.metrics()
    families, problems = prometheus_text.parse(text)
    checks.check("the format is right", not problems, problems)
    for name in [f"tidemark_store_{name}" for name in STORE] + OTHERS:
        checks.check(f"{name} is there", families.get(name, {}).get("samples"), text[-3000:])
    store = {"region": REGION}
    checks.check("every put is counted",
                 value(families, "tidemark_requests_total", operation="PutItem", status="200") == 120)
    checks.check("their latency is measured",
                 value(families, "tidemark_request_seconds", operation="PutItem", **{"class": "2xx"}) == 120)
    checks.check("what failed is counted apart",
                 value(families, "tidemark_request_seconds", operation="GetItem", **{"class": "4xx"}) == 1)
    checks.check("every sync is measured",
                 value(families, "tidemark_store_sync_seconds", **store) ==
                 value(families, "tidemark_store_syncs_total", **store) >= 120)
    checks.check("groups are counted",
                 value(families, "tidemark_store_group_decisions", **store) ==
                 value(families, "tidemark_store_groups_total", **store))
    began = value(families, "process_start_time_seconds")
    checks.check("the process tells its start, memory and files",
                 abs(time.time() - began) < 600 and value(families, "process_open_fds") > 10 and
                 value(families, "process_resident_memory_bytes") > 1 << 20 and
                 value(families, "process_max_fds") >= value(families, "process_open_fds"), families["process_open_fds"])
    checks.check("a pin is there, and its age", value(families, "tidemark_store_pins", **store) == 1 and
                 value(families, "tidemark_store_oldest_pin_age_seconds", **store) > 0)
    pins = families["tidemark_store_oldest_pin_age_seconds"]["samples"]
    checks.check("the pin is named", "/orders/backup/" in pins[0][1]["pin"], pins)
    table = {"region": REGION, "account": "123456789012", "table": "orders"}
    checks.check("items are counted", until(lambda: value(
        prometheus_text.parse(server.metrics())[0], "tidemark_table_items", **table) == 20, 15))
    families, _ = prometheus_text.parse(server.metrics())
    history = {t: value(families, "tidemark_table_disk_bytes", **{**table, "table": t, "part": "history"})
               for t in ("orders", "plain")}
    checks.check("history is measured by table", history["orders"] > history["plain"], history)
    overdue = [v for _, _, v in families["tidemark_job_overdue_seconds"]["samples"]]
    checks.check("no job has waited for years", overdue and max(overdue) < 600, overdue)
    checks.check("nothing is in doubt or reached",
                 value(families, "tidemark_store_clock_in_doubt", **store) == 0 ==
                 value(families, "tidemark_store_disk_reserve_reached", **store))


def documented(server, checks):
    """The operating guide names every metric there is, and no other."""
    families, _ = prometheus_text.parse(server.metrics())
    guide = (ROOT / "docs/guides/operating.md").read_text()
    named = {name.removesuffix("_bucket") for name in re.findall(r"\b(?:tidemark|process)_[a-z0-9_]*[a-z0-9]\b", guide)}
    checks.check("every metric is in the guide", set(families) <= named, set(families) - named)
    checks.check("every metric of the guide is there", named <= set(families), named - set(families))


def strangers(server, checks):
    """A page of another site is refused; the names of tables need this machine or a key."""
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=30)
    connection.request("GET", "/_tidemark/metrics", headers={"Origin": "https://example.com"})
    reply = connection.getresponse()
    checks.check("another site's page is refused", reply.status == 403, reply.read())
    connection.close()


def many_tables(server, checks):
    for i in range(130):
        server.call("CreateTable", TableName=f"many-{i}", BillingMode="PAY_PER_REQUEST",
                    AttributeDefinitions=[{"AttributeName": "k", "AttributeType": "S"}],
                    KeySchema=[{"AttributeName": "k", "KeyType": "HASH"}])

    def shown():
        families, problems = prometheus_text.parse(server.metrics())
        return len(families["tidemark_table_items"]["samples"]) if not problems else problems

    checks.check("of many tables the hundred largest are named", until(lambda: shown() == 100, 15), shown())
    families, _ = prometheus_text.parse(server.metrics())
    checks.check("all are counted", value(families, "tidemark_store_tables", region=REGION) >= 133)


def main():
    checks = Checks()
    missed = prometheus_text.self_test()
    checks.check("the reader of the format finds planted faults", not missed, missed)
    server = Server().start()
    try:
        story(server, checks)
        documented(server, checks)
        strangers(server, checks)
        many_tables(server, checks)
        checks.check("SIGTERM ends it with 0", server.stop() == 0)
    finally:
        server.remove()
    checks.finish()


if __name__ == "__main__":
    main()
