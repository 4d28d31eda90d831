// Small files that are whole or not there.
//
//   TM_TRY_STATUS(write_durably(directory + "/plan.json", text));
//   TM_TRY(const std::optional<std::string> text, read_file(path));
//
// Threads   Plain functions; one writer a path.
// Durable   After write_durably returns, both the bytes and the name are on disk; a crash before
//           leaves the old file or none.
// Errors    kUnknown  the disk or the directory refused; names path and reason
#pragma once

#include "base/result.h"

#include <optional>
#include <string>
#include <string_view>

namespace tidemark::runbooks {

Status write_durably(const std::string& path, std::string_view bytes);

// nullopt: there is no such file.
Result<std::optional<std::string>> read_file(const std::string& path);

// Makes it and its parents, for its owner alone.
Status make_directories(const std::string& path);

// What was made or renamed in the directory of `path` stays.
Status sync_parent(const std::string& path);

// "cannot write /x/y: No space left on device".
Error file_error(std::string_view doing, std::string_view path);

}  // namespace tidemark::runbooks
