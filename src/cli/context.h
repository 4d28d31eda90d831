// What a command's run is given beside its words: the account, time, chance, the terminal, and a
// way to show what it found.
//
//   Result<ExitCode> list_tables(const Words& words, CommandContext& context) {
//     TM_TRY(client::Session* const session, context.session());
//     …
//     TM_TRY_STATUS(context.show(document));
//     return ExitCode::kDone;
//   }
//
// Built in apps, the only reader of the process's surroundings; a test builds its own.
//
// Threads   One at a time, but for stop().
#pragma once

#include "base/clock.h"
#include "base/random.h"
#include "cli/command.h"
#include "cli/global_options.h"
#include "cli/output/layout.h"
#include "client/environment.h"
#include "client/session.h"
#include "client/settings.h"
#include "codec/json.h"
#include "operator/config.h"
#include "schedule/time_zone.h"

#include <atomic>
#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>

namespace tidemark::cli {

// What is at the other end of the standard streams.
struct Terminal {
  bool reads = false;        // standard input is a terminal
  bool shows = false;        // standard output is one
  bool tells = false;        // standard error is one
  bool animates = false;     // standard error can rewrite its line
  bool colours = false;      // neither NO_COLOR nor TERM=dumb
  std::size_t columns = 80;  // of standard output

  static constexpr std::size_t kUnlimited = 100'000;
};

// A session with what it leans on.
using OwnedSession = std::shared_ptr<client::Session>;

struct Surroundings {
  client::Environment environment{};
  // Makes a session when a command needs one.
  std::function<Result<OwnedSession>(const client::SessionWords& words)> connect{};
  const Clock& clock;
  Random& random;
  client::Pause pause{};
  // Asked for by Ctrl-C, once patience() was.
  std::stop_token stop{};
  // From now on Ctrl-C asks for a stop; before, it ends the process with 130.
  std::function<void()> patience{};
  // From now on Ctrl-C is only noted; take_interrupt tells whether it came since the last time.
  std::function<void()> attend{};
  std::function<bool()> take_interrupt{};
  std::string state_directory{};                  // …/tidemark, not necessarily there
  std::string config_directory{};                 // …/tidemark, not necessarily there
  std::function<void(std::string_view)> write{};  // standard output
  std::function<void(std::string_view)> tell{};   // standard error
  // The next line of standard input without its end; nullopt at its end.
  std::function<std::optional<std::string>()> read_line{};
  Terminal terminal{};
};

class CommandContext {
 public:
  CommandContext(Surroundings surroundings, GlobalOptions options)
      : surroundings_(std::move(surroundings)), options_(std::move(options)) {}

  // tidemark.yaml: what --config names, or the one of the configuration directory if there is one.
  // Errors: as load_config. These and those of session() are the surroundings' (exit code 253).
  Result<runbooks::Config> config();

  // The account and region that the shared options, then the environment, then tidemark.yaml name;
  // made on first use.
  // Errors: those of config() and of client::session_options
  Result<client::Session*> session();

  // The same, of every committed write up to `at`; only Tidemark's engine can.
  // Errors: kInvalid  the endpoint cannot read the past, or `at` is outside the window of `table`
  Result<OwnedSession> session_as_of(const std::string& table, Timestamp at);

  // Times are typed and shown in this zone: tidemark.yaml's, else this machine's.
  Result<schedule::TimeZone> zone();

  // Picks what --query asks for and writes it in the form of --output.
  // Errors: kInvalid  the query does not fit the document
  Status show(const codec::JsonValue& document);

  // As show, but people get `text`.
  Status show(const codec::JsonValue& document, std::string_view text);

  // A grid as it is to be shown here: its width, its colours.
  [[nodiscard]] std::string laid_out(const Grid& grid) const;

  // Standard output, as it is.
  void write(std::string_view text) const { surroundings_.write(text); }

  // A line for people, on standard error.
  void tell(std::string_view line) const;

  // Asks for `word` to be typed, as before something is destroyed. True with --yes.
  bool confirmed(std::string_view question, std::string_view word);

  // Whether a failure was the service's or the surroundings' rather than ours.
  [[nodiscard]] ExitCode exit_code_of(const Error& error) const;

  [[nodiscard]] const GlobalOptions& options() const { return options_; }

  [[nodiscard]] const Surroundings& around() const { return surroundings_; }

 private:
  // Remembers how the last call ended.
  class LastCall final : public client::CallWatch {
   public:
    Status before(const client::SentCall& call) override;
    void after(const client::SentCall& call,
               const Result<client::Answer<client::Reply>>& outcome) override;

    [[nodiscard]] bool refused() const { return refused_; }

   private:
    std::atomic<bool> refused_ = false;
  };

  // What the words say, completed by tidemark.yaml where the environment is silent.
  Result<client::SessionWords> session_words();
  Error as_setting(Error error);

  Surroundings surroundings_;
  GlobalOptions options_;
  std::optional<runbooks::Config> config_;
  LastCall last_call_;
  OwnedSession session_;
  bool setting_failed_ = false;
};

// Carries a command out: the exit code. Errors go to standard error as one line.
int run(const CommandSpec& command, const Words& words, CommandContext& context);

}  // namespace tidemark::cli
