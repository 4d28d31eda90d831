#!/usr/bin/python3
"""tools/bench_table.py: what it writes, and that its check can fail. Also checks the page that is there."""
import copy
import importlib.util
import pathlib
import subprocess
import sys
import unittest

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
spec = importlib.util.spec_from_file_location("bench_table", ROOT / "tools/bench_table.py")
bench_table = importlib.util.module_from_spec(spec)
spec.loader.exec_module(bench_table)

SPREAD = {"median": 1234.4, "min": 0.5, "max": 20000}
RUN = {
    "date": "2026-01-02T03:04:05Z", "commit": "abc",
    "machine": {"processor": "abacus", "cores": 2, "memory_mb": 2048, "system": "Linux 6", "load_before": 0.1},
    "settings": {"seconds": 0.5, "rounds": 5, "quick": False, "only": "", "peer": ""},
    "cases": [{"group": "read", "case": "get", "unit": "op/s", **SPREAD, "values": [],
               "also": {"p99_us": {"median": 12.5, "min": 1, "max": 2}}}],
    "targets": [
        {"group": "read", "target": "get / get", **SPREAD, "median": 0.9134, "values": [], "at_least": 0.95, "met": False},
        {"group": "read", "target": "syncs", **SPREAD, "median": 3, "values": [], "at_most": 5, "met": True},
        {"group": "read", "target": "quick", **SPREAD, "median": 0.5, "values": [], "at_least": 0.45, "met": True,
         "goal": 0.75, "goal_met": False},
        {"group": "read", "target": "shown", **SPREAD, "values": []},
    ],
}
EMPTY = "# Head\n\n" + bench_table.BEGIN.format("none") + "\n" + bench_table.END + "\n\nget / get was missed because.\n"
PAGE = bench_table.replaced(EMPTY, "run-1.json", RUN)


def found(page, run=RUN):
    return list(bench_table.problems(page, {"run-1.json": run}.__getitem__))


class Table(unittest.TestCase):
    def test_a_row_says_what_was_wanted_measured_and_whether_it_was_met(self):
        for row in ("| read: get / get | ≥ 0.95 | 0.9134 | 0.5 … 20,000 | **missed** |",
                    "| read: syncs | ≤ 5 | 3 | 0.5 … 20,000 | met |",
                    "| read: quick | ≥ 0.45 | 0.5 | 0.5 … 20,000 | met; goal 0.75 missed |",
                    "| read: shown | – | 1,234 | 0.5 … 20,000 |  |",
                    "| get | 1,234 | op/s | 0.5 … 20,000 | p99_us 12.5 |",
                    "## Targets: 2 of 3 met"):
            self.assertIn(row, PAGE.split("\n"))

    def test_what_is_written_by_hand_stays(self):
        self.assertTrue(PAGE.startswith("# Head\n"))
        self.assertTrue(PAGE.endswith("\n\nget / get was missed because.\n"))
        self.assertEqual(bench_table.replaced(PAGE, "run-1.json", RUN), PAGE)

    def test_a_table_as_written_has_no_problem(self):
        self.assertEqual(found(PAGE), [])

    def test_a_figure_changed_by_hand_is_found(self):
        self.assertEqual(len(found(PAGE.replace("0.9134", "0.9534"))), 1)

    def test_a_run_that_says_otherwise_is_found(self):
        other = copy.deepcopy(RUN)
        other["targets"][1]["met"] = False
        self.assertEqual(len(found(PAGE, other)), 2)

    def test_a_miss_that_nobody_explains_is_found(self):
        self.assertEqual(len(found(PAGE.replace("get / get was missed because.", ""))), 1)

    def test_a_page_without_a_table_is_found(self):
        self.assertEqual(found(EMPTY), ["the page has no table: ./dev bench"])

    def test_a_quick_run_is_no_result(self):
        quick = copy.deepcopy(RUN)
        quick["settings"]["quick"] = True
        self.assertIn("run-1.json is no whole run", found(PAGE, quick))


class ThePageThatIsThere(unittest.TestCase):
    def test_is_the_table_of_its_run(self):
        check = subprocess.run([sys.executable, str(ROOT / "tools/bench_table.py"), "--check"],
                               capture_output=True, text=True, check=False)
        self.assertEqual((check.returncode, check.stdout), (0, ""))


if __name__ == "__main__":
    result = unittest.main(exit=False, verbosity=0).result
    failed = len(result.failures) + len(result.errors)
    print(f"{result.testsRun - failed} passed, {failed} failed")
    sys.exit(1 if failed else 0)
