#include "http/transport.h"

#include <curl/curl.h>

#include <array>

namespace tidemark::http {
namespace {

struct CloseHandle {
  void operator()(CURL* handle) const { curl_easy_cleanup(handle); }
};

using Handle = std::unique_ptr<CURL, CloseHandle>;

struct FreeList {
  void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};

using HeaderList = std::unique_ptr<curl_slist, FreeList>;

// What libcurl has received so far.
struct Receiving {
  Response response;
  std::size_t max_bytes = 0;
  bool too_large = false;
};

std::size_t take_body(char* bytes, std::size_t, std::size_t count, void* into) {
  auto& receiving = *static_cast<Receiving*>(into);
  if (receiving.response.body.size() + count > receiving.max_bytes) {
    receiving.too_large = true;
    return 0;
  }
  receiving.response.body.append(bytes, count);
  return count;
}

std::string_view trimmed(std::string_view text) {
  const auto begin = text.find_first_not_of(" \t\r\n");
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(" \t\r\n") - begin + 1);
}

std::size_t take_header(char* bytes, std::size_t, std::size_t count, void* into) {
  auto& receiving = *static_cast<Receiving*>(into);
  const std::string_view line(bytes, count);
  if (line.starts_with("HTTP/")) {
    receiving.response.headers = {};  // an interim response's fields are not the response's
    return count;
  }
  const auto colon = line.find(':');
  if (colon != std::string_view::npos) {
    receiving.response.headers.add(line.substr(0, colon), trimmed(line.substr(colon + 1)));
  }
  return count;
}

HeaderList header_list(const Outgoing& request) {
  // An empty "Expect:" or "Content-Type:" keeps libcurl from adding its own.
  curl_slist* list = curl_slist_append(nullptr, "Expect:");
  if (!request.headers.find("Content-Type")) list = curl_slist_append(list, "Content-Type:");
  if (!request.headers.find("Accept")) list = curl_slist_append(list, "Accept:");
  std::string line;
  for (std::size_t i = 0; i < request.headers.size(); ++i) {
    const Headers::Field field = request.headers.at(i);
    // "Name;" is libcurl's way to send a field without a value.
    line.assign(field.name).append(field.value.empty() ? ";" : ": ").append(field.value);
    list = curl_slist_append(list, line.c_str());
  }
  return HeaderList(list);
}

// Undoes what the request before on this handle had set.
void set_method(CURL* curl, const Outgoing& request) {
  if (request.method == "HEAD") {
    curl_easy_setopt(curl, CURLOPT_HTTPGET, 1L);
    curl_easy_setopt(curl, CURLOPT_NOBODY, 1L);
    curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, nullptr);
    return;
  }
  const bool carries_body = request.method != "GET" || !request.body.empty();
  if (carries_body) {
    curl_easy_setopt(curl, CURLOPT_POST, 1L);
    curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE,
                     static_cast<curl_off_t>(request.body.size()));
    curl_easy_setopt(curl, CURLOPT_POSTFIELDS, request.body.data());
  } else {
    curl_easy_setopt(curl, CURLOPT_HTTPGET, 1L);
  }
  curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, request.method.c_str());
}

Error failure(CURLcode code, const Outgoing& request, const char* details, bool too_large) {
  const std::string_view why = *details != '\0' ? details : curl_easy_strerror(code);
  const std::string text = fmt::format("{} {}: {}", request.method, request.url, why);
  if (too_large) return fail(Code::kLimit, text);
  switch (code) {
    case CURLE_COULDNT_RESOLVE_HOST:
    case CURLE_COULDNT_RESOLVE_PROXY:
    case CURLE_COULDNT_CONNECT:
    case CURLE_SSL_CONNECT_ERROR: return fail(Code::kBusy, text);
    case CURLE_URL_MALFORMAT:
    case CURLE_UNSUPPORTED_PROTOCOL:
    case CURLE_SSL_CACERT_BADFILE:
    case CURLE_PEER_FAILED_VERIFICATION: return fail(Code::kInvalid, text);
    default: return fail(Code::kUnknown, text);
  }
}

