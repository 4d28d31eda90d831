#include "apps/serve.h"

#include "api/backup/dispatch.h"
#include "api/dispatch.h"
#include "api/extras/extras.h"
#include "api/identity/operations.h"
#include "api/parameters/operations.h"
#include "api/query/door.h"
#include "api/tagging/operations.h"
#include "api/topics/operations.h"
#include "apps/engine_host.h"
#include "apps/test_seams.h"
#include "base/log.h"
#include "base/stopwatch.h"
#include "server/port_file.h"
#include "server/server.h"
#include "server/stop_signal.h"
#include "services/identity/access.h"
#include "services/identity/access_keys.h"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <sys/resource.h>
#include <thread>
#include <unistd.h>

namespace tidemark::apps {
namespace {

using namespace std::chrono_literals;

constexpr auto kDrainAtMost = 10s;

// Exit codes after sysexits.h, for those who start us from a script.
constexpr int kExitUnavailable = 69;

constexpr std::size_t kMostConnections = 16'384;
// What a region's store may hold open, and a little for everything else.
constexpr std::size_t kFilesARegion = 1024 + 64;

// Raises the limit of open files as far as we may, and answers how many connections that leaves
// room for: a store that cannot open a file would be worse than a client turned away.
std::size_t connections_for(std::size_t regions) {
  rlimit files{};
  if (::getrlimit(RLIMIT_NOFILE, &files) != 0) return kMostConnections;
  files.rlim_cur = files.rlim_max;
  ::setrlimit(RLIMIT_NOFILE, &files);
  const std::size_t kept = regions * kFilesARegion;
  const std::size_t room = files.rlim_cur > 2 * kept ? files.rlim_cur - kept : files.rlim_cur / 2;
  if (room >= kMostConnections) return kMostConnections;
  log_warn("apps", fmt::format("the limit of {} open files leaves room for {} connections",
                               files.rlim_cur, room));
  return room;
}

server::Service dynamodb(api::Engine& engine) {
  return {.target_prefix = "DynamoDB_20120810",
          .signing_name = "dynamodb",
          .knows = [](std::string_view operation) { return api::knows(operation); },
          .dispatch = [&engine](api::Call call) { return api::dispatch(std::move(call), engine); }};
}

server::Service dynamodb_streams(api::Engine& engine) {
  return {.target_prefix = "DynamoDBStreams_20120810",
          .signing_name = "dynamodb",
          .knows = [](std::string_view operation) { return api::streams_know(operation); },
          .dispatch = [&engine](api::Call call) { return api::dispatch(std::move(call), engine); }};
}

server::Service backup(api::Engine& engine) {
  return {.signing_name = "backup",
          .max_body_bytes = 2u << 20,
          .protocol = server::Protocol::kRest,
          .operation_of = api::backup_operation_of,
          .refuse = api::refuse_backup,
          .dispatch = [&engine](api::Call call) {
            return api::dispatch_backup(std::move(call), engine);
          }};
}

server::Service target_service(const api::TargetService& service, api::Engine& engine) {
  return {.target_prefix = std::string(service.prefix),
          .signing_name = std::string(service.name),
          .max_body_bytes = 1u << 20,
          .protocol = server::Protocol::kTarget,
          .refuse = api::target_refusal,
          .dispatch = [&service, &engine](api::Call call) {
            return api::dispatch_target(service, std::move(call), engine);
          }};
}

server::Service query_service(const api::QueryService& service, api::Engine& engine,
                              bool global = false) {
  return {.signing_name = std::string(service.name),
          .max_body_bytes = 2u << 20,
          .protocol = server::Protocol::kQuery,
          .version = std::string(service.version),
          .global = global,
          .operation_of = api::query_operation_of,
          .refuse =
              [&service](std::string_view name, std::string_view message) {
                return api::refuse_query(service, name, message);
              },
          .dispatch =
              [&service, &engine](api::Call call) {
                return api::dispatch_query(service, std::move(call), engine);
              }};
}

server::Extras extras(api::Engine& engine) {
  return {.handle =
              [&engine](const server::ExtrasRequest& request) {
                return api::extras({.method = request.method,
                                    .path = request.path,
                                    .query = request.query,
                                    .body = request.body,
                                    .account = request.account,
                                    .region = request.region},
                                   engine);
              },
          .is_public = [](std::string_view path) { return api::is_public_extra(path); }};
}

// The keys of the file are roots'; all others are users' and sessions'.
wire::KeySource source_of(const services::AccessKeys& keys, const services::Identity& identity) {
  return [&keys, &identity](std::string_view id) -> std::optional<wire::SecretKey> {
    if (const services::AccessKey* const key = keys.find(id)) {
      return wire::SecretKey{.secret = key->secret, .account = key->account};
    }
    auto found = services::find_signing_key(*identity.now(), id);
    if (!found) return std::nullopt;
    const auto kept = std::make_shared<const services::SigningKey>(*std::move(found));
    return wire::SecretKey{.secret = kept->secret,
                           .account = kept->account,
                           .principal = kept->principal,
                           .token = kept->token,
                           .expires = kept->expires,
                           .owner = kept};
  };
}

// Half of the processors at most: the others are there for short requests, whatever is scanned.
unsigned scan_workers() {
  return std::max(1u, std::thread::hardware_concurrency() / 2);
}

server::ServerOptions options_for(const cli::ServeOptions& options) {
  return {.address = options.listen,
          .port = options.port,
          .max_connections = connections_for(options.regions.size()),
          .tls_cert_file = options.tls_cert,
          .tls_key_file = options.tls_key,
          .regions = options.regions,
          .check_signatures = !options.no_auth,
          .account = options.account,
          .access_log = options.access_log,
          .name_tables_in_metrics = options.name_tables_in_metrics,
          .workers = scan_workers()};
}

// The address as part of a URL.
std::string endpoint_of(const cli::ServeOptions& options, std::uint16_t port) {
  const bool six = options.listen.find(':') != std::string::npos;
  return fmt::format(fmt::runtime(six ? "[{}]:{}" : "{}:{}"), options.listen, port);
}

std::string url_of(const cli::ServeOptions& options, std::uint16_t port) {
  return fmt::format("{}://{}", options.tls_cert.empty() ? "http" : "https",
                     endpoint_of(options, port));
}

void print_how_to_use(const cli::ServeOptions& options, const EngineHost& host,
                      const services::AccessKeys& keys, std::uint16_t port) {
  if (options.no_auth) {
    log_warn("apps", "--no-auth: whoever reaches this port acts as the account",
             {{"account", options.account}});
  } else if (keys.created()) {
    const services::AccessKey& key = keys.first();
    fmt::print(
        "Made a key pair for account {}, kept in {}. To use it:\n\n"
        "  export AWS_ACCESS_KEY_ID={}\n"
        "  export AWS_SECRET_ACCESS_KEY={}\n"
        "  export AWS_DEFAULT_REGION={}\n"
        "  aws dynamodb list-tables --endpoint-url {}\n\n",
        key.account, key_file_of(options.data), key.key_id, key.secret, options.regions.front(),
        url_of(options, port));
  }
  fmt::print("Tidemark listens on {}, data in {}\n", url_of(options, port), options.data);
  const vault::VaultKey* seal = host.vault_keys().current();
  fmt::print("Recovery points go to {}{}\n", host.vault_store().about(),
             seal != nullptr ? fmt::format("; sealed with vault key {}", seal->id()) : "");
  std::fflush(stdout);
}

// The first line of a log: what runs, on what, and how long the start took.
void log_start(const cli::ServeOptions& options, const EngineHost& host, std::uint16_t port,
               std::chrono::microseconds took) {
  log_info("apps", "listening",
           {{"version", TIDEMARK_VERSION},
            {"address", options.listen},
            {"port", port},
            {"tls", !options.tls_cert.empty()},
            {"signatures", !options.no_auth},
            {"data", options.data},
            {"clock", host.simulated() ? "simulated" : "system"},
            {"stores", host.directory().regions().size()},
            {"vaults", host.vault_store().about()},
            {"pid", ::getpid()},
            {"micros", took.count()}});
}

Status run(const cli::ServeOptions& options) {
  const Stopwatch watch;
  TM_TRY_STATUS(plant_fault());
  TM_TRY(const auto host, EngineHost::start(options));
  TM_TRY(const services::AccessKeys keys,
         services::AccessKeys::open(key_file_of(options.data), options.account, host->random()));
  api::Engine& engine = host->engine();
  server::Server server(
      options_for(options),
      {.services = {dynamodb(engine), dynamodb_streams(engine), backup(engine),
                    target_service(api::kParametersService, engine),
                    target_service(api::kTaggingService, engine),
                    query_service(api::kTopicsService, engine),
                    query_service(api::kIam, engine, true), query_service(api::kSts, engine, true)},
       .extras = extras(engine),
       .metrics = [&host](bool names) { return host->metrics().text(names); }},
      source_of(keys, host->identity()), host->real_clock(), host->random());
  // Set before the first request can ask for it; a port that the system chooses is known after.
  if (options.port != 0) engine.endpoint = endpoint_of(options, options.port);
  TM_TRY_STATUS(server.start());
  if (options.port == 0) engine.endpoint = endpoint_of(options, server.port());
  host->run_jobs(url_of(options, server.port()));
  log_start(options, *host, server.port(), watch.elapsed());
  print_how_to_use(options, *host, keys, server.port());
  if (!options.port_file.empty()) {
    TM_TRY_STATUS(server::write_port_file(options.port_file, server.port()));
  }
  server::wait_for_stop_signal();
  log_info("apps", "stopping: finishing what is under way");
  const Stopwatch draining;
  const bool finished = server.drain(kDrainAtMost);
  if (!finished) log_warn("apps", "some requests did not finish in time and were cut off");
  log_info("apps", "stopped", {{"micros", draining.micros()}});
  return Ok{};
}

}  // namespace

int serve(const cli::ServeOptions& options) {
  server::block_stop_signals();
  set_log_format(options.log_format);
  set_log_level(options.log_level);
  const Status status = run(options);
  if (status) return 0;
  fmt::print(stderr, "tidemark serve: {}\n", status.error().message);
  return kExitUnavailable;
}

}  // namespace tidemark::apps
