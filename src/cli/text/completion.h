// Completion for shells, from the specs: words, options, and the values that an option takes.
//
//   source <(tidemark completion bash)
//   tidemark completion words -- backup cre        // create
//
// The scripts only ask this program; what completes what is decided here.
//
// Threads   Pure functions.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace tidemark::cli {

// `shell` is "bash", "zsh" or "fish".
std::string completion_script(std::string_view shell);

// What the last of `words` (which follow "tidemark") may become. Empty: nothing is known of it, as
// of a file or a table.
std::vector<std::string> completions(std::span<const std::string> words);

}  // namespace tidemark::cli
