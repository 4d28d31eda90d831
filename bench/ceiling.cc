#include "bench/ceiling.h"

#include "http/listener.h"
#include "server/port_file.h"
#include "server/stop_signal.h"

namespace tidemark::bench {
namespace {

std::string fixed_body() {
  std::string body = R"({"Item":{"pk":{"S":")";
  body.append(kCeilingBytes - body.size() - 4, 'x');
  return body + "\"}}}";
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
  TM_TRY_STATUS(server::write_port_file(port_file, listener.port()));
  server::wait_for_stop_signal();
  return Ok{};
}

}  // namespace tidemark::bench
