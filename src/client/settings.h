// What the environment, the shared files and the command line say, made into a session's options.
//
//   TM_TRY(http::SocketTransport::Options wires, transport_options(environment, words));
//   http::SocketTransport transport(wires);
//   TM_TRY(SessionOptions options, session_options(environment, words, {transport, clock, random,
//                                                                       pause}));
//   Session session(options, transport, clock, random, pause);
//
// Threads   Pure functions but for the files they read.
// Errors    kInvalid  what is set cannot be used; names the setting, its value and what would work
//           kNotFound no region is set, a named profile is in neither file
#pragma once

#include "client/environment.h"
#include "client/session.h"
#include "http/transport.h"

#include <string>

namespace tidemark::client {

// What the command line says; empty: nothing.
struct SessionWords {
  std::string profile{};
  std::string region{};
  std::string endpoint_url{};  // of every service
};

// What credentials are fetched with. All of it outlives the options made.
struct Means {
  http::Transport& transport;
  const Clock& clock;
  Random& random;
  Pause pause;
};

// Credentials are looked for at the first call, not here.
Result<SessionOptions> session_options(const Environment& environment, const SessionWords& words,
                                       const Means& means);

// Certificates and proxies.
Result<http::SocketTransport::Options> transport_options(const Environment& environment,
                                                         const SessionWords& words);

}  // namespace tidemark::client
