#!/usr/bin/env python3
"""Writes what a run of ./dev bench measured into bench/results/README.md, and checks that it stands there.

    tools/bench_table.py --write bench/results/run-….json    replaces the table by that run's
    tools/bench_table.py --check                             the table is its run's, no miss is unexplained

Between its two marker lines the page is this program's; everything else is written by hand.
"""
import json
import pathlib
import sys

RESULTS = pathlib.Path(__file__).resolve().parent.parent / "bench/results"
BEGIN = "<!-- table of {}: tools/bench_table.py --write -->"
END = "<!-- end of table -->"
PREFIX, SUFFIX = BEGIN.split("{}")


def digits(value):
    """Four digits that matter, thousands parted: 123,456; 81.25; 0.9134."""
    return f"{value:.4g}" if abs(value) < 1000 else f"{value:,.0f}"


def wanted(target):
    for key, sign in (("at_least", "≥"), ("at_most", "≤")):
        if key in target:
            return f"{sign} {digits(target[key])}"
    return "–"


def verdict(target):
    if "met" not in target:
        return ""
    text = "met" if target["met"] else "**missed**"
    if "goal" in target:
        text += f"; goal {digits(target['goal'])} " + ("met" if target["goal_met"] else "missed")
    return text


def table(head, rows):
    lines = ["| " + " | ".join(head) + " |", "| " + " | ".join("---" if column == 0 or head[column] in ("", "besides", "verdict")
                                                              else "---:" for column in range(len(head))) + " |"]
    return "\n".join(lines + ["| " + " | ".join(row) + " |" for row in rows])


def target_rows(run):
    for target in run["targets"]:
        yield (f"{target['group']}: {target['target']}", wanted(target), digits(target["median"]),
               f"{digits(target['min'])} … {digits(target['max'])}", verdict(target))


def case_rows(run, group):
    for case in run["cases"]:
        if case["group"] == group:
            besides = ", ".join(f"{name} {digits(spread['median'])}" for name, spread in case["also"].items())
            yield (case["case"], digits(case["median"]), case["unit"],
                   f"{digits(case['min'])} … {digits(case['max'])}", besides)


def groups(run):
    return list(dict.fromkeys(case["group"] for case in run["cases"]))


def page_part(name, run):
    """What stands between the markers, with them."""
    machine, settings = run["machine"], run["settings"]
    missed = [target for target in run["targets"] if not target.get("met", True)]
    bounded = [target for target in run["targets"] if "met" in target]
    parts = [
        BEGIN.format(name),
        f"Run of {run['date']}, commit {run['commit']}, {settings['rounds']} rounds of {digits(settings['seconds'])} s a case. "
        f"Machine: {machine['processor']}, {machine['cores']} cores, {machine['memory_mb']:,} MB, {machine['system']}, "
        f"load before the run {digits(machine['load_before'])}. All figures: [{name}]({name}).",
        f"## Targets: {len(bounded) - len(missed)} of {len(bounded)} met",
        table(("target", "wanted", "median", "min … max", "verdict"), target_rows(run)),
        "## Cases",
    ]
    for group in groups(run):
        parts += [f"### {group}", table(("case", "median", "unit", "min … max", "besides"), case_rows(run, group))]
    return "\n\n".join(parts + [END])


def split(page):
    """(before, run's file name, part, after)"""
    begin = page.index(PREFIX)
    end = page.index(END) + len(END)
    name = page[begin + len(PREFIX):page.index(SUFFIX, begin)]
    return page[:begin], name, page[begin:end], page[end:]


def replaced(page, name, run):
    before, _, _, after = split(page)
    return before + page_part(name, run) + after


def is_whole(run):
    return not run["settings"]["quick"] and not run["settings"]["only"]


def problems(page, load):
    """What is wrong with the page; `load` answers the run of a file name."""
    before, name, part, after = split(page)
    if name == "none":
        yield "the page has no table: ./dev bench"
        return
    run = load(name)
    if not is_whole(run):
        yield f"{name} is no whole run"
    if part != page_part(name, run):
        yield f"the table is not what {name} says: tools/bench_table.py --write bench/results/{name}"
    by_hand = before + after
    for target in run["targets"]:
        if not target.get("met", True) and target["target"] not in by_hand:
            yield f"'{target['target']}' was missed, and the page does not say why"


def main(words):
    page = RESULTS / "README.md"
    if words[:1] == ["--write"] and len(words) == 2:
        path = pathlib.Path(words[1])
        run = json.loads(path.read_text())
        if not is_whole(run):
            print("not a whole run: bench/results/README.md stays as it is")
            return 0
        page.write_text(replaced(page.read_text(), path.name, run))
        print(f"bench/results/README.md is now the table of {path.name}")
        return 0
    if words == ["--check"]:
        found = list(problems(page.read_text(), lambda name: json.loads((RESULTS / name).read_text())))
        for problem in found:
            print("bench/results/README.md: " + problem)
        return 1 if found else 0
    print(__doc__)
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
