#include "server/server.h"

#include "base/check.h"
#include "base/log.h"
#include "base/rate_limit.h"
#include "http/listener.h"
#include "server/access_log.h"
#include "server/front_door.h"
#include "server/metrics.h"
#include "server/metrics_text.h"
#include "server/worker_pool.h"
#include "wire/content_coding.h"
#include "wire/http_date.h"
#include "wire/json_protocol.h"

#include <algorithm>
#include <atomic>
#include <bit>

namespace tidemark::server {
namespace {

constexpr std::size_t kRequestIdLetters = 52;
constexpr std::string_view kExposedHeaders =
    "x-amzn-RequestId,x-amzn-ErrorType,x-amz-request-id,x-amz-id-2,x-amzn-ErrorMessage,Date";

// What must be known of a request once its answer is there.
struct Waiting {
  Waiting(http::Responder responder, std::string id)
      : respond(std::move(responder)), request_id(std::move(id)) {}

  http::Responder respond;
  const std::string request_id;
  std::string operation{};  // for counts and log; of a bounded set of names
  std::string method{};
  std::string target{};
  std::string peer{};
  std::string account{};
  std::string table{};  // for the access log alone
  std::size_t received_bytes = 0;
  bool cors = false;
  bool checksum = true;
  bool gzip = false;
  std::string_view json_type = wire::kJson10;
  std::chrono::microseconds began{0};  // since boot
  std::atomic<bool> answered = false;  // a `start` may throw when its work is under way already
};

api::Reply internal_error() {
  return {500, wire::error_body("InternalServerError", "The request could not be carried out"),
          std::string(wire::kJson10)};
}

api::Reply busy() {
  return {503,
          wire::error_body("ThrottlingException",
                           "Too much background work is waiting; try again later"),
          std::string(wire::kJson10)};
}

void log_threw(std::string_view operation, const std::exception& thrown) {
  static RateLimit lines{std::chrono::seconds(1)};
  if (const auto held_back = lines.admit()) {
    log_error("server", "an operation threw",
              {{"operation", operation}, {"what", thrown.what()}, {"held_back", *held_back}});
  }
}

// `compute`'s reply, or 500 when it throws.
template <class Compute>
api::Reply guarded(const Waiting& waiting, const Compute& compute) {
  const LogRequest named(waiting.request_id);
  try {
    return compute();
  } catch (const std::exception& thrown) {
    log_threw(waiting.operation, thrown);
    return internal_error();
  }
}

bool is_loopback(std::string_view address) {
  return address.starts_with("127.") || address == "::1";
}

// Finds a request again in the log; need not be unguessable, so 64 random bits are stretched.
std::string new_request_id(Random& random) {
  static constexpr char kLetters[] = "0123456789ABCDEFGHIJKLMNOPQRSTUV";  // as AWS's
  std::string id(kRequestIdLetters, '0');
  std::uint64_t bits = random.next();
  for (std::size_t i = 0; i < id.size(); ++i) {
    if (i % 12 == 11) bits = (bits ^ (bits >> 29)) * 0xbf58476d1ce4e5b9;
    id[i] = kLetters[bits >> 59];
    bits = std::rotl(bits, 5);
  }
  return id;
}

http::Response refusal_page(const http::Refusal& refusal) {
  http::Response response{.status = refusal.status};
  response.headers.add("Server", "Server");
  if (refusal.status == 413) {
    response.headers.add("Content-Type", wire::kJson10);
    response.body = wire::error_body("RequestEntityTooLargeException", refusal.reason);
  } else {
    response.headers.add("Content-Type", "text/plain");
    response.body = fmt::format("{}: {}\n", http::reason_of(refusal.status), refusal.reason);
  }
  return response;
}

}  // namespace

class Server::Impl {
 public:
  Impl(ServerOptions options, Handlers handlers, wire::KeySource keys, const Clock& real_clock,
       Random& random)
      : options_(std::move(options)),
        handlers_(std::move(handlers)),
        real_clock_(real_clock),
        ids_(random.next()),
        door_(options_, handlers_, std::move(keys)),
        pool_(options_.workers, options_.max_waiting_work),
        body_pool_(std::max(1u, options_.threads / 2), options_.max_waiting_work),
        listener_(listener_options(), [this](http::Request&& request, http::Responder respond) {
          handle(std::move(request), std::move(respond));
        }) {
    TM_CHECK(!handlers_.services.empty());
    TM_CHECK(!options_.regions.empty());
  }

