#include "console/drill_screen.h"

#include <gtest/gtest.h>

namespace tidemark::console {
namespace {

using runbooks::DrillStep;
using std::chrono::milliseconds;
using std::chrono::seconds;

DrillStep step(DrillStep::Event event, std::size_t done, std::chrono::microseconds took) {
  return {.event = event, .title = "load 200 items", .done = done, .total = 200, .took = took};
}

// What a screen wrote for one step that moves twice.
std::string played(ScreenOptions options) {
  std::string written;
  DrillScreen screen(options, [&](std::string_view text) { written += text; });
  screen.show(step(DrillStep::Event::kBegun, 0, milliseconds(0)));
  screen.show(step(DrillStep::Event::kMoved, 50, milliseconds(50)));  // too soon to redraw
  screen.show(step(DrillStep::Event::kMoved, 100, milliseconds(400)));
  screen.show(step(DrillStep::Event::kEnded, 200, milliseconds(800)));
  return written;
}

TEST(DrillScreen, WritesPlainLinesIntoAPipe) {
  EXPECT_EQ(played({}), "done  load 200 items, 0.800 s\n");
}

TEST(DrillScreen, SaysNowAndThenInAPipeThatItLives) {
  std::string written;
  DrillScreen screen({}, [&](std::string_view text) { written += text; });

  screen.show(step(DrillStep::Event::kBegun, 0, seconds(0)));
  screen.show(step(DrillStep::Event::kMoved, 50, milliseconds(4999)));
  screen.show(step(DrillStep::Event::kMoved, 60, seconds(5)));
  screen.show(step(DrillStep::Event::kMoved, 70, seconds(6)));

  EXPECT_EQ(written, "...   load 200 items: 60 of 200\n");
}

TEST(DrillScreen, RewritesItsLineOnATerminal) {
  EXPECT_EQ(played({.animate = true}),
            "\r\x1b[K      [                        ]   0 %  load 200 items"
            "\r\x1b[K      [############            ]  50 %  load 200 items"
            "\r\x1b[K"
            "done  load 200 items, 0.800 s\n");
}

TEST(DrillScreen, ColoursOnlyWhenAsked) {
  EXPECT_EQ(played({.colour = true}), "\x1b[32mdone\x1b[0m  load 200 items, 0.800 s\n");
}

TEST(DrillScreen, StaysWithinItsColumns) {
  std::string written;
  DrillScreen screen({.animate = false, .columns = 24},
                     [&](std::string_view text) { written += text; });

  screen.show(step(DrillStep::Event::kEnded, 200, milliseconds(800)));

  EXPECT_EQ(written, "done  load 2..., 0.800 s\n");
}

TEST(Verdict, IsColouredWhereItStandsAlone) {
  EXPECT_EQ(coloured_verdict("PASSages\n\nPASS  in 3 s\n", true, {.colour = true}),
            "PASSages\n\n\x1b[1;32mPASS\x1b[0m  in 3 s\n");
  EXPECT_EQ(coloured_verdict("\nFAIL  in 3 s\n", false, {}), "\nFAIL  in 3 s\n");
}

}  // namespace
}  // namespace tidemark::console
