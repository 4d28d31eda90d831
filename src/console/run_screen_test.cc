#include "console/run_screen.h"

#include <gtest/gtest.h>

namespace tidemark::console {
namespace {

using runbooks::RunEvent;
using std::chrono::seconds;

RunEvent event(RunEvent::Kind kind, seconds elapsed, std::string text = "") {
  return {.kind = kind,
          .run = "run-1",
          .step = "duplicate",
          .title = "restore Orders as Orders--dupe",
          .number = 2,
          .of = 7,
          .text = std::move(text),
          .elapsed = elapsed,
          .usually = seconds(90),
          .percent = 42};
}

std::string played(RunScreenOptions options) {
  std::string written;
  RunScreen screen(options, [&](std::string_view text) { written += text; });
  screen.show(event(RunEvent::Kind::kRunBegun, seconds(0)));
  screen.show(event(RunEvent::Kind::kStepBegun, seconds(0)));
  screen.show(event(RunEvent::Kind::kWaiting, seconds(4), "the table"));
  screen.tick(seconds(7));
  screen.show(event(RunEvent::Kind::kStepEnded, seconds(12)));
  screen.show(event(RunEvent::Kind::kRunEnded, seconds(0)));
  return written;
}

TEST(RunScreen, WritesALineNowAndThenIntoAPipe) {
  EXPECT_EQ(played({}),
            "run   run-1; Ctrl-C stops it, so that it can go on later\n"
            "...   0:11 2/7 restore Orders as Orders--dupe, 42 %, usually 1:30 (the table)\n"
            "done  2/7 restore Orders as Orders--dupe, 12.0 s\n");
}

TEST(RunScreen, WritesItsLineAgainOnATerminal) {
  EXPECT_EQ(played({.animate = true, .columns = 60}),
            "run   run-1; Ctrl-C stops it, so that it can go on later\n"
            "\r\x1b[K      0:00 2/7 restore Orders as Orders--dupe, 42 %, usua..."
            "\r\x1b[K      0:04 2/7 restore Orders as Orders--dupe, 42 %, usua..."
            "\r\x1b[K      0:11 2/7 restore Orders as Orders--dupe, 42 %, usua..."
            "\r\x1b[K"
            "done  2/7 restore Orders as Orders--dupe, 12.0 s\n");
}

TEST(RunScreen, TellsWhatFailedAndWhatWentBack) {
  std::string written;
  RunScreen screen({.colour = true}, [&](std::string_view text) { written += text; });

  screen.show(event(RunEvent::Kind::kStepFailed, seconds(1), "denied\x1b[2J"));
  screen.show(event(RunEvent::Kind::kStepReopened, seconds(1)));

  EXPECT_EQ(written,
            "\x1b[31mFAIL\x1b[0m  2/7 restore Orders as Orders--dupe: denied?[2J\n"
            "back  restore Orders as Orders--dupe: put back\n");
}

}  // namespace
}  // namespace tidemark::console
