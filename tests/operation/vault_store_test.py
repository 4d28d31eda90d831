#!/usr/bin/python3
"""Where recovery points go: what a server says of it at its start, who writes, and what it refuses.

Last line: N passed, M failed.
"""
import os
import tempfile

from serving import Checks, Server, tidemark, until


def leases(directory):
    return sorted(p.name for p in (directory / "lease").iterdir())


def own_directory(checks):
    server = Server().start()
    try:
        out = (server.directory / "out").read_text()
        vaults = server.data / "vaults"
        checks.check("the start says that vaults lie on the engine's own disk",
                     f"directory {vaults}, on the engine's own disk: --vault-store" in out, out)
        checks.check("it writes from the first moment", leases(vaults) == ["00000000000000000001"], leases(vaults))
        lease = (vaults / "lease" / leases(vaults)[0]).read_text()
        writer = (server.data / "VAULT-WRITER").read_text().split()[0]
        checks.check("the lease names it", lease.startswith(f"tidemark lease 1\nholder {writer}\nuntil 20"), lease)
        server.process.kill()
        server.process.wait()
        server.start()
        checks.check("killed and started it goes on at once", leases(vaults) == ["00000000000000000002"],
                     leases(vaults))
        checks.check("and waits for nobody", "another server writes" not in server.log(), server.log())
        checks.check("SIGTERM ends it", server.stop() == 0)
        checks.check("and the lease", leases(vaults) == ["00000000000000000003"], leases(vaults))
    finally:
        server.remove()


def two_servers(checks):
    with tempfile.TemporaryDirectory(prefix="tidemark-vaults-") as place:
        first = Server(["--vault-store", place + "/shared"]).start()
        second = Server(["--vault-store", "file://" + place + "/shared"])
        try:
            out = (first.directory / "out").read_text()
            checks.check("a directory elsewhere is named and no more",
                         f"Recovery points go to directory {place}/shared\n" in out, out)
            second.start()
            checks.check("the second server reads", until(lambda: "another server writes the vault store" in second.log()),
                         second.log())
            writer = (first.data / "VAULT-WRITER").read_text().split()[0]
            checks.check("and says who writes", writer in second.log(), second.log())
            second.stop()
            first.stop()
            before = second.log()
            second.start()
            checks.check("once the first is gone, it writes",
                         "another server writes" not in second.log()[len(before):], second.log())
            second.stop()
        finally:
            first.remove()
            second.remove()


def refused(checks):
    with tempfile.TemporaryDirectory(prefix="tidemark-vaults-") as place:
        for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"):
            os.environ.pop(name, None)
        cases = [
            ("another scheme", "gs://bucket/a", [], "not gs://"),
            ("a place that is not mounted", place + "/missing/vaults", [], "missing/vaults"),
            ("an unknown option", "s3://bucket?colour=red", [], "no option 'colour'"),
            ("a bucket without credentials", "s3://bucket?endpoint=http://127.0.0.1:9", [], "no credentials"),
            ("real locks by a simulated clock",
             "s3://bucket?endpoint=http://127.0.0.1:9&access-key=a&secret-key=b&object-lock=compliance",
             ["--clock", "simulated"], "object-lock would hold blobs by real time"),
        ]
        for number, (what, url, more, expected) in enumerate(cases):
            run = tidemark("serve", "--data", f"{place}/data{number}", "--port", "0", "--vault-store", url, *more)
            checks.check(f"{what} is refused", run.returncode == 69 and expected in run.stderr,
                         f"{run.returncode} {run.stderr}")
            checks.check(f"{what}: no secret is told", "secret-key=b" not in run.stderr, run.stderr)


def keys(checks):
    with tempfile.TemporaryDirectory(prefix="tidemark-vaults-") as place:
        def file(name, text, mode=0o600):
            with open(f"{place}/{name}", "w") as out:
                out.write(text)
            os.chmod(f"{place}/{name}", mode)
            return f"{place}/{name}"

        cases = [
            ("a key file that is not there", f"{place}/none", "No such file"),
            ("a key file that everybody can read", file("open", "a" * 64, 0o644), "everybody on this machine can read it"),
            ("a key that is too short", file("short", "# ours\n" + "a" * 62), "line 2: a vault key is 64"),
            ("a key file without keys", file("empty", "# none\n"), "holds no vault key"),
        ]
        for number, (what, path, expected) in enumerate(cases):
            run = tidemark("serve", "--data", f"{place}/data{number}", "--port", "0", "--vault-key", path)
            checks.check(f"{what} is refused", run.returncode == 69 and expected in run.stderr and path in run.stderr,
                         f"{run.returncode} {run.stderr}")
            checks.check(f"{what}: no key is told", "aaaa" not in run.stderr, run.stderr)
        server = Server(["--vault-key", file("good", "a" * 64 + "\n")]).start()
        try:
            out = (server.directory / "out").read_text()
            checks.check("the start says which key seals", "sealed with vault key 324ceb61e47e16db" in out, out)
        finally:
            server.remove()


def main():
    checks = Checks()
    keys(checks)
    own_directory(checks)
    two_servers(checks)
    refused(checks)
    checks.finish()


if __name__ == "__main__":
    main()
