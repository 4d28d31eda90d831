// Manual pages in roff's man macros, from the specs.
//
//   man -l <(tidemark man backup create)
//
// Threads   Pure functions.
#pragma once

#include <span>
#include <string>

namespace tidemark::cli {

// Of tidemark itself (`path` empty), of a group, or of a command.
std::string manual_page(std::span<const std::string> path, std::string_view version);

}  // namespace tidemark::cli
