// Where a program that asked the system for a port writes which one it got, for whoever started it.
//
// Threads   Any.
// Errors    kUnknown  the file cannot be written; the message names it
#pragma once

#include "base/result.h"

#include <cstdint>
#include <string>

namespace tidemark::server {

// Appears whole or not at all: its reader polls for it.
Status write_port_file(const std::string& path, std::uint16_t port);

}  // namespace tidemark::server
