// SIGTERM and SIGINT as a call that returns.
//
//   block_stop_signals();            // before the first thread starts: threads inherit it
//   …
//   const int signal = wait_for_stop_signal();
//   server.drain(10s);
//
// Threads   `block_stop_signals` in main; then one thread waits.
#pragma once

namespace tidemark::server {

void block_stop_signals();

// Answers SIGTERM or SIGINT once one of them came.
int wait_for_stop_signal();

}  // namespace tidemark::server
