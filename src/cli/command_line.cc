#include "cli/command_line.h"

#include "codec/iso8601.h"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <cctype>

namespace tidemark::cli {
namespace {

// Every commercial region of AWS (read 2026-11-20); a store is made in a region on its first table.
const std::vector<std::string> kRegions{
    "us-east-1",      "us-east-2",      "us-west-1",      "us-west-2",      "af-south-1",
    "ap-east-1",      "ap-east-2",      "ap-northeast-1", "ap-northeast-2", "ap-northeast-3",
    "ap-south-1",     "ap-south-2",     "ap-southeast-1", "ap-southeast-2", "ap-southeast-3",
    "ap-southeast-4", "ap-southeast-5", "ap-southeast-6", "ap-southeast-7", "ca-central-1",
    "ca-west-1",      "eu-central-1",   "eu-central-2",   "eu-north-1",     "eu-south-1",
    "eu-south-2",     "eu-west-1",      "eu-west-2",      "eu-west-3",      "il-central-1",
    "me-central-1",   "me-south-1",     "mx-central-1",   "sa-east-1"};

constexpr const char* kAbout =
    "Tidemark: a DynamoDB-compatible database whose every committed write stays readable\n"
    "as of any second, and the tools to go back there.";

constexpr const char* kExamples =
    "Examples:\n"
    "  tidemark drill                              lose data, get it back, prove it\n"
    "  tidemark serve --data ./data                an endpoint on http://127.0.0.1:8000\n"
    "  tidemark serve --data ./data --port 4566 --no-auth\n"
    "  tidemark check ./data                       is every byte of it what it should be\n"
    "  tidemark repair ./data --into ./repaired    keep what is provable of a damaged one\n"
    "  tidemark stats ./data                       how big is it, and what keeps it\n"
    "\n"
    "tidemark WORD --help tells more about a word.";

constexpr const char* kServeExamples =
    "The first start makes an access key and prints how to use it.\n"
    "\n"
    "--vault-store is a directory that exists or can be made in one that does, or a bucket of\n"
    "any S3-compatible service:\n"
    "  s3://BUCKET/PREFIX?endpoint=http://HOST:PORT&region=NAME\n"
    "with the credentials of AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN, or\n"
    "of the options access-key, secret-key and session-token (which others on this machine can\n"
    "see). More options: path-style=true|false, object-lock=compliance|governance|none, ca=FILE.\n"
    "--vault-key: one key a line, 'openssl rand -hex 32' makes one; the first line's is written\n"
    "with, all are read with. A key that is lost takes what it sealed with it.\n"
    "One server writes a store; others that have it open read it, and wait for their turn.\n"
    "--attach-vault reads all manifests of a store and makes the vaults and recovery points that\n"
    "this server does not know: so a new server restores what an old one has backed up.\n"
    "\n"
    "Examples:\n"
    "  tidemark serve --data ./data\n"
    "  tidemark serve --data ./data --vault-store /mnt/elsewhere/vaults\n"
    "  tidemark serve --data ./data --port 0 --port-file ./port\n"
    "  tidemark serve --data ./test --clock simulated --now 2026-01-01T00:00:00Z";

constexpr const char* kDrillExamples =
    "Starts a server of its own in a temporary directory and leaves nothing behind.\n"
    "\n"
    "Exit codes: 0 the data came back to the last item; 1 it did not, or the drill could not\n"
    "be finished; 130 interrupted; 252 these words were not understood.\n"
    "\n"
    "Examples:\n"
    "  tidemark drill\n"
    "  tidemark drill --input items.jsonl --key Artist,SongTitle\n"
    "  tidemark drill --json > drill.json\n"
    "  tidemark drill --keep";

constexpr const char* kCheckExamples =
    "Reads a stopped server's directory and writes nothing but its process id in DIR/LOCK.\n"
    "Every row of every family is read, every tally recounted, every reference followed.\n"
    "\n"
    "Exit codes: 0 it is sound; 1 something was found; 69 it could not be looked at (a\n"
    "server has it, or it is no data directory); 252 these words were not understood.\n"
    "\n"
    "Examples:\n"
    "  tidemark check ./data\n"
    "  tidemark check ./data --output json";

constexpr const char* kRepairExamples =
    "Makes NEW from what of a stopped server's directory is provable and says what is lost.\n"
    "DIR is only read (but for the process id in DIR/LOCK), so nothing is ever made worse; NEW\n"
    "must not exist, and takes as much room as DIR. Then NEW is checked as by tidemark check.\n"
    "\n"
    "Exit codes: 0 nothing was lost and NEW is sound; 1 something was lost, or NEW is not\n"
    "sound; 69 no copy was made (the reason is printed); 252 these words were not understood.\n"
    "\n"
    "Examples:\n"
    "  tidemark repair ./data --into ./repaired\n"
    "  tidemark repair ./data --into ./repaired --output json";

constexpr const char* kStatsExamples =
    "Reads a stopped server's directory: tables, sizes, versions and what each costs, pins and\n"
    "what they hold, jobs, files, and what trimming would free now. History is walked name by\n"
    "name, some 700,000 a second; --quick leaves that out. A running server tells the same\n"
    "at /_tidemark/metrics.\n"
    "\n"
    "Exit codes: 0; 69 it could not be looked at (a server has it, or it is no data\n"
    "directory); 252 these words were not understood.\n"
    "\n"
    "Examples:\n"
    "  tidemark stats ./data\n"
    "  tidemark stats ./data --output json --quick";

// A check answers with what is wrong, or with nothing.

std::string check_account(const std::string& text) {
  const bool digits = std::ranges::all_of(text, [](unsigned char c) { return std::isdigit(c); });
  return text.size() == 12 && digits ? "" : fmt::format("\"{}\" is no account of 12 digits", text);
}

// "eu-west-1", "us-gov-west-1".
std::string check_region(const std::string& text) {
  const auto dash = text.rfind('-');
  const auto letter = [](char c) { return (c >= 'a' && c <= 'z') || c == '-'; };
  const auto digit = [](char c) { return c >= '0' && c <= '9'; };
  const bool good = dash != std::string::npos && dash >= 4 && dash + 1 < text.size() &&
                    text.find("--") == std::string::npos && text.front() != '-' &&
                    text.find('-') == 2 &&
                    std::all_of(text.begin(), text.begin() + static_cast<long>(dash), letter) &&
                    std::all_of(text.begin() + static_cast<long>(dash) + 1, text.end(), digit);
  return good ? "" : fmt::format("\"{}\" is no region's name", text);
}

std::string check_instant(const std::string& text) {
  const auto at = codec::parse_iso8601(text);
  return at ? "" : at.error().message;
}

std::string check_named(const std::string& text) {
  return text.empty() ? "it names no place" : "";
}

std::string check_file_named(const std::string& text) {
  return text.empty() ? "it names no file" : "";
}

CLI::Validator checked_by(std::string (*check)(const std::string&)) {
  return CLI::Validator([check](std::string& text) { return check(text); }, "");
}

void describe_log(CLI::App& serve, ServeOptions& options) {
  serve.add_option("--log-format", options.log_format, "Of the log: text (default) or json")
      ->transform(
          CLI::CheckedTransformer(std::map<std::string, LogFormat>{{"text", LogFormat::kText},
                                                                   {"json", LogFormat::kJson}})
              .description(""))
      ->type_name("KIND");
  serve.add_option("--log-level", options.log_level, "debug, info (default), warn or error")
      ->transform(
          CLI::CheckedTransformer(std::map<std::string, LogLevel>{{"debug", LogLevel::kDebug},
                                                                  {"info", LogLevel::kInfo},
                                                                  {"warn", LogLevel::kWarn},
                                                                  {"error", LogLevel::kError}})
              .description(""))
      ->type_name("LEVEL");
}

void describe_serve(CLI::App& serve, ServeOptions& options, std::string& now) {
  serve.add_option("--data", options.data, "Directory of the database; made when missing")
      ->required()
      ->type_name("DIR");
  serve.add_option("--port", options.port, "Port; 0 takes any free one")
      ->capture_default_str()
      ->type_name("N");
  serve.add_option("--listen", options.listen, "Address, IPv4 or IPv6")
      ->capture_default_str()
      ->type_name("ADDR");
  serve.add_flag("--no-auth", options.no_auth, "Accept any key and signature; loopback only");
  serve
      .add_option("--account", options.account,
                  "Owner of the first access key and of --no-auth calls")
      ->check(checked_by(check_account))
      ->capture_default_str()
      ->type_name("ID");
  serve.add_option("--regions", options.regions, "Regions to serve (default: all of AWS's)")
      ->delimiter(',')
      ->check(checked_by(check_region))
      ->type_name("NAME,NAME");
  auto* cert =
      serve.add_option("--tls-cert", options.tls_cert, "Certificate chain, PEM")->type_name("FILE");
  auto* key =
      serve.add_option("--tls-key", options.tls_key, "Its private key, PEM")->type_name("FILE");
  cert->needs(key);
  key->needs(cert);
  serve.add_option("--clock", options.clock, "system or simulated (default: what DIR remembers)")
      ->transform(CLI::CheckedTransformer(
                      std::map<std::string, ClockKind>{{"system", ClockKind::kSystem},
                                                       {"simulated", ClockKind::kSimulated}})
                      .description(""))
      ->type_name("KIND");
  serve.add_option("--now", now, "Where a new simulated clock starts")
      ->check(checked_by(check_instant))
      ->type_name("INSTANT");
  serve.add_flag("--accept-clock", options.accept_clock,
                 "The system clock is right, although it jumped");
  auto* store =
      serve
          .add_option("--vault-store", options.vault_store,
                      "Where recovery points go (default: DIR/vaults, on the engine's own disk)")
          ->check(checked_by(check_named))
          ->type_name("URL");
  serve
      .add_option("--attach-vault", options.attach_vault,
                  "The same, of a store that is there: its recovery points are listed here, too")
      ->check(checked_by(check_named))
      ->excludes(store)
      ->type_name("URL");
  serve
      .add_option("--cold-restore-delay", options.cold_restore_hours,
                  "Hours until a restore from cold storage begins (default: 0)")
      ->check(CLI::Range(0u, 48u))
      ->type_name("HOURS");
  serve
      .add_option("--vault-key", options.vault_key,
                  "Keys that seal recovery points (default: they are not sealed)")
      ->check(checked_by(check_file_named))
      ->type_name("FILE");
  serve.add_flag("--aws-timing", options.aws_timing, "Imitate AWS's delays and restorable lag");
  serve.add_flag("--access-log", options.access_log, "One line a request in the log");
  describe_log(serve, options);
  serve.add_flag("--metrics-tables", options.name_tables_in_metrics,
                 "Name tables in the metrics to other machines, too");
  serve.add_option("--port-file", options.port_file, "Written with the port once it is open")
      ->type_name("FILE");
  serve.footer(kServeExamples);
}

void describe_drill(CLI::App& drill, DrillOptions& options) {
  auto* input =
      drill
          .add_option("--input", options.input, "DynamoDB-JSON lines (default: Debian's packages)")
          ->type_name("FILE");
  drill.add_option("--key", options.key, "The items' key (default: Package,Build)")
      ->needs(input)
      ->type_name("HASH[,RANGE]");
  drill.add_flag("--json", options.json, "Report as JSON, progress on standard error");
  drill.add_flag("--keep", options.keep, "Leave the server running, say how to look");
  drill.add_option("--connections", options.connections, "Connections at once")
      ->check(CLI::Range(1, 64).description(""))
      ->capture_default_str()
      ->type_name("N");
  drill.add_option("--seed", options.seed, "Chooses the items that the incident hits")
      ->capture_default_str()
      ->type_name("N");
  drill
      .add_option("--directory", options.directory,
                  "Of the temporary directory (default: TMPDIR or /tmp)")
      ->type_name("DIR");
  drill.footer(kDrillExamples);
}

void add_output(CLI::App& app, bool& json) {
  app.add_option("--output", json, "text or json (default: text)")
      ->transform(
          CLI::CheckedTransformer(std::map<std::string, bool>{{"text", false}, {"json", true}})
              .description(""))
      ->type_name("FORM");
}

void describe_check(CLI::App& check, CheckOptions& options) {
  check.add_option("DIR", options.data, "Directory of a stopped server")->required();
  add_output(check, options.json);
  check.footer(kCheckExamples);
}

void describe_repair(CLI::App& repair, RepairOptions& options) {
  repair.add_option("DIR", options.data, "Directory of a stopped server")->required();
  repair.add_option("--into", options.into, "Where the repaired copy goes; must not exist")
      ->required()
      ->type_name("NEW");
  add_output(repair, options.json);
  repair.footer(kRepairExamples);
}

void describe_stats(CLI::App& stats, StatsOptions& options) {
  stats.add_option("DIR", options.data, "Directory of a stopped server")->required();
  add_output(stats, options.json);
  stats.add_flag("--quick", options.quick, "Sizes alone: history is not walked");
  stats.footer(kStatsExamples);
}

Printed usage_error(const std::string& why, const CLI::App& app) {
  const auto chosen = app.get_subcommands();
  const std::string word = chosen.empty() ? "" : fmt::format(" {}", chosen.front()->get_name());
  return {.text = fmt::format("tidemark{}: {}\nTry: tidemark{} --help\n", word, why, word),
          .exit_code = kExitUsage};
}

}  // namespace

Command read_command_line(int argc, const char* const* argv) {
  CLI::App app(kAbout, "tidemark");
  ServeOptions serve_options;
  DrillOptions drill_options;
  CheckOptions check_options;
  RepairOptions repair_options;
  StatsOptions stats_options;
  std::string now;
  app.set_version_flag("--version", "tidemark " TIDEMARK_VERSION);
  app.require_subcommand(1);
  app.footer(kExamples);
  CLI::App* serve = app.add_subcommand("serve", "Start the engine");
  describe_serve(*serve, serve_options, now);
  CLI::App* drill =
      app.add_subcommand("drill", "Lose data, go back to the second before, prove it");
  describe_drill(*drill, drill_options);
  CLI::App* check = app.add_subcommand("check", "Prove that a stopped directory is sound");
  describe_check(*check, check_options);
  CLI::App* repair = app.add_subcommand("repair", "Keep what is provable of a damaged directory");
  describe_repair(*repair, repair_options);
  CLI::App* stats = app.add_subcommand("stats", "Tell how big a stopped directory is, and why");
  describe_stats(*stats, stats_options);

  try {
    app.parse(argc, argv);
  } catch (const CLI::CallForHelp&) {
    return Printed{.text = app.help()};
  } catch (const CLI::CallForVersion& version) {
    return Printed{.text = fmt::format("{}\n", version.what())};
  } catch (const CLI::RequiredError& error) {
    // CLI11 says only that a word is missing, even when there is one that it does not know.
    if (argc > 1 && app.get_subcommands().empty()) {
      return usage_error(
          fmt::format("\"{}\" is none of serve, drill, check, repair, stats", argv[1]), app);
    }
    return usage_error(error.what(), app);
  } catch (const CLI::ParseError& error) {
    return usage_error(error.what(), app);
  }

  if (drill->parsed()) return drill_options;
  if (check->parsed()) return check_options;
  if (repair->parsed()) return repair_options;
  if (stats->parsed()) return stats_options;
  if (!now.empty()) {
    if (serve_options.clock != ClockKind::kSimulated) {
      return usage_error("--now needs --clock simulated", app);
    }
    serve_options.now = codec::parse_iso8601(now).value();
  }
  if (serve_options.regions.empty()) serve_options.regions = kRegions;
  return serve_options;
}

}  // namespace tidemark::cli
