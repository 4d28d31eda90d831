#include "tests/histories/server_process.h"

#include <fmt/format.h>

#include <chrono>
#include <csignal>
#include <cstdlib>
#include <fcntl.h>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

namespace tidemark::histories {
namespace {

constexpr const char* kRegion = "eu-west-1";

std::string text_of(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

[[noreturn]] void become(const std::string& program, std::vector<std::string> words,
                         const ServerOptions& options, pid_t parent) {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (::getppid() != parent) ::_exit(126);
  for (const auto& [name, value] : options.environment) ::setenv(name.c_str(), value.c_str(), 1);
  const int log = ::open((options.directory + "/log").c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600);
  ::dup2(log, STDOUT_FILENO);
  ::dup2(log, STDERR_FILENO);
  std::vector<char*> argv;
  for (std::string& word : words) argv.push_back(word.data());
  argv.push_back(nullptr);
  ::execv(program.c_str(), argv.data());
  ::_exit(127);
}

// The first "account key-id secret".
wire::Credentials first_key(const std::string& file) {
  std::istringstream lines(text_of(file));
  for (std::string line; std::getline(lines, line);) {
    if (line.empty() || line.front() == '#') continue;
    wire::Credentials key;
    std::string account;
    std::istringstream(line) >> account >> key.key_id >> key.secret;
    return key;
  }
  return {};
}

}  // namespace

ServerProcess::ServerProcess(pid_t pid, std::string url, wire::Credentials credentials)
    : pid_(pid),
      url_(std::move(url)),
      credentials_(std::move(credentials)),
      transport_(std::make_unique<http::SocketTransport>(http::SocketTransport::Options{})) {}

Result<ServerProcess> ServerProcess::start(const std::string& program,
                                           const ServerOptions& options) {
  const std::string port_file = options.directory + "/port";
  std::filesystem::remove(port_file);
  std::vector<std::string> words{program,     "serve", "--data",      options.directory + "/data",
                                 "--port",    "0",     "--port-file", port_file,
                                 "--regions", kRegion};
  words.insert(words.end(), options.words.begin(), options.words.end());
  const pid_t parent = ::getpid();
  const pid_t pid = ::fork();
  if (pid == 0) become(program, words, options, parent);
  for (int waited = 0; waited < 6000; ++waited) {
    if (const std::string port = text_of(port_file); !port.empty()) {
      return ServerProcess(pid, fmt::format("http://127.0.0.1:{}", std::atoi(port.c_str())),
                           first_key(options.directory + "/data/keys"));
    }
    if (::waitpid(pid, nullptr, WNOHANG) == pid) break;
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  ::kill(pid, SIGKILL);
  const std::string log = text_of(options.directory + "/log");
  return fail(Code::kBusy, "the server did not start: " +
                               log.substr(log.size() - std::min<std::size_t>(log.size(), 1000)));
}

ServerProcess::~ServerProcess() {
  kill();
}

void ServerProcess::kill() {
  if (pid_ == 0) return;
  ::kill(pid_, SIGKILL);
  ::waitpid(std::exchange(pid_, 0), nullptr, 0);
}

int ServerProcess::stop() {
  if (pid_ == 0) return -1;
  ::kill(pid_, SIGTERM);
  int status = 0;
  ::waitpid(std::exchange(pid_, 0), &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

Result<Answered> ServerProcess::send(http::Outgoing request) {
  wire::sign(request, credentials_, {kRegion, "dynamodb"}, SystemClock().now());
  TM_TRY(const http::Response response, transport_->send(request));
  TM_TRY(codec::JsonValue body, codec::parse_json(response.body));
  return Answered{response.status, std::move(body)};
}

Result<Answered> ServerProcess::call(std::string_view operation, std::string body,
                                     const std::optional<std::string>& as_of) {
  http::Outgoing request{.method = "POST", .url = url_ + "/", .body = std::move(body)};
  request.headers.add("Content-Type", "application/x-amz-json-1.0");
  request.headers.add("X-Amz-Target", fmt::format("DynamoDB_20120810.{}", operation));
  if (as_of) request.headers.add("x-tidemark-as-of", *as_of);
  return send(std::move(request));
}

Result<Answered> ServerProcess::get(const std::string& path_and_query) {
  return send({.method = "GET", .url = url_ + path_and_query});
}

Result<Answered> ServerProcess::post(const std::string& path, std::string body) {
  return send({.method = "POST", .url = url_ + path, .body = std::move(body)});
}

}  // namespace tidemark::histories
