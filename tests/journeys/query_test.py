#!/usr/bin/python3
"""--query and --output beside what the AWS CLI uses: jmespath, awscli's text form, PyYAML.

Seeded random expressions over seeded random documents, and every example of the specification's kind.
Last line: `N passed, M failed`.
"""
import io
import json
import os
import pathlib
import random
import subprocess
import sys
import warnings

import jmespath
import yaml
from awscli.text import format_text

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
BUILD = pathlib.Path(os.environ.get("BUILD", ROOT / "build/checked"))
REPLAY = os.environ.get("CLI_REPLAY", str(BUILD / "src/cli/cli_replay"))
NAMES = ["a", "b", "c", "long_name", "A1"]
# jmespath's own reading of `name` without quotes says that it is deprecated.
warnings.simplefilter("ignore")


class Writer:
    """Makes expressions, most of them well-formed, and documents that they find something in."""

    def __init__(self, seed):
        self.chance = random.Random(seed)

    def document(self, depth=3):
        kind = self.chance.randrange(8 if depth else 5)
        if kind == 0:
            return None
        if kind == 1:
            return self.chance.choice([True, False])
        if kind == 2:
            return self.chance.choice([0, 1, 2, -3, 10, 1.5, -0.25, 123456789])
        if kind in (3, 4):
            return self.chance.choice(["", "x", "xyz", "ärger", "10", "a b", "true", "\U0001f30a"])
        if kind == 5:
            return [self.document(depth - 1) for _ in range(self.chance.randrange(4))]
        return {name: self.document(depth - 1)
                for name in self.chance.sample(NAMES, self.chance.randrange(1, 5))}

    def top(self):
        return {name: self.document() for name in NAMES}

    def literal(self):
        return self.chance.choice(["`1`", "`0`", "`-2.5`", "`\"x\"`", "`null`", "`true`", "`[]`", "`{}`",
                                   "'x'", "'xyz'", "''", "`[1, 2, 3]`", "`[\"x\",\"b\"]`", "'it\\'s'", "`x`"])

    def index(self):
        pick = self.chance.randrange(7)
        number = lambda: self.chance.choice(["0", "1", "2", "-1", "-2", "5"])
        maybe = lambda: self.chance.choice(["", number()])
        if pick < 3:
            return f"[{number()}]"
        if pick < 5:
            return f"[{maybe()}:{maybe()}{self.chance.choice(['', ':', ':' + self.chance.choice(['1', '2', '-1', '-2'])])}]"
        return self.chance.choice(["[]", "[*]"])

    def function(self, depth):
        inner = lambda: self.expression(depth - 1)
        one = ["abs", "avg", "ceil", "floor", "keys", "length", "max", "min", "reverse", "sort", "sum",
               "to_array", "to_number", "type", "values", "not_null", "merge"]
        two = ["contains", "starts_with", "ends_with", "join"]
        by = ["sort_by", "max_by", "min_by"]
        pick = self.chance.randrange(10)
        if pick < 5:
            return f"{self.chance.choice(one)}({inner()})"
        if pick < 7:
            return f"{self.chance.choice(two)}({inner()}, {inner()})"
        if pick < 8:
            return f"map(&{inner()}, {inner()})"
        if pick < 9:
            return f"{self.chance.choice(by)}({inner()}, &{inner()})"
        return f"not_null({inner()}, {inner()})"

    def expression(self, depth=3):
        name = self.chance.choice(NAMES + ['"b"', "@", "*"])
        if depth <= 0:
            return name
        inner = lambda: self.expression(depth - 1)
        pick = self.chance.randrange(16)
        forms = [
            lambda: name, lambda: f"{inner()}.{self.chance.choice(NAMES)}", lambda: f"{inner()}{self.index()}",
            lambda: f"{inner()}.*", lambda: f"{inner()}[?{inner()} {self.chance.choice(['==', '!=', '<', '<=', '>', '>='])} {inner()}]",
            lambda: f"{inner()}[?{inner()}]", lambda: f"{inner()} | {inner()}", lambda: f"{inner()} || {inner()}",
            lambda: f"{inner()} && {inner()}", lambda: f"!{inner()}", lambda: f"({inner()})",
            lambda: f"{inner()}.{{x: {inner()}, \"y\": {inner()}}}", lambda: f"{inner()}.[{inner()}, {inner()}]",
            self.literal, lambda: self.function(depth), lambda: f"{inner()}[].{self.chance.choice(NAMES)}"]
        return forms[pick]()

    def damaged(self, text):
        """A character more, less or other."""
        at = self.chance.randrange(len(text) + 1)
        sign = self.chance.choice("[]{}().,:|&!@*'`\"=<>ab01- ")
        return self.chance.choice([text[:at] + sign + text[at:], text[:at] + text[at + 1:],
                                   text[:at] + sign + text[at + 1:]])


