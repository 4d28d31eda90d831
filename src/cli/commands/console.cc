#include "console/console.h"

#include "cli/commands/specs.h"
#include "cli/context.h"
#include "cli/running.h"
#include "console/edit_reader.h"
#include "console/operator_desk.h"
#include "console/plain_reader.h"
#include "console/state_file.h"
#include "console/terminal_width.h"

#include <unistd.h>

namespace tidemark::cli {
namespace {

std::unique_ptr<console::LineReader> reader_of(const Surroundings& around, bool edits) {
  if (edits) return std::make_unique<console::EditReader>(stdin, stdout, stderr);
  return std::make_unique<console::PlainReader>(STDIN_FILENO, !around.terminal.reads, around.write,
                                                around.take_interrupt);
}

console::ConsoleOptions options_of(const Words& words, CommandContext& context, bool moves) {
  const Surroundings& around = context.around();
  console::ConsoleOptions options{.columns = [] { return console::terminal_width(STDOUT_FILENO); },
                                  .animate = moves,
                                  .colour = around.terminal.colours && !context.options().no_color,
                                  .take_interrupt = around.take_interrupt};
  if (const std::string file = words.text("--state"); !file.empty()) {
    options.watch =
        console::StateFile(file, [&context](const Error& error) { context.tell(to_text(error)); });
  }
  return options;
}

Result<ExitCode> run_console(const Words& words, CommandContext& context) {
  TM_TRY(const std::unique_ptr<Workplace> place, workplace(context));
  TM_TRY(const runbooks::Config config, context.config());
  TM_TRY(const schedule::TimeZone zone, context.zone());
  const Surroundings& around = context.around();
  const bool moves = around.terminal.shows && around.environment.get("TERM", "dumb") != "dumb";
  runbooks::Runs runs = runs_of(context);
  console::OperatorDesk desk({.session = place->site.session,
                              .extras = place->site.extras,
                              .clock = around.clock,
                              .random = around.random,
                              .pause = around.pause,
                              .runs = runs,
                              .config = config,
                              .version = TIDEMARK_VERSION});
  if (around.attend) around.attend();
  const auto reader = reader_of(around, moves && around.terminal.reads);
  console::Console console(desk, *reader, around.write, around.clock, zone,
                           options_of(words, context, moves));
  switch (console.run()) {
    case console::Console::End::kLeft: return ExitCode::kDone;
    case console::Console::End::kNotSound: return ExitCode::kFound;
    case console::Console::End::kUnfinished: return ExitCode::kUnfinished;
    case console::Console::End::kDiffers: break;
  }
  return ExitCode::kDiffers;
}

}  // namespace

CommandSpec console_spec() {
  return {
      .path = {"console"},
      .summary = "Restore, back up, delete and protect tables from a menu",
      .options = {{.name = "--state",
                   .value = "FILE",
                   .help = "Keep what is on the screen as JSON in it"}},
      .notes =
          "Every question takes help, menu and exit. It works in a pipe, too: one answer a line.",
      .examples = {{"tidemark console"},
                   {"tidemark console --config night.yaml", "another account"}},
      .reach = Reach::kReads,
      .shows_documents = false,
      .run = run_console};
}

}  // namespace tidemark::cli
