// Files that a person names: read whole, written whole.
//
// Threads   Any.
// Errors    kNotFound  it cannot be read
//           kLimit     it is larger than it may be
//           kConflict  it is there already
#pragma once

#include "cli/context.h"

#include <cstddef>
#include <string>
#include <string_view>

namespace tidemark::cli {

// `named`, or where tidemark.yaml lies.
// Errors: kInvalid  neither HOME nor XDG_CONFIG_HOME says where
Result<std::string> config_file(const std::string& named, const CommandContext& context);

// "-" is standard input.
Result<std::string> text_of_file(const std::string& path, std::size_t most_bytes);

// Makes it, with the directory it lies in; only its owner may read it. Never replaces one.
Status write_new_file(const std::string& path, std::string_view text);

}  // namespace tidemark::cli