def ours(lines):
    text = "".join(json.dumps(line) + "\n" for line in lines)
    done = subprocess.run([REPLAY], input=text, capture_output=True, text=True, check=True)
    return [json.loads(line) for line in done.stdout.splitlines()]


def theirs(query, document):
    try:
        return {"value": jmespath.search(query, document)}
    except Exception as problem:  # of several kinds, some of them Python's own
        return {"error": repr(problem)}


def has_odd(value):
    """to_string's spelling of what is no string is not specified, nor are doubles' last digits."""
    return isinstance(value, float) and (value != value or abs(value) > 1e15)


def same(mine, other, query):
    if "error" in mine and "error" in other:
        return True
    if "error" in mine or "error" in other:
        return lenient(mine, other, query)
    return mine["value"] == other["value"] or has_odd(other["value"])


def lenient(mine, other, query):
    """Where both are right."""
    if "error" in other:
        # Python's own exceptions: what it compares or looks for is of another kind than it thinks.
        return other["error"].startswith("TypeError(")
    early = ("there is no function", "takes an expression there", "takes a value there", "argument",
             "stands only before")  # one looks at functions before, the other when it comes to them
    if '"," is missing' in mine["error"]:
        return True  # theirs takes {a: b "c": d} and f(a b)
    return any(text in mine["error"] for text in early) and ("(" in query or "&" in query)


def compare_queries(count, seed):
    writer = Writer(seed)
    cases = []
    for number in range(count):
        query = writer.expression(writer.chance.randrange(1, 5))
        if number % 4 == 3:
            query = writer.damaged(query)
        cases.append({"query": query, "document": writer.top()})
    wrong = found = 0
    for case, mine in zip(cases, ours(cases)):
        other = theirs(case["query"], case["document"])
        found += other.get("value") not in (None, [], {})
        if not same(mine, other, case["query"]):
            wrong += 1
            if wrong < 10:
                print(f"  {case['query']!r} on {json.dumps(case['document'])}\n    ours {mine}\n    jmespath {other}")
    assert found > count // 10, f"only {found} of {count} expressions find anything: the test is idle"
    return wrong


def queries_find_what_jmespath_finds():
    wrong = compare_queries(6000, 1)
    assert wrong == 0, f"{wrong} of 6000 differ"


def the_comparison_notices_a_difference():
    assert not same({"value": 1}, {"value": 2}, "a")
    assert not same({"error": "at character 1"}, {"value": None}, "a")
    assert not same({"value": None}, {"error": "x"}, "a")


def yaml_reads_back_as_the_document():
    writer = Writer(2)
    words = ["yes", "No", "null", "~", "1e3", "0x1f", "2026-11-21", "a: b", "- x", "#c", "on", "12:30", " lead",
             "tail ", "multi\nline", "\u0007", "{", "'q'", "=", "<<", ".5", "a\tb"]
    documents = [writer.top() for _ in range(300)] + [{"words": words, **{word: word for word in words}}]
    for document, mine in zip(documents, ours([{"form": "yaml", "document": d} for d in documents])):
        assert yaml.safe_load(mine["text"]) == document, (document, mine["text"])


def text_is_the_aws_clis():
    writer = Writer(3)
    documents = [writer.top() for _ in range(600)]
    compared = 0
    for document, mine in zip(documents, ours([{"form": "text", "document": d} for d in documents])):
        stream = io.StringIO()
        try:
            format_text(document, stream)
        except AttributeError:
            continue  # it has no form for lists of objects and others
        if "{" in stream.getvalue() or "[" in stream.getvalue():
            continue  # a column of values and lists: theirs is Python's spelling of the list
        compared += 1
        assert mine["text"] == stream.getvalue(), (document, mine["text"], stream.getvalue())
    assert compared > 100, compared


def json_is_python_s_with_two_blanks():
    writer = Writer(4)
    documents = [writer.top() for _ in range(200)]
    for document, mine in zip(documents, ours([{"form": "json", "document": d} for d in documents])):
        assert mine["text"] == json.dumps(document, indent=2, ensure_ascii=False) + "\n", mine["text"]


TESTS = [queries_find_what_jmespath_finds, the_comparison_notices_a_difference, yaml_reads_back_as_the_document,
         text_is_the_aws_clis, json_is_python_s_with_two_blanks]


def main():
    failed = 0
    for test in TESTS:
        try:
            test()
            print(f"ok    {test.__name__}")
        except Exception as problem:  # every other test still runs
            failed += 1
            print(f"FAIL  {test.__name__}: {problem!r}"[:3000])
    print(f"{len(TESTS) - failed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
