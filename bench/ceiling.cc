#include "bench/ceiling.h"

#include "http/listener.h"
#include "server/stop_signal.h"

#include <filesystem>
#include <fstream>

namespace tidemark::bench {
namespace {

std::string fixed_body() {
  std::string body = R"({"Item":{"pk":{"S":")";
  body.append(kCeilingBytes - body.size() - 4, 'x');
  return body + "\"}}}";
}

Status write_port(const std::string& path, std::uint16_t port) {
  const std::string draft = path + ".new";
  std::ofstream file(draft);
  file << port << '\n';
  file.close();
  std::error_code error;
  if (file) std::filesystem::rename(draft, path, error);
  if (file && !error) return Ok{};
  return fail(Code::kUnknown, fmt::format("{} cannot be written", path));
}

}  // namespace

Status serve_ceiling(const std::string& port_file) {
  server::block_stop_signals();
  http::Listener listener({}, [body = fixed_body()](http::Request&&, http::Responder respond) {
    http::Response response{.status = 200, .headers = {}, .body = body};
    response.headers.add("Content-Type", "application/x-amz-json-1.0");
    respond(std::move(response));
  });
  TM_TRY_STATUS(listener.start());
  TM_TRY_STATUS(write_port(port_file, listener.port()));
  server::wait_for_stop_signal();
  return Ok{};
}

}  // namespace tidemark::bench
