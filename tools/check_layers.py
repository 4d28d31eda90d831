#!/usr/bin/env python3
"""Fails when a file under src/ includes a layer that ARCHITECTURE.md does not allow it.

The table in ARCHITECTURE.md is the one place where arrows are drawn. src/layers.txt is its
machine-readable twin, read by CMake; `check_layers.py --write` regenerates it.
"""
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
SRC = ROOT / "src"
TWIN = SRC / "layers.txt"
INCLUDE = re.compile(r'\s*#\s*include\s+"(\w+)/')
ROW = re.compile(r"^\| `(\w+)` \|[^|]*\|([^|]*)\|$")


def table():
    """Layer -> the layers it may include, in the order of ARCHITECTURE.md."""
    layers = {}
    for line in (ROOT / "ARCHITECTURE.md").read_text().splitlines():
        match = ROW.match(line.strip())
        if match:
            layers[match[1]] = [word for word in match[2].split() if word != "–"]
    return layers


def twin_text(layers):
    head = "# Generated from ARCHITECTURE.md by tools/check_layers.py --write; lowest layer first.\n"
    return head + "".join(f"{name}: {' '.join(uses)}".rstrip() + "\n" for name, uses in layers.items())


def problems(layers):
    if not TWIN.exists() or TWIN.read_text() != twin_text(layers):
        yield "src/layers.txt differs from ARCHITECTURE.md: run tools/check_layers.py --write"
    above = set(layers)
    for name, uses in reversed(layers.items()):
        above.discard(name)
        for use in uses:
            if use not in above:
                yield f"ARCHITECTURE.md: {name} may not use {use}, which is not below it"
    for path in sorted(SRC.glob("*/**/*.[hc]*")):
        layer = path.relative_to(SRC).parts[0]
        if layer not in layers:
            yield f"{path.relative_to(ROOT)}: {layer} is no layer of ARCHITECTURE.md"
            continue
        for number, text in enumerate(path.read_text().splitlines(), 1):
            match = INCLUDE.match(text)
            if match and match[1] != layer and match[1] not in layers[layer]:
                yield f"{path.relative_to(ROOT)}:{number}: {layer} may not include {match[1]}"


def main():
    layers = table()
    if "--write" in sys.argv[1:]:
        TWIN.write_text(twin_text(layers))
    found = list(problems(layers))
    print("\n".join(found), end="\n" if found else "")
    sys.exit(bool(found))


if __name__ == "__main__":
    main()