  Status start() {
    if (!options_.check_signatures && !is_loopback(options_.address)) {
      return fail(
          Code::kInvalid,
          fmt::format("without signatures only a loopback address may be listened on, not {}",
                      options_.address));
    }
    return listener_.start();
  }

  [[nodiscard]] std::uint16_t port() const { return listener_.port(); }

  bool drain(std::chrono::milliseconds at_most) {
    const bool finished = listener_.drain(at_most);
    body_pool_.stop();
    pool_.stop();
    return finished;
  }

  void stop() {
    listener_.stop();
    body_pool_.stop();
    pool_.stop();
  }

 private:
  http::ListenerOptions listener_options() {
    http::ListenerOptions listener;
    listener.address = options_.address;
    listener.port = options_.port;
    listener.threads = options_.threads;
    listener.max_connections = options_.max_connections;
    listener.tls_cert_file = options_.tls_cert_file;
    listener.tls_key_file = options_.tls_key_file;
    listener.limits.body_bytes = [this](const http::Request& head) {
      return door_.body_limit(head);
    };
    listener.refuse = refusal_page;
    return listener;
  }

  void handle(http::Request&& request, http::Responder respond) {
    const bool extras = is_extras_path(request.target);
    const auto waiting = std::make_shared<Waiting>(std::move(respond), new_request_id(ids_));
    waiting->operation.assign(extras ? "extras" : "other");
    waiting->method = request.method;
    waiting->target = request.target;
    waiting->peer = request.peer;
    waiting->cors = !extras && request.headers.find("Origin").has_value();
    waiting->checksum = !extras;
    waiting->gzip = wire::takes_gzip(request.headers);
    if (!extras) waiting->json_type = answered_type(request);
    waiting->received_bytes = request.body.size();
    waiting->began = real_clock_.since_boot();
    if (!takes_long(request)) return admit(request, waiting);
    // Shared only because std::function wants to be copied.
    const bool taken = body_pool_.submit(
        [this, waiting, large = std::make_shared<http::Request>(std::move(request))] {
          admit(*large, waiting);
        });
    if (!taken) answer(*waiting, busy());
  }

  void admit(http::Request& request, const std::shared_ptr<Waiting>& waiting) {
    const LogRequest named(waiting->request_id);
    try {
      Admission admission = door_.admit(request, real_clock_.now());
      if (auto* answered = std::get_if<Answered>(&admission)) {
        if (answered->preflight) return answer_preflight(*waiting, request);
        return answer(*waiting,
                      {answered->status, std::move(answered->body),
                       std::string(answered->content_type), std::move(answered->error_type)});
      }
      if (const auto* wanted = std::get_if<MetricsWanted>(&admission)) {
        return tell_metrics(wanted->names, waiting);
      }
      carry_out(handling_of(admission, *waiting), waiting);
    } catch (const std::exception& thrown) {
      log_threw(waiting->operation, thrown);
      answer(*waiting, internal_error());
    }
  }

  api::Handling handling_of(Admission& admission, Waiting& waiting) {
    if (auto* admitted = std::get_if<AdmittedCall>(&admission)) {
      admitted->call.request_id = waiting.request_id;
      waiting.operation = admitted->call.operation;
      waiting.account = admitted->call.account;
      if (options_.access_log) waiting.table = table_in(admitted->call.body);
      return admitted->service->dispatch(std::move(admitted->call));
    }
    auto& admitted = std::get<AdmittedExtras>(admission);
    waiting.account = admitted.request.account;
    return handlers_.extras.handle ? handlers_.extras.handle(admitted.request)
                                   : api::Handling(api::Reply{404, "", "text/plain"});
  }

  api::Reply metrics_page(const std::string& more) const {
    MetricsText text;
    metrics_.write(text, listener_.stats(), pool_.waiting());
    return {200, text.take() + more, "text/plain; version=0.0.4"};
  }

  // What the stores tell may need the disk, so no connection's thread asks them; nor does it wait
  // for scans and backups, whose queue is what may have to be seen.
  void tell_metrics(bool names, const std::shared_ptr<Waiting>& waiting) {
    const bool taken = handlers_.metrics && body_pool_.submit([this, waiting, names] {
      answer(*waiting, guarded(*waiting, [&] { return metrics_page(handlers_.metrics(names)); }));
    });
    if (!taken) answer(*waiting, metrics_page(""));
  }

