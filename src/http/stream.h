// What a connection reads and writes: a socket, bare or under TLS. Internal to http: Asio's types
// are seen here, include it from http's sources only.
//
// Threads   The thread of the socket's event loop.
#pragma once

#include "base/result.h"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/basic_stream_socket.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

namespace tidemark::http {

// Concrete executor types: a type-erased one costs a third of the throughput.
using Executor = boost::asio::io_context::executor_type;
template <class T>
using Task = boost::asio::awaitable<T, Executor>;
using Socket = boost::asio::basic_stream_socket<boost::asio::ip::tcp, Executor>;

class Stream {
 public:
  virtual ~Stream() = default;

  virtual Task<bool> handshake() = 0;

  // Something can be read, or the end has come; false when cancelled. Needs no buffer meanwhile.
  // For plain streams: TLS may have read more than it gave.
  virtual Task<bool> wait_readable() = 0;

  // 0: the end, an error, or cancelled.
  virtual Task<std::size_t> read_some(char* into, std::size_t bytes) = 0;

  // All of it, or false.
  virtual Task<bool> write(std::string_view bytes) = 0;

  // Nothing more will be written.
  virtual Task<void> finish_writing() = 0;

  // What waits in this stream comes back empty-handed.
  void cancel();
  void close();

 protected:
  virtual Socket& socket() = 0;
};

std::unique_ptr<Stream> plain_stream(Socket socket);

class TlsContext {
 public:
  virtual ~TlsContext() = default;
  virtual std::unique_ptr<Stream> stream(Socket socket) = 0;
};

// Errors: kInvalid  a file is missing or holds no certificate or key, or the two do not match
Result<std::unique_ptr<TlsContext>> load_tls(const std::string& cert_file,
                                             const std::string& key_file);

}  // namespace tidemark::http
