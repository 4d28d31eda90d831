#!/usr/bin/env python3
"""Reads the tree in under a second and fails, naming the replacement, on what we do not write."""
import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent

# (what, where it is allowed, what to do instead)
FORBIDDEN = [
    (r"system_clock::now\(|steady_clock::now\(|gettimeofday\(|\btime\(nullptr\)", r"^src/base/clock\.cc|^src/(http|server)/|^src/storage/testing/|^bench/", "take a Clock&"),
    (r"std::rand\b|random_device|mt19937", r"^src/base/random\.cc", "take a Random&"),
    (r"\bgetenv\(", r"^src/apps/|_test\.cc$", "take an option from apps"),
    (r"sleep_for\(|usleep\(|\bsleep\(", r"^src/(apps|operator|client|storage/job_runner)|^tests/|^bench/|^tools/|_process_test", "advance the SimulatedClock"),
    (r"\bFIXME\b|\bTODO\b|\bXXX\b|\bHACK\b", r"^$", "finish it, or open an issue"),
    (r"^using namespace ", r"\.cc$", "name what you use"),
    (r"std::cout|std::cerr", r"^src/apps/|^src/storage/testing/|^tests/", "return text to apps, or use base/log.h"),
]
LINK = re.compile(r"\[[^\]]*\]\(([^)#\s]+)[^)]*\)")


def tracked():
    listed = subprocess.run(["git", "ls-files", "--cached", "--others", "--exclude-standard"],
                            cwd=ROOT, capture_output=True, text=True, check=True)
    return [path for path in listed.stdout.splitlines() if (ROOT / path).is_file()]


def forbidden_words(path, text):
    rules = [(re.compile(what), instead) for what, allowed, instead in FORBIDDEN if not re.search(allowed, path)]
    for number, line in enumerate(text.splitlines(), 1):
        for what, instead in rules:
            if what.search(line):
                yield f"{path}:{number}: '{what.search(line)[0].strip()}': {instead}"


def unlisted_sources(paths):
    lists = "".join((ROOT / path).read_text() for path in paths if path.endswith("CMakeLists.txt"))
    for path in paths:
        name = pathlib.Path(path).name
        if path.startswith("src/") and path.endswith(".cc") and name not in lists and pathlib.Path(path).stem not in lists:
            yield f"{path}: no CMakeLists.txt names it"


def dead_links(path, text):
    for link in LINK.findall(text):
        if "://" not in link and not ((ROOT / path).parent / link).exists():
            yield f"{path}: link to {link}, which is not there"


def problems():
    paths = tracked()
    yield from unlisted_sources(paths)
    for path in paths:
        if path.startswith("tools/tidy"):
            continue
        if re.search(r"\.(h|cc|py|mjs|sh)$", path):
            yield from forbidden_words(path, (ROOT / path).read_text())
        elif path.endswith(".md"):
            yield from dead_links(path, (ROOT / path).read_text())


def main():
    found = list(problems())
    print("\n".join(found), end="\n" if found else "")
    sys.exit(bool(found))


if __name__ == "__main__":
    main()
