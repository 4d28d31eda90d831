// The recovery console: a numbered menu over the operator's runbooks, for a person at a terminal at
// three in the morning, or a script at the other end of a pipe.
//
//   Console console(desk, reader, write, clock, zone, {.columns = columns});
//   const Console::End end = console.run();
//
// Every screen begins with account, region and vault. "help", "menu" and "exit" work in every
// answer. What destroys is planned first, shown, and confirmed by typing the table's name. Ctrl-C
// while something is carried out asks, and leaves a run that can be resumed.
//
// Threads   One call at a time.
#pragma once

#include "base/clock.h"
#include "console/asker.h"
#include "console/console_state.h"
#include "console/run_screen.h"
#include "console/screens.h"

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tidemark::console {

struct ConsoleOptions {
  std::function<std::size_t()> columns{};  // of the terminal, now
  bool animate = false;                    // it can write its line again
  bool colour = false;
  std::function<bool()> take_interrupt{};            // whether Ctrl-C came since the last time
  std::function<void(const ConsoleState&)> watch{};  // is told of every screen
};

class Console {
 public:
  enum class End : std::uint8_t {
    kLeft,        // everything that was begun is finished or undone
    kNotSound,    // the checks at the start found a problem
    kUnfinished,  // a run that was begun here can be resumed
    kDiffers,     // what the last run restored is not what was asked for
  };

  // The references outlive it.
  Console(Desk& desk, LineReader& reader, Write write, const Clock& clock,
          const schedule::TimeZone& zone, ConsoleOptions options);

  End run();

 private:
  using Names = std::vector<std::string>;

  bool sound();
  void menu();
  void carry(Action action);

  void restore_to_time();
  void restore_from_point();
  void back_up();
  void new_from_backup();
  void new_from_point();
  void delete_table();
  void keep_history();
  void protect();
  void earlier_runs();

  std::optional<std::string> choose_table();
  std::optional<std::string> choose_new_name();
  std::optional<Timestamp> choose_time();
  std::optional<runbooks::BackupChoice> choose_backup();
  std::optional<runbooks::PointChoice> choose_point();
  // 0, 1, …: of a list of `count`.
  std::optional<std::size_t> choose_number(std::string_view question, std::size_t count);
  bool show_points(std::string_view table);
  bool look_at(const std::string& table);

  void plan_and_run(const Order& order);
  bool confirmed(const runbooks::Plan& plan);
  void carry_out(const runbooks::Plan& plan);
  void after(Result<runbooks::RunReport> report);
  void stopped(const runbooks::RunReport& report);
  // False: there was nothing to remove.
  bool clean_up(const std::string& run);
  Watcher watcher(RunScreen& screen);

  void show(Screen screen);
  void show_help(std::string_view topic);
  void say(std::string_view text);
  void sorry(const Error& error);
  void refresh_runs();
  [[nodiscard]] Page page() const;

  Desk& desk_;
  const Write write_;
  const Clock& clock_;
  const schedule::TimeZone& zone_;
  const ConsoleOptions options_;
  Asker asker_;
  ConsoleState state_;
  bool left_unfinished_ = false;
  bool differs_ = false;
};

}  // namespace tidemark::console
