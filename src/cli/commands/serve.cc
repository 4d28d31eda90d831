#include "cli/checks.h"
#include "cli/commands/specs.h"
#include "cli/serve_options.h"
#include "codec/iso8601.h"

#include <fmt/format.h>

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

constexpr long long kMostColdHours = 48;

std::string check_cold_hours(const std::string& text) {
  Words word;
  word.add("HOURS", text);
  const bool good = check_whole(text).empty() && word.number("HOURS") <= kMostColdHours;
  return good ? "" : fmt::format("\"{}\" is not 0 to {}", text, kMostColdHours);
}

std::string check_clock(const Words& words) {
  return words.has("--now") && words.text("--clock") != "simulated"
             ? "--now needs --clock simulated"
             : "";
}

ClockKind clock_kind(const std::string& word) {
  if (word.empty()) return ClockKind::kRemembered;
  return word == "system" ? ClockKind::kSystem : ClockKind::kSimulated;
}

LogLevel log_level(const std::string& word) {
  if (word == "debug") return LogLevel::kDebug;
  if (word == "warn") return LogLevel::kWarn;
  return word == "error" ? LogLevel::kError : LogLevel::kInfo;
}

}  // namespace

CommandSpec serve_spec() {
  return {
      .path = {"serve"},
      .summary = "Start the engine",
      .options =
          {
              {.name = "--data",
               .value = "DIR",
               .help = "Directory of the database; made when missing",
               .required = true},
              {.name = "--port",
               .value = "N",
               .help = "Port; 0 takes any free one",
               .otherwise = "8000",
               .check = check_port},
              {.name = "--listen",
               .value = "ADDR",
               .help = "Address, IPv4 or IPv6",
               .otherwise = "127.0.0.1"},
              {.name = "--no-auth", .help = "Accept any key and signature; loopback only"},
              {.name = "--account",
               .value = "ID",
               .help = "Owner of the first access key and of --no-auth calls",
               .otherwise = "123456789012",
               .check = check_account},
              {.name = "--regions",
               .value = "NAME,NAME",
               .help = "Regions to serve (default: all of AWS's)",
               .check = check_region,
               .many = true},
              {.name = "--tls-cert",
               .value = "FILE",
               .help = "Certificate chain, PEM",
               .needs = "--tls-key"},
              {.name = "--tls-key",
               .value = "FILE",
               .help = "Its private key, PEM",
               .needs = "--tls-cert"},
              {.name = "--clock",
               .value = "KIND",
               .help = "system or simulated (default: what DIR remembers)",
               .choices = {"system", "simulated"}},
              {.name = "--now",
               .value = "INSTANT",
               .help = "Where a new simulated clock starts",
               .check = check_instant},
              {.name = "--accept-clock", .help = "The system clock is right, although it jumped"},
              {.name = "--vault-store",
               .value = "URL",
               .help = "Where recovery points go (default: DIR/vaults, on the engine's own disk)",
               .check = check_named,
               .excludes = "--attach-vault"},
              {.name = "--attach-vault",
               .value = "URL",
               .help =
                   "The same, of a store that is there: its recovery points are listed here, too",
               .check = check_named,
               .excludes = "--vault-store"},
              {.name = "--cold-restore-delay",
               .value = "HOURS",
               .help = "Hours until a restore from cold storage begins",
               .otherwise = "0",
               .check = check_cold_hours},
              {.name = "--vault-key",
               .value = "FILE",
               .help = "Keys that seal recovery points (default: they are not sealed)",
               .check = check_file_named},
              {.name = "--aws-timing", .help = "Imitate AWS's delays and restorable lag"},
              {.name = "--access-log", .help = "One line a request in the log"},
              {.name = "--log-format",
               .value = "KIND",
               .help = "Of the log: text or json",
               .otherwise = "text",
               .choices = {"text", "json"}},
              {.name = "--log-level",
               .value = "LEVEL",
               .help = "debug, info, warn or error",
               .otherwise = "info",
               .choices = {"debug", "info", "warn", "error"}},
              {.name = "--metrics-tables",
               .help = "Name tables in the metrics to other machines, too"},
              {.name = "--port-file",
               .value = "FILE",
               .help = "Written with the port once it is open"},
          },
      .notes =
          "The first start makes an access key and prints how to use it.\n"
          "\n"
          "--vault-store is a directory that exists or can be made in one that does, or a bucket "
          "of\n"
          "any S3-compatible service:\n"
          "  s3://BUCKET/PREFIX?endpoint=http://HOST:PORT&region=NAME\n"
          "with the credentials of AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN, "
          "or\n"
          "of the options access-key, secret-key and session-token (which others on this machine "
          "can\n"
          "see). More options: path-style=true|false, object-lock=compliance|governance|none, "
          "ca=FILE.\n"
          "--vault-key: one key a line, 'openssl rand -hex 32' makes one; the first line's is "
          "written\n"
          "with, all are read with. A key that is lost takes what it sealed with it.\n"
          "One server writes a store; others that have it open read it, and wait for their turn.\n"
          "--attach-vault reads all manifests of a store and makes the vaults and recovery points "
          "that\n"
          "this server does not know: so a new server restores what an old one has backed up.",
      .examples =
          {
              {"tidemark serve --data ./data"},
              {"tidemark serve --data ./data --vault-store /mnt/elsewhere/vaults"},
              {"tidemark serve --data ./data --port 0 --port-file ./port"},
              {"tidemark serve --data ./test --clock simulated --now 2026-01-01T00:00:00Z"},
          },
      .reach = Reach::kAlone,
      .check = check_clock,
  };
}

ServeOptions serve_options(const Words& words) {
  ServeOptions options{
      .data = words.text("--data"),
      .listen = words.text("--listen"),
      .port = static_cast<std::uint16_t>(words.number("--port")),
      .no_auth = words.flag("--no-auth"),
      .account = words.text("--account"),
      .regions = words.has("--regions") ? words.all("--regions") : kRegions,
      .tls_cert = words.text("--tls-cert"),
      .tls_key = words.text("--tls-key"),
      .clock = clock_kind(words.text("--clock")),
      .now = std::nullopt,
      .accept_clock = words.flag("--accept-clock"),
      .vault_store = words.text("--vault-store"),
      .vault_key = words.text("--vault-key"),
      .attach_vault = words.text("--attach-vault"),
      .cold_restore_hours = static_cast<unsigned>(words.number("--cold-restore-delay")),
      .aws_timing = words.flag("--aws-timing"),
      .access_log = words.flag("--access-log"),
      .log_format = words.text("--log-format") == "json" ? LogFormat::kJson : LogFormat::kText,
      .log_level = log_level(words.text("--log-level")),
      .name_tables_in_metrics = words.flag("--metrics-tables"),
      .port_file = words.text("--port-file")};
  if (words.has("--now")) options.now = codec::parse_iso8601(words.text("--now")).value();
  return options;
}

}  // namespace tidemark::cli
