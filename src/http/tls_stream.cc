#include "http/stream.h"

#include <boost/asio/redirect_error.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

namespace tidemark::http {
namespace {

namespace asio = boost::asio;
using ErrorCode = boost::system::error_code;
constexpr asio::use_awaitable_t<Executor> kAwait;

class TlsStream final : public Stream {
 public:
  TlsStream(Socket socket, asio::ssl::context& context) : ssl_(std::move(socket), context) {}

  Task<bool> handshake() override {
    ErrorCode error;
    co_await ssl_.async_handshake(asio::ssl::stream_base::server,
                                  asio::redirect_error(kAwait, error));
    co_return !error;
  }

  Task<bool> wait_readable() override {
    ErrorCode error;
    co_await ssl_.next_layer().async_wait(Socket::wait_read, asio::redirect_error(kAwait, error));
    co_return !error;
  }

  Task<std::size_t> read_some(char* into, std::size_t bytes) override {
    ErrorCode error;
    const std::size_t got = co_await ssl_.async_read_some(asio::buffer(into, bytes),
                                                          asio::redirect_error(kAwait, error));
    co_return got;
  }

  Task<bool> write(std::string_view bytes) override {
    ErrorCode error;
    co_await asio::async_write(ssl_, asio::buffer(bytes.data(), bytes.size()),
                               asio::redirect_error(kAwait, error));
    co_return !error;
  }

  Task<void> finish_writing() override {
    ErrorCode error;
    co_await ssl_.async_shutdown(asio::redirect_error(kAwait, error));
  }

 protected:
  Socket& socket() override { return ssl_.next_layer(); }

 private:
  asio::ssl::stream<Socket> ssl_;
};

class FileTlsContext final : public TlsContext {
 public:
  FileTlsContext() : context_(asio::ssl::context::tls_server) {
    SSL_CTX_set_min_proto_version(context_.native_handle(), TLS1_2_VERSION);
  }

  Status load(const std::string& cert_file, const std::string& key_file) {
    ErrorCode error;
    context_.use_certificate_chain_file(cert_file, error);
    if (error) return unusable("TLS certificate", cert_file, error);
    context_.use_private_key_file(key_file, asio::ssl::context::pem, error);
    if (error) return unusable("TLS key", key_file, error);
    if (SSL_CTX_check_private_key(context_.native_handle()) != 1) {
      return fail(Code::kInvalid,
                  fmt::format("TLS key {} does not belong to certificate {}", key_file, cert_file));
    }
    return Ok{};
  }

  std::unique_ptr<Stream> stream(Socket socket) override {
    return std::make_unique<TlsStream>(std::move(socket), context_);
  }

 private:
  static Error unusable(std::string_view what, const std::string& file, const ErrorCode& error) {
    return fail(Code::kInvalid,
                fmt::format("{} {} cannot be used: {}", what, file, error.message()));
  }

  asio::ssl::context context_;
};

}  // namespace

Result<std::unique_ptr<TlsContext>> load_tls(const std::string& cert_file,
                                             const std::string& key_file) {
  auto context = std::make_unique<FileTlsContext>();
  TM_TRY_STATUS(context->load(cert_file, key_file));
  return std::unique_ptr<TlsContext>(std::move(context));
}

}  // namespace tidemark::http