bool has_line_break(std::string_view text) {
  return text.find('\r') != text.npos || text.find('\n') != text.npos;
}

// Field text goes out as it is: a line break in it would begin a field of its own.
Status check(const Outgoing& request) {
  for (std::size_t i = 0; i < request.headers.size(); ++i) {
    const Headers::Field field = request.headers.at(i);
    if (has_line_break(field.name) || has_line_break(field.value)) {
      return fail(Code::kInvalid, fmt::format("header {} holds a line break", field.name));
    }
  }
  return Ok{};
}

}  // namespace

class SocketTransport::Pool {
 public:
  explicit Pool(Options options) : options_(std::move(options)) {
    curl_global_init(CURL_GLOBAL_DEFAULT);
  }

  Result<Response> send(const Outgoing& request) {
    TM_TRY_STATUS(check(request));
    Handle handle = take();
    const HeaderList headers = header_list(request);
    Receiving receiving{.response = {}, .max_bytes = options_.max_response_bytes};
    std::array<char, CURL_ERROR_SIZE> details{};
    prepare(handle.get(), request, headers.get(), receiving, details.data());
    const CURLcode code = curl_easy_perform(handle.get());
    long status = 0;
    curl_easy_getinfo(handle.get(), CURLINFO_RESPONSE_CODE, &status);
    give_back(std::move(handle));
    if (code != CURLE_OK) return failure(code, request, details.data(), receiving.too_large);
    receiving.response.status = static_cast<int>(status);
    return std::move(receiving.response);
  }

 private:
  // What all requests of a handle have in common.
  Handle make() const {
    Handle handle(curl_easy_init());
    CURL* const curl = handle.get();
    curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(curl, CURLOPT_PATH_AS_IS, 1L);
    curl_easy_setopt(curl, CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl, CURLOPT_TCP_NODELAY, 1L);
    curl_easy_setopt(curl, CURLOPT_NOPROXY, options_.no_proxy.c_str());
    if (!options_.ca_file.empty()) {
      curl_easy_setopt(curl, CURLOPT_CAINFO, options_.ca_file.c_str());
    }
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, &take_body);
    curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, &take_header);
    return handle;
  }

  void prepare(CURL* curl, const Outgoing& request, curl_slist* headers, Receiving& receiving,
               char* details) const {
    const bool encrypted = request.url.starts_with("https://");
    curl_easy_setopt(curl, CURLOPT_URL, request.url.c_str());
    curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers);
    curl_easy_setopt(curl, CURLOPT_PROXY,
                     (encrypted ? options_.https_proxy : options_.proxy).c_str());
    curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT_MS,
                     static_cast<long>(request.connect_timeout.count()));
    curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, static_cast<long>(request.timeout.count()));
    curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, details);
    curl_easy_setopt(curl, CURLOPT_WRITEDATA, &receiving);
    curl_easy_setopt(curl, CURLOPT_HEADERDATA, &receiving);
    set_method(curl, request);
  }

  Handle take() {
    const std::lock_guard lock(mutex_);
    if (idle_.empty()) return make();
    Handle handle = std::move(idle_.back());
    idle_.pop_back();
    return handle;
  }

  // Keeps the connections, and nothing of the request.
  void give_back(Handle handle) {
    curl_easy_setopt(handle.get(), CURLOPT_ERRORBUFFER, nullptr);
    curl_easy_setopt(handle.get(), CURLOPT_HTTPHEADER, nullptr);
    const std::lock_guard lock(mutex_);
    idle_.push_back(std::move(handle));
  }

  const Options options_;
  std::mutex mutex_;
  std::vector<Handle> idle_;  // each with its open connections
};

SocketTransport::SocketTransport(Options options)
    : pool_(std::make_unique<Pool>(std::move(options))) {}

SocketTransport::~SocketTransport() = default;

Result<Response> SocketTransport::send(const Outgoing& request) {
  return pool_->send(request);
}

}  // namespace tidemark::http
