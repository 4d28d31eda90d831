#include "apps/drill.h"

#include "apps/child_server.h"
#include "apps/interrupts.h"
#include "apps/serve.h"
#include "apps/temporary_directory.h"
#include "apps/terminal.h"
#include "base/clock.h"
#include "client/dynamodb.h"
#include "console/drill_screen.h"
#include "http/transport.h"
#include "operator/catalogue.h"
#include "operator/drill.h"
#include "services/identity/access_keys.h"

#include <chrono>
#include <cstdio>
#include <fstream>
#include <iterator>
#include <stop_token>
#include <thread>
#include <unistd.h>

namespace tidemark::apps {
namespace {

constexpr const char* kRegion = "us-east-1";

struct Catalogue {
  runbooks::Inventory inventory;
  std::string source;
};

Result<std::string> file_text(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::string text{std::istreambuf_iterator<char>(file), {}};
  if (!file.good() && !file.eof()) {
    return fail(Code::kNotFound, fmt::format("{} cannot be read", path));
  }
  return text;
}

// What the command writes; empty when it cannot be run.
std::string output_of(const char* command) {
  std::string text;
  std::FILE* pipe = ::popen(command, "r");
  if (pipe == nullptr) return text;
  std::string piece(1 << 16, '\0');
  for (std::size_t got = 0; (got = std::fread(piece.data(), 1, piece.size(), pipe)) > 0;) {
    text.append(piece, 0, got);
  }
  return ::pclose(pipe) == 0 ? text : std::string();
}

Result<Catalogue> catalogue_of(const cli::DrillOptions& options) {
  if (!options.input.empty()) {
    TM_TRY(const std::string lines, file_text(options.input));
    auto inventory = runbooks::inventory_of_lines(lines, options.key);
    if (!inventory) {
      return fail(inventory.error().code,
                  fmt::format("{}: {}", options.input, inventory.error().message));
    }
    return Catalogue{std::move(inventory).value(), options.input};
  }
  const char* const dumpavail = "apt-cache dumpavail";
  if (const std::string text = output_of("apt-cache dumpavail 2>/dev/null"); !text.empty()) {
    if (auto inventory = runbooks::inventory_of_packages(text)) {
      return Catalogue{std::move(inventory).value(), dumpavail};
    }
  }
  const std::string status = "/var/lib/dpkg/status";
  TM_TRY(const std::string text, file_text(status));
  TM_TRY(runbooks::Inventory inventory, runbooks::inventory_of_packages(text));
  return Catalogue{std::move(inventory), status};
}

struct Place {
  std::string endpoint;
  services::AccessKey key;
  pid_t pid;
  std::string directory;
};

// One word for a shell, whatever is in it.
std::string quoted(std::string_view text) {
  std::string word = "'";
  for (const char c : text) {
    if (c == '\'') {
      word += "'\\''";
    } else {
      word += c;
    }
  }
  return word + "'";
}

// What to type to see the damage, and how to end.
std::string ways_to_look(const Place& place, const runbooks::DrillReport* report) {
  std::string text = fmt::format(
      "\nThe server stays on {}. To look around:\n\n"
      "  export AWS_ACCESS_KEY_ID={} AWS_SECRET_ACCESS_KEY={}\n"
      "  export AWS_DEFAULT_REGION={} ENDPOINT={}\n"
      "  aws --endpoint-url $ENDPOINT dynamodb list-tables\n"
      "  aws --endpoint-url $ENDPOINT dynamodb list-backups\n",
      place.endpoint, place.key.key_id, place.key.secret, kRegion, place.endpoint);
  if (report != nullptr) {
    text += fmt::format(
        "  aws --endpoint-url $ENDPOINT dynamodb describe-continuous-backups --table-name {}\n",
        report->table);
    if (!report->damaged_key.empty()) {
      for (const std::string& table : {report->table, report->restored_table}) {
        text += fmt::format(
            "  aws --endpoint-url $ENDPOINT dynamodb get-item --table-name {} \\\n"
            "    --key {}\n",
            table, quoted(report->damaged_key));
      }
    }
  }
  text += fmt::format("\nTo end it:\n\n  kill {0}; tail --pid={0} -f /dev/null; rm -r {1}\n",
                      place.pid, quoted(place.directory));
  return text;
}

Result<runbooks::DrillReport> run_against(const Place& place, const Catalogue& catalogue,
                                          const cli::DrillOptions& options,
                                          console::DrillScreen& screen,
                                          const std::stop_token& stop) {
  http::SocketTransport transport({});
  const SystemClock clock;
  SystemRandom jitter;
  SeededRandom fate(options.seed);
  const client::Pause pause = [](std::chrono::milliseconds wait) {
    std::this_thread::sleep_for(wait);
  };
  client::AwsOptions aws_options;
  aws_options.endpoint = place.endpoint;
  aws_options.region = kRegion;
  aws_options.credentials =
      client::fixed_credentials({.key_id = place.key.key_id, .secret = place.key.secret});
  client::AwsClient aws(aws_options, transport, clock, jitter, pause);
  client::DynamoDb dynamodb(aws);
  runbooks::EngineExtras extras(aws);
  runbooks::DrillOptions drill_options;
  drill_options.source = catalogue.source;
  drill_options.connections = options.connections;
  runbooks::Drill drill(
      drill_options, catalogue.inventory, dynamodb, &extras, clock, fate, pause,
      [&](const runbooks::DrillStep& step) { screen.show(step); }, stop);
  return drill.run();
}

Result<int> drill_with(const cli::DrillOptions& options, const Interrupts& interrupts,
                       console::DrillScreen& screen, const console::ScreenOptions& look) {
  TM_TRY(const Catalogue catalogue, catalogue_of(options));
  TM_TRY(TemporaryDirectory directory,
         TemporaryDirectory::make(options.directory.empty() ? environment("TMPDIR", "/tmp")
                                                            : options.directory));
  TM_TRY(ChildServer server,
         ChildServer::start(
             {.directory = directory.path(), .region = kRegion, .outlive_us = options.keep},
             interrupts.token()));
  SystemRandom random;
  TM_TRY(const auto keys,
         services::AccessKeys::open(key_file_of(directory.path() + "/data"), "", random));
  const Place place{.endpoint = fmt::format("http://127.0.0.1:{}", server.port()),
                    .key = keys.first(),
                    .pid = server.pid(),
                    .directory = directory.path()};

  const auto report = run_against(place, catalogue, options, screen, interrupts.token());
  screen.clear();
  const bool passed = report && report.value().passed();
  if (report) {
    print_to(stdout, options.json
                         ? runbooks::report_json(report.value()) + "\n"
                         : "\n" + console::coloured_verdict(runbooks::report_text(report.value()),
                                                            passed, look));
  }
  if (options.keep && !interrupts.came()) {
    directory.keep();
    server.release();
    // In a file of JSON these lines would be in the way; a person reads them here.
    print_to(options.json ? stderr : stdout,
             ways_to_look(place, report ? &report.value() : nullptr));
  }
  if (!report) return report.error();
  return passed ? 0 : 1;
}

}  // namespace

int drill(const cli::DrillOptions& options) {
  Interrupts interrupts;
  interrupts.watch();
  std::FILE* const stream = options.json ? stderr : stdout;
  const console::ScreenOptions look = screen_for(stream);
  console::DrillScreen screen(look, [stream](std::string_view text) { print_to(stream, text); });
  const Result<int> outcome = drill_with(options, interrupts, screen, look);
  if (outcome) return outcome.value();
  screen.clear();
  if (interrupts.came()) {
    print_to(stderr, "tidemark drill: interrupted; the server and its directory are gone\n");
    return kInterrupted;
  }
  print_to(stderr, fmt::format("tidemark drill: {}\n", outcome.error().message));
  return 1;
}

}  // namespace tidemark::apps
