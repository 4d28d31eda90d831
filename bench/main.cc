// tidemark_bench: measures, prints a table, writes JSON. ./dev bench builds and runs it.
#include "base/clock.h"
#include "bench/all_cases.h"
#include "bench/ceiling.h"
#include "bench/report.h"
#include "bench/slices.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <cstdio>
#include <filesystem>
#include <fstream>

namespace tidemark::bench {
namespace {

struct Options {
  Settings settings;
  std::string commit;
  std::string json;
};

Status write_file(const std::string& path, const std::string& text) {
  std::ofstream file(path, std::ios::binary);
  file << text;
  file.close();
  if (file) return Ok{};
  return fail(Code::kUnknown, fmt::format("{} cannot be written", path));
}

Status run(const Options& options) {
  const Machine machine = this_machine(options.commit);
  std::error_code error;
  std::filesystem::remove_all(options.settings.directory, error);
  std::filesystem::create_directories(options.settings.directory, error);
  if (error) {
    return fail(Code::kInvalid, fmt::format("{}: {}", options.settings.directory, error.message()));
  }
  Bench bench(options.settings);
  add_all_cases(bench);
  auto report = bench.run([](const std::string& line) { fmt::print(stderr, "{}\n", line); });
  std::filesystem::remove_all(options.settings.directory, error);
  if (!report) return std::move(report).error();
  fmt::print("{}", to_text(report.value()));
  if (options.json.empty()) return Ok{};
  return write_file(options.json,
                    to_json(report.value(), options.settings, machine, SystemClock().now()));
}

}  // namespace
}  // namespace tidemark::bench

int main(int argc, char** argv) {
  tidemark::bench::Options options;
  tidemark::bench::Settings& settings = options.settings;
  std::optional<double> seconds;
  std::optional<int> rounds;
  CLI::App app("Measures Tidemark: ./dev bench");
  app.add_option("--only", settings.only, "cases whose group/case has this in it");
  app.add_option("--seconds", seconds, "of one slice (1; with --quick 0.1)")
      ->check(CLI::Range(0.001, 3600.0));
  app.add_option("--rounds", rounds, "slices of each case (7; with --quick 5)")->check(CLI::Range(5, 1000));
  app.add_flag("--quick", settings.quick, "small data sets, short slices");
  app.add_option("--peer", settings.peer, "another endpoint to measure beside ours");
  app.add_option("--directory", settings.directory, "scratch on the disk to measure; emptied");
  app.add_option("--server", settings.server, "the tidemark program, for whole-server cases");
  app.add_option("--commit", options.commit, "what was built");
  app.add_option("--json", options.json, "write the figures there");
  std::string ceiling;
  app.add_option("--ceiling", ceiling)->group("");  // what served.cc starts us with
  CLI11_PARSE(app, argc, argv);
  if (!ceiling.empty()) return tidemark::bench::serve_ceiling(ceiling) ? 0 : 1;
  if (settings.directory.empty()) {
    fmt::print(stderr, "bench: --directory is missing: scratch on the disk to measure\n");
    return 2;
  }
  settings.seconds = seconds.value_or(settings.quick ? 0.1 : 1);
  settings.rounds = rounds.value_or(settings.quick ? 5 : 7);
  const auto status = tidemark::bench::run(options);
  if (status) return 0;
  fmt::print(stderr, "bench: {}\n", tidemark::to_text(status.error()));
  return 1;
}
