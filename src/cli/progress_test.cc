#include "cli/progress.h"

#include <gtest/gtest.h>

namespace tidemark::cli {
namespace {

using Kind = runbooks::RunEvent::Kind;
using std::chrono::seconds;

runbooks::RunEvent step(Kind kind, std::string text = "") {
  return {.kind = kind,
          .run = "r1",
          .step = "duplicate",
          .title = "restore Orders to Orders--dupe",
          .number = 2,
          .of = 9,
          .text = std::move(text),
          .elapsed = seconds{12}};
}

std::string shown(ProgressOptions options, const std::vector<runbooks::RunEvent>& events) {
  std::string text;
  Progress progress(options, [&](std::string_view piece) { text += piece; });
  for (const auto& event : events) progress.show(event);
  progress.clear();
  return text;
}

TEST(Progress, WritesPlainLinesIntoAPipe) {
  EXPECT_EQ(shown({}, {step(Kind::kStepBegun), step(Kind::kWaiting, "CREATING"),
                       step(Kind::kWaiting, "CREATING"), step(Kind::kStepEnded)}),
            "[2/9] restore Orders to Orders--dupe ...\n"
            "[2/9] restore Orders to Orders--dupe: CREATING\n"
            "[2/9] restore Orders to Orders--dupe: done in 12.0 s\n");
}

TEST(Progress, RewritesALineOnATerminalWithoutFillingIt) {
  auto waiting = step(Kind::kWaiting, "CREATING");
  waiting.percent = 40;
  const std::string text = shown({.animates = true, .columns = 120}, {waiting});

  EXPECT_EQ(text,
            "\r\x1b[K[2/9] restore Orders to Orders--dupe: CREATING [########............] 40 % "
            "0:12\r\x1b[K");
  const std::string narrow = shown({.animates = true, .columns = 20}, {waiting});
  EXPECT_LE(narrow.find('\r', 1), 4u + 19u) << narrow;
}

TEST(Progress, EstimatesByWhatItTookBefore) {
  auto waiting = step(Kind::kWaiting);
  waiting.usually = seconds{24};

  EXPECT_NE(shown({.animates = true, .columns = 120}, {waiting})
                .find("[##########..........] 0:12 (usually 0:24)"),
            std::string::npos);
}

}  // namespace
}  // namespace tidemark::cli