  // Shared: by whoever finishes the work, and by this function until it returns.
  void carry_out(api::Handling handling, const std::shared_ptr<Waiting>& waiting) {
    if (auto* reply = std::get_if<api::Reply>(&handling)) {
      return answer(*waiting, std::move(*reply));
    }
    if (auto* pending = std::get_if<api::PendingReply>(&handling)) {
      return pending->start([this, waiting, compute = std::move(pending->answer)] {
        waiting->respond.post(
            [this, waiting, compute] { answer(*waiting, guarded(*waiting, compute)); });
      });
    }
    const bool taken = pool_.submit(
        [this, waiting, work = std::move(std::get<api::BackgroundReply>(handling).work)] {
          answer(*waiting, guarded(*waiting, work));
        });
    if (!taken) answer(*waiting, busy());
  }

  void answer_preflight(Waiting& waiting, const http::Request& request) {
    http::Response response;
    response.headers.add("Server", "Server");
    response.headers.add("x-amzn-RequestId", waiting.request_id);
    response.headers.add("Access-Control-Allow-Origin", "*");
    response.headers.add("Access-Control-Max-Age", "172800");
    if (const auto methods = request.headers.find("Access-Control-Request-Method")) {
      response.headers.add("Access-Control-Allow-Methods", *methods);
    }
    if (const auto names = request.headers.find("Access-Control-Request-Headers")) {
      response.headers.add("Access-Control-Allow-Headers", *names);
    }
    send(waiting, std::move(response));
  }

  void answer(Waiting& waiting, api::Reply reply) {
    http::Response response{.status = reply.status, .headers = {}, .body = std::move(reply.body)};
    http::Headers& headers = response.headers;
    headers.add("Server", "Server");
    headers.add("Date", wire::to_http_date(real_clock_.now()));
    if (!reply.content_type.empty()) {
      const bool json = reply.content_type == wire::kJson10;
      headers.add("Content-Type", json ? waiting.json_type : reply.content_type);
    }
    headers.add("x-amzn-RequestId", waiting.request_id);
    if (!reply.error_type.empty()) headers.add("x-amzn-ErrorType", reply.error_type);
    if (waiting.cors) {
      headers.add("Access-Control-Allow-Origin", "*");
      headers.add("Access-Control-Expose-Headers", kExposedHeaders);
    }
    send(waiting, std::move(response));
  }

  // AWS's checksum is over the bytes as sent.
  static void pack_and_sum(const Waiting& waiting, http::Response& response) {
    if (waiting.gzip && !response.body.empty()) {
      response.body = wire::packed(response.body);
      response.headers.add("Content-Encoding", "gzip");
    }
    if (waiting.checksum) {
      response.headers.add("x-amz-crc32", wire::checksum_text(response.body));
    }
  }

  void send(Waiting& waiting, http::Response response) {
    if (waiting.answered.exchange(true)) return;
    const bool named = options_.access_log && response.status >= 400;
    const std::string error = named ? error_in(response.body) : std::string();
    pack_and_sum(waiting, response);
    const auto took = real_clock_.since_boot() - waiting.began;
    metrics_.count(waiting.operation, response.status, took);
    if (options_.access_log) {
      log_access({.request_id = waiting.request_id,
                  .peer = waiting.peer,
                  .method = waiting.method,
                  .target = waiting.target,
                  .operation = waiting.operation,
                  .account = waiting.account,
                  .table = waiting.table,
                  .status = response.status,
                  .error = error,
                  .sent_bytes = response.body.size(),
                  .received_bytes = waiting.received_bytes,
                  .took = took});
    }
    waiting.respond(std::move(response));
  }

  const ServerOptions options_;
  const Handlers handlers_;
  const Clock& real_clock_;
  SeededRandom ids_;
  const FrontDoor door_;
  Metrics metrics_;
  WorkerPool pool_;
  // Reads large bodies and tells metrics; of its own, so that they and scans do not wait for each
  // other.
  WorkerPool body_pool_;
  http::Listener listener_;
};

Server::Server(ServerOptions options, Handlers handlers, wire::KeySource keys,
               const Clock& real_clock, Random& random)
    : impl_(std::make_unique<Impl>(std::move(options), std::move(handlers), std::move(keys),
                                   real_clock, random)) {}

Server::~Server() = default;

Status Server::start() {
  return impl_->start();
}

std::uint16_t Server::port() const {
  return impl_->port();
}

bool Server::drain(std::chrono::milliseconds at_most) {
  return impl_->drain(at_most);
}

void Server::stop() {
  impl_->stop();
}

}  // namespace tidemark::server
