"""Reads Prometheus' text format 0.0.4 as strictly as `promtool check metrics` does; written from the
format's description, independent of what writes it.

    families, problems = parse(text)
"""
import re

NAME = r"[a-zA-Z_:][a-zA-Z0-9_:]*"
LABEL = re.compile(r'([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\\n]|\\["\\n])*)"(,|$)')
SAMPLE = re.compile(rf"^({NAME})(?:\{{(.*)\}})? (\S+)$")


def labels_of(text, problems, line):
    labels, at = {}, 0
    while text and at < len(text):
        found = LABEL.match(text, at)
        if not found:
            problems.append(f"bad labels: {line}")
            break
        if found[1] in labels:
            problems.append(f"label twice: {line}")
        labels[found[1]] = re.sub(r"\\(.)", lambda m: "\n" if m[1] == "n" else m[1], found[2])
        at = found.end()
    return labels


def number_of(text, problems, line):
    try:
        return float(text.replace("Inf", "inf"))
    except ValueError:
        problems.append(f"no number: {line}")
        return float("nan")


def histogram_problems(name, samples):
    """Buckets must rise, end with +Inf, and agree with _count; every series needs all of them."""
    series = {}
    for kind, labels, value in samples:
        rest = tuple(sorted((k, v) for k, v in labels.items() if k != "le"))
        one = series.setdefault(rest, {"buckets": []})
        if kind == name + "_bucket":
            one["buckets"].append((float(labels["le"].replace("Inf", "inf")), value))
        else:
            one[kind.removeprefix(name)] = value
    for rest, one in series.items():
        bounds = [bound for bound, _ in one["buckets"]]
        counts = [count for _, count in one["buckets"]]
        if bounds != sorted(set(bounds)) or not bounds or bounds[-1] != float("inf"):
            yield f"{name}{rest}: bounds {bounds}"
        elif counts != sorted(counts):
            yield f"{name}{rest}: buckets are not cumulative: {counts}"
        elif one.get("_count") != counts[-1] or "_sum" not in one:
            yield f"{name}{rest}: _count {one.get('_count')}, last bucket {counts[-1]}"


def parse(text):
    families, problems, seen = {}, [], set()
    current = None
    if not text.endswith("\n"):
        problems.append("the last line does not end")
    for line in text.splitlines():
        if found := re.match(rf"^# HELP ({NAME}) (.+)$", line):
            current = found[1]
            if current in families:
                problems.append(f"{current} comes twice")
            families[current] = {"help": found[2], "type": None, "samples": []}
        elif found := re.match(rf"^# TYPE ({NAME}) (counter|gauge|histogram)$", line):
            if found[1] != current or families[current]["type"]:
                problems.append(f"TYPE without its HELP: {line}")
            families.setdefault(found[1], {"samples": []})["type"] = found[2]
        elif found := SAMPLE.match(line):
            labels = labels_of(found[2], problems, line)
            value = number_of(found[3], problems, line)
            if (found[1], tuple(sorted(labels.items()))) in seen:
                problems.append(f"series twice: {line}")
            seen.add((found[1], tuple(sorted(labels.items()))))
            kind = families.get(current, {}).get("type")
            wanted = {current + s for s in ("_bucket", "_sum", "_count")} if kind == "histogram" else {current}
            if found[1] not in wanted:
                problems.append(f"sample outside its family: {line}")
                continue
            if kind == "counter" and not current.endswith("_total"):
                problems.append(f"a counter's name ends with _total: {line}")
            if kind == "counter" and value < 0:
                problems.append(f"a counter below zero: {line}")
            families[current]["samples"].append((found[1], labels, value))
        else:
            problems.append(f"no line of the format: {line!r}")
    for name, family in families.items():
        if not family["type"]:
            problems.append(f"{name} has no TYPE")
        if family["type"] == "histogram":
            problems.extend(histogram_problems(name, family["samples"]))
    return families, problems


def self_test():
    """The reader finds what is planted."""
    good = '# HELP a_total h\n# TYPE a_total counter\na_total{l="x\\"\\\\\\n"} 1\n'
    histogram = ("# HELP h h\n# TYPE h histogram\nh_bucket{le=\"1\"} 2\nh_bucket{le=\"+Inf\"} 3\n"
                 "h_sum 4\nh_count 3\n")
    bad = [good[:-1], good + good, good.replace("counter", "count"), good.replace("_total", ""),
           good.replace(' 1', ' one'), good.replace('l="x', 'l="x"y'), good.replace(" 1", " -1"),
           good + "b 1\n", good.splitlines(keepends=True)[0] + "a_total 1\n",
           histogram.replace("} 2", "} 5"), histogram.replace("count 3", "count 4"),
           histogram.replace('h_bucket{le="+Inf"} 3\n', ""), histogram.replace("h_sum 4\n", "")]
    missed = [text for text in bad if not parse(text)[1]]
    wrong = [parse(text)[1] for text in (good, histogram) if parse(text)[1]]
    return missed + wrong
