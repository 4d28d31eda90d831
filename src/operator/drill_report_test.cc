#include "operator/drill_report.h"

#include "codec/json.h"

#include <gtest/gtest.h>

namespace tidemark::runbooks {
namespace {

using std::chrono::milliseconds;

Differences equal(std::size_t items) {
  Differences differences;
  differences.expected = differences.same = items;
  differences.digest_expected = differences.digest_found = 7;
  return differences;
}

DrillReport good_report() {
  DrillReport report;
  report.source = "apt-cache dumpavail";
  report.table = "Packages";
  report.restored_table = "Packages-restored";
  report.backup_table = "Packages-from-backup";
  report.items = 63'666;
  report.aws_bytes = 50'331'648;
  report.load_took = milliseconds(8'100);
  report.deletion_refused = true;
  report.written_before = 954;
  report.attribute = "Size";
  report.overwritten = 5'131;
  report.deleted = 1'282;
  report.written_after = 320;
  report.damaged_key = R"({"Package":{"S":"zstd"}})";
  report.restored_to = Timestamp::from_seconds(1795233906);
  report.incident_at = Timestamp::from_seconds(1795233907);
  report.usable = milliseconds(12);
  report.materialised = milliseconds(1'900);
  report.backup_usable = milliseconds(10);
  report.took = milliseconds(31'000);
  report.restored = equal(64'143);
  report.backup = equal(63'666);
  report.damage_planned = equal(64'143);
  report.damage_planned.same = 57'570;
  report.damage_planned.different = 5'291;
  report.damage_planned.missing = 1'282;
  report.damage_planned.extra = 160;
  report.damaged = report.damage_planned;
  report.tally_agrees = true;
  return report;
}

TEST(DrillReport, ReadsWell) {
  EXPECT_EQ(report_text(good_report()),
            "  Items               63,666, 48.0 MiB, from apt-cache dumpavail\n"
            "  Loaded in           8.1 s; then a backup, then more good writes: 954\n"
            "  Incident            5,131 items lost their Size, 1,282 were deleted\n"
            "  Restored to         2026-11-21T04:05:06Z as Packages-restored\n"
            "  RPO                 1 s; no earlier write lost; later ones in Packages: 320\n"
            "  Usable after        0.012 s\n"
            "  Materialised after  1.9 s\n"
            "  Comparison          64,143 of 64,143 items equal, digests equal\n"
            "  Engine's tally      agrees with the digest of the items\n"
            "  Damaged table       5,291 different, 1,282 missing, 160 extra: as planned\n"
            "  Backup              usable after 0.010 s\n"
            "                      63,666 of 63,666 items equal, digests equal\n"
            "\n"
            "PASS  in 31.0 s\n");
}

TEST(DrillReport, NeverExceedsEightyColumns) {
  DrillReport report = good_report();
  report.source = std::string(300, 'x');
  report.restored.different = 1;
  report.restored.examples = {std::string(300, 'y')};
  report.attribute = std::string(300, 'z');

  std::string text = report_text(report);

  for (std::size_t end = 0; (end = text.find('\n')) != std::string::npos; text.erase(0, end + 1)) {
    EXPECT_LE(end, 80u) << text.substr(0, end);
  }
}

TEST(DrillReport, PassesOnlyWhenEverythingHolds) {
  EXPECT_TRUE(good_report().passed());

  const auto spoiled = [](const std::function<void(DrillReport&)>& spoil) {
    DrillReport report = good_report();
    spoil(report);
    return report.passed();
  };
  EXPECT_FALSE(spoiled([](DrillReport& report) { report.restored.different = 1; }));
  EXPECT_FALSE(spoiled([](DrillReport& report) { report.restored.digest_found = 8; }));
  EXPECT_FALSE(spoiled([](DrillReport& report) { report.backup.missing = 1; }));
  EXPECT_FALSE(spoiled([](DrillReport& report) { report.damaged = equal(64'143); }));
  EXPECT_FALSE(spoiled([](DrillReport& report) { report.tally_agrees = false; }));
  EXPECT_FALSE(spoiled([](DrillReport& report) { report.deletion_refused = false; }));
  EXPECT_TRUE(spoiled([](DrillReport& report) { report.tally_agrees.reset(); }));
}

TEST(DrillReport, SaysWhatDiffers) {
  DrillReport report = good_report();
  report.restored.same -= 1;
  report.restored.different = 1;
  report.restored.digest_found = 8;
  report.restored.examples = {R"(different {"Package":{"S":"zstd"}})"};

  const std::string text = report_text(report);

  EXPECT_NE(text.find("  Comparison          64,142 of 64,143 equal, 1 different, 0 missing, "
                      "0 extra\n"
                      "    digest expected   00000000000000000000000000000007\n"
                      "    digest found      00000000000000000000000000000008\n"
                      "                      different {\"Package\":{\"S\":\"zstd\"}}\n"),
            std::string::npos)
      << text;
  EXPECT_NE(text.find("\nFAIL  in 31.0 s\n"), std::string::npos);
}

TEST(DrillReport, IsJsonForMachines) {
  EXPECT_EQ(
      report_json(good_report()),
      R"({"schema":1,"result":"PASS","source":"apt-cache dumpavail","items":63666,)"
      R"("bytes":50331648,"loadSeconds":8.1,"table":"Packages","restoredTable":"Packages-restored",)"
      R"("backupTable":"Packages-from-backup","incident":{"at":"2026-11-21T04:05:07Z",)"
      R"("attribute":"Size","overwritten":5131,"deleted":1282,"goodWritesBefore":954,)"
      R"("goodWritesAfter":320,"damagedKey":{"Package":{"S":"zstd"}}},)"
      R"("restoredTo":"2026-11-21T04:05:06Z","rpoSeconds":1,"usableSeconds":0.012,)"
      R"("materialisedSeconds":1.9,"backupUsableSeconds":0.01,"totalSeconds":31,)"
      R"("restored":{"expected":64143,"same":64143,"different":0,"missing":0,"extra":0,)"
      R"("repeated":0,"digestExpected":"00000000000000000000000000000007",)"
      R"("digestFound":"00000000000000000000000000000007","examples":[]},)"
      R"("backup":{"expected":63666,"same":63666,"different":0,"missing":0,"extra":0,)"
      R"("repeated":0,"digestExpected":"00000000000000000000000000000007",)"
      R"("digestFound":"00000000000000000000000000000007","examples":[]},)"
      R"("damaged":{"expected":64143,"same":57570,"different":5291,"missing":1282,"extra":160,)"
      R"("repeated":0,"digestExpected":"00000000000000000000000000000007",)"
      R"("digestFound":"00000000000000000000000000000007","examples":[]},)"
      R"("damagePlanned":{"expected":64143,"same":57570,"different":5291,"missing":1282,)"
      R"("extra":160,"repeated":0,"digestExpected":"00000000000000000000000000000007",)"
      R"("digestFound":"00000000000000000000000000000007","examples":[]},)"
      R"("deletionRefused":true,"tallyAgrees":true})");
}

}  // namespace
}  // namespace tidemark::runbooks
