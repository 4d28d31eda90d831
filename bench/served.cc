#include "bench/served.h"

#include <charconv>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <thread>

namespace tidemark::bench {
namespace {

constexpr std::chrono::seconds kActiveWithin{60};
constexpr std::chrono::milliseconds kLookEvery{20};

// The first line of the key file that is not a comment: "account key-id secret".
Result<wire::Credentials> first_key_of(const std::string& data) {
  std::ifstream file(data + "/keys");
  for (std::string line; std::getline(file, line);) {
    std::istringstream words(line);
    std::string account;
    wire::Credentials key;
    if (line.starts_with('#') || !(words >> account >> key.key_id >> key.secret)) continue;
    return key;
  }
  return fail(Code::kNotFound, fmt::format("{}/keys holds no key", data));
}

// The sum over all labels of one metric in Prometheus' text.
double sum_of(std::string_view name, const std::string& text) {
  double sum = 0;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    const std::string_view view = line;
    if (!view.starts_with(name)) continue;
    const char next = view.size() > name.size() ? view[name.size()] : ' ';
    if (next != ' ' && next != '{') continue;
    sum += std::strtod(line.c_str() + line.rfind(' '), nullptr);
  }
  return sum;
}

}  // namespace

Result<Served> Served::start(const Settings& settings, const std::string& name) {
  const std::string data = fmt::format("{}/{}", settings.directory, name);
  const std::string port_file = data + ".port";
  TM_TRY(Child child, Child::start({settings.server, "serve", "--data", data, "--port", "0",
                                    "--port-file", port_file},
                                   port_file));
  TM_TRY(const wire::Credentials key, first_key_of(data));
  const std::uint16_t port = child.port();
  return Served(std::move(child), {.port = port, .credentials = key});
}

Result<double> Served::syncs() const {
  TM_TRY(const std::string text, get_once(endpoint_, "/_tidemark/metrics"));
  return sum_of("tidemark_store_syncs_total", text);
}

Result<Child> start_ceiling(const Settings& settings) {
  const std::string port_file = settings.directory + "/ceiling.port";
  std::error_code error;
  const std::string self = std::filesystem::read_symlink("/proc/self/exe", error);
  return Child::start({self, "--ceiling", port_file}, port_file);
}

Result<Endpoint> endpoint_of(const std::string& url) {
  static constexpr std::string_view kScheme = "http://";
  const auto refused = [&] {
    return fail(Code::kInvalid,
                fmt::format("a peer is given as http://127.0.0.1:8001, not as '{}'", url));
  };
  if (!url.starts_with(kScheme)) return refused();
  std::string rest = url.substr(kScheme.size());
  while (rest.ends_with('/')) rest.pop_back();
  const auto colon = rest.find(':');
  if (colon == std::string::npos) return refused();
  Endpoint endpoint{.host = rest.substr(0, colon),
                    .credentials = {.key_id = "AKIDEXAMPLE", .secret = "bench"}};
  if (endpoint.host == "localhost") endpoint.host = "127.0.0.1";
  const char* const end = rest.data() + rest.size();
  const auto [stopped, failed] = std::from_chars(rest.data() + colon + 1, end, endpoint.port);
  if (failed != std::errc{} || stopped != end) return refused();
  return endpoint;
}

Status wait_until_active(const Endpoint& endpoint, const std::string& table) {
  const Stopwatch watch;
  while (watch.seconds() < std::chrono::duration<double>(kActiveWithin).count()) {
    TM_TRY(const std::string body,
           ask_once(endpoint, "DescribeTable", fmt::format(R"({{"TableName":"{}"}})", table)));
    if (body.find(R"("TableStatus":"ACTIVE")") != body.npos) return Ok{};
    std::this_thread::sleep_for(kLookEvery);
  }
  return fail(Code::kBusy, fmt::format("{} did not become active", table));
}

}  // namespace tidemark::bench
