#include "apps/command.h"

#include "apps/interrupts.h"
#include "apps/run_program.h"
#include "apps/terminal.h"
#include "base/clock.h"
#include "base/random.h"
#include "cli/context.h"
#include "client/settings.h"
#include "http/transport.h"

#include <chrono>
#include <condition_variable>
#include <cstdio>
#include <iostream>
#include <mutex>
#include <unistd.h>

namespace tidemark::apps {
namespace {

// A session and what it leans on, in one lifetime.
struct Connection {
  explicit Connection(http::SocketTransport::Options wires) : transport(std::move(wires)) {}

  http::SocketTransport transport;
  std::unique_ptr<client::Session> session;
};

class Connector {
 public:
  Connector(const client::Environment& environment, const Clock& clock, Random& random,
            client::Pause pause)
      : environment_(environment), clock_(clock), random_(random), pause_(std::move(pause)) {}

  Result<cli::OwnedSession> operator()(const client::SessionWords& words) const {
    TM_TRY(auto wires, client::transport_options(environment_, words));
    auto made = std::make_shared<Connection>(std::move(wires));
    TM_TRY(auto options, client::session_options(environment_, words,
                                                 {made->transport, clock_, random_, pause_}));
    made->session = std::make_unique<client::Session>(std::move(options), made->transport, clock_,
                                                      random_, pause_);
    return cli::OwnedSession(made, made->session.get());
  }

 private:
  const client::Environment& environment_;
  const Clock& clock_;
  Random& random_;
  client::Pause pause_;
};

std::optional<std::string> next_line() {
  std::string line;
  if (!std::getline(std::cin, line)) return std::nullopt;
  if (line.ends_with('\r')) line.pop_back();
  return line;
}

// XDG's base directory, or the one below HOME; a relative one is to be ignored, says the
// specification.
std::string directory_of(const client::Environment& environment, std::string_view variable,
                         std::string_view below_home) {
  const std::string named = environment.get(variable, "");
  if (named.starts_with('/')) return named + "/tidemark";
  return environment.path(std::string("~/") + std::string(below_home)) + "/tidemark";
}

}  // namespace

int command(const cli::Chosen& chosen) {
  Interrupts interrupts;
  interrupts.watch_impatiently();
  client::Environment environment = client::environment_of(::environ);
  environment.run = run_program;
  const SystemClock clock;
  SystemRandom random;
  const auto pause = [stop = interrupts.token()](std::chrono::milliseconds wait) {
    std::mutex mutex;
    std::unique_lock lock(mutex);
    std::condition_variable_any never;
    never.wait_for(lock, stop, wait, [] { return false; });
  };
  cli::Surroundings around{
      .environment = environment,
      .connect = Connector(environment, clock, random, pause),
      .clock = clock,
      .random = random,
      .pause = pause,
      .stop = interrupts.token(),
      .patience = [&] { interrupts.patience(); },
      .attend = [&] { interrupts.attend(); },
      .take_interrupt = [&] { return interrupts.take(); },
      .state_directory = directory_of(environment, "XDG_STATE_HOME", ".local/state"),
      .config_directory = directory_of(environment, "XDG_CONFIG_HOME", ".config"),
      .write = [](std::string_view text) { print_to(stdout, text); },
      .tell = [](std::string_view text) { print_to(stderr, text); },
      .read_line = next_line,
      .terminal = terminal_of_process()};
  cli::CommandContext context(std::move(around), cli::global_options(chosen.words));
  return cli::run(*chosen.command, chosen.words, context);
}

}  // namespace tidemark::apps
