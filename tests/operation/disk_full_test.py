#!/usr/bin/python3
"""A disk that fills, for real: a small file system in memory (needs root to mount it).

    disk_full_test.py

Last line: N passed, M failed. Without the right to mount, one check says so and the rest is left to
the store's own tests (StoreLog, DiskReserve in src/storage).
"""
import base64
import http.client
import os
import pathlib
import random
import shutil
import subprocess
import tempfile

from serving import REGION, Checks, Refused, Server, tidemark, until

RESERVE = 512 << 20
SIZE = RESERVE + (240 << 20)   # logs that are not yet files take up to 135 MB of it
ITEM = 300_000
CHANCE = random.Random(1)


def noise(size):
    return base64.b64encode(CHANCE.randbytes(size * 3 // 4)).decode()


def store(name):
    return f'tidemark_store_{name}{{region="{REGION}"}}'


def fill(server):
    """Overwrites ten items until writes are refused; the refusal."""
    for count in range(2000):
        try:
            server.put("orders", f"k{count % 10}", noise(ITEM))
        except Refused as refused:
            return refused
    raise RuntimeError("the disk does not fill")


def taken(file, size):
    with open(file, "wb") as filler:
        os.posix_fallocate(filler.fileno(), 0, size)
    return file


def refused(server, operation, **body):
    status, _, text = server.raw_call(operation, **body)
    return status == 500 and "the disk has less than" in text


def while_full(server, checks, why):
    checks.check("a write is refused by name", why.status == 500 and "the disk has less than" in why.body, why)
    checks.check("so are backups and restores", refused(server, "CreateBackup", TableName="orders", BackupName="full")
                 and refused(server, "RestoreTableToPointInTime", SourceTableName="orders", TargetTableName="then",
                             UseLatestRestorableTime=True))
    checks.check("and new tables", refused(server, "CreateTable", TableName="new", BillingMode="PAY_PER_REQUEST",
                                           AttributeDefinitions=[{"AttributeName": "k", "AttributeType": "S"}],
                                           KeySchema=[{"AttributeName": "k", "KeyType": "HASH"}]))
    key = {"k": {"S": "k1"}}
    checks.check("reads go on", "Item" in server.call("GetItem", TableName="orders", Key=key))
    checks.check("reads of the past go on", len(server.call("Scan", TableName="orders", Limit=2)["Items"]) == 2)
    server.call("DeleteItem", TableName="orders", Key=key)
    checks.check("deletes are taken", "Item" not in server.call("GetItem", TableName="orders", Key=key))
    checks.check("metrics tell", server.metric(store("disk_reserve_reached")) == 1 and
                 server.metric(store("disk_free_bytes")) < RESERVE == server.metric(store("disk_reserve_bytes")))
    checks.check("the log tells it", "the disk reserve is reached" in server.log(), server.log())


def put_when_there_is_room(server, table, key, value):
    def tried():
        try:
            server.put(table, key, value)
            return True
        except Refused:
            return False
    return until(tried, 60)


def ways_out(server, disk, checks):
    why = fill(server)
    # A flush may give back its log, some 100 MB: somebody else takes more than that meanwhile.
    somebody = taken(disk / "somebody", 150 << 20)
    while_full(server, checks, why)
    somebody.unlink()
    # A shorter period, once enough time has passed.
    server.send("POST", "/_tidemark/clock", {"Content-Type": "application/json"}, '{"advance":"2d"}')
    server.keep_history("orders", 1)
    history = f'tidemark_store_family_file_bytes{{region="{REGION}",family="hist"}}'
    checks.check("a shorter period frees history", until(lambda: server.metric(history) < 5 << 20, 60),
                 server.metric(history))
    checks.check("that makes room", put_when_there_is_room(server, "orders", "again", "x"), server.log())
    checks.check("the log tells that, too", "the disk has room again" in server.log(), server.log())
    checks.check("metrics follow", server.metric(store("disk_reserve_reached")) == 0)
    # Deleting the table and its history.
    why = fill(server)
    server.call("DeleteTable", TableName="orders")
    deleted = server.send("GET", "/_tidemark/deleted-tables", {}, None)[2]
    table = deleted.split('"tableId":"')[1].split('"')[0]
    status = server.send("DELETE", f"/_tidemark/deleted-tables/{table}", {}, None)[0]
    checks.check("a deleted table's history can be ended", status == 200, deleted)
    checks.check("that makes room", until(lambda: server.metric(store("disk_free_bytes")) > RESERVE, 60),
                 server.metric(store("disk_free_bytes")))


def to_the_last_byte(server, disk, checks):
    """Somebody else takes what was reserved: a write that was begun fails, the process ends, nothing is lost."""
    server.stop()
    server.start()   # logs become files
    server.make_table("ledger", 1)
    server.make_table("orders", 1)
    for i in range(40):
        put_when_there_is_room(server, "ledger", f"k{i}", noise(1000))
        put_when_there_is_room(server, "orders", f"k{i}", noise(1000))
    filler = disk / "filler"
    with open(filler, "wb") as file:
        try:
            while True:
                os.posix_fallocate(file.fileno(), file.tell(), 1 << 16)
                file.seek(1 << 16, os.SEEK_CUR)
        except OSError:
            pass
    gone, left = set(), {f"k{i}" for i in range(40)}
    try:
        for i in range(40):
            last = f"k{i}"
            server.call("DeleteItem", TableName="orders", Key={"k": {"S": last}})
            gone.add(last)
        # Deletes are small and the log has room of its own: now something large, in pieces.
        server.call("DeleteTable", TableName="orders")
    except (OSError, http.client.HTTPException, Refused):
        pass
    ended = server.process.poll()
    filler.unlink()
    if ended is None:
        server.process.kill()
        server.process.wait()
    else:
        checks.check("it ended with 74 and said why", server.process.returncode == 74 and
                     "No space left" in server.log(), server.log()[-500:])
    server.start()
    status, _, text = server.raw_call("Scan", TableName="orders")
    found = {item["k"]["S"] for item in __import__("json").loads(text).get("Items", [])}
    checks.check("acknowledged deletes are done", found <= left - gone, (gone, found))
    checks.check("acknowledged writes are there",
                 {item["k"]["S"] for item in server.call("Scan", TableName="ledger")["Items"]} == left)


def moved(server, checks, elsewhere):
    server.make_table("kept", 1)
    for i in range(5):
        server.put("kept", f"k{i}", "x")
    checks.check("SIGTERM ends it with 0", server.stop() == 0)
    subprocess.run(["cp", "-a", str(server.data), str(elsewhere / "data")], check=True)
    sound = tidemark("check", elsewhere / "data")
    checks.check("the moved directory is sound", sound.returncode == 0, sound.stdout[-2000:] + sound.stderr)
    there = Server(server.options, data=elsewhere / "data").start()
    try:
        checks.check("it serves what it served",
                     len(there.call("Scan", TableName="kept")["Items"]) == 5)
    finally:
        there.remove()


def main():
    checks = Checks()
    disk = pathlib.Path(tempfile.mkdtemp(prefix="tidemark-full-"))
    elsewhere = pathlib.Path(tempfile.mkdtemp(prefix="tidemark-moved-"))
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={SIZE}", "tmpfs", str(disk)],
                             capture_output=True, text=True, check=False)
    if mounted.returncode != 0:
        checks.check("no right to mount: left to the store's own tests", os.getuid() != 0 or
                     "permission" in mounted.stderr.lower(), mounted.stderr)
        checks.finish()
    server = Server(["--no-auth", "--clock", "simulated"], data=disk / "data")
    try:
        server.start()
        server.make_table("orders", 35)
        ways_out(server, disk, checks)
        to_the_last_byte(server, disk, checks)
        moved(server, checks, elsewhere)
    finally:
        server.remove()
        subprocess.run(["umount", str(disk)], check=False)
        shutil.rmtree(disk, ignore_errors=True)
        shutil.rmtree(elsewhere, ignore_errors=True)
    checks.finish()


if __name__ == "__main__":
    main()
