// A directory of our own that goes when we go.
//
//   TM_TRY(TemporaryDirectory directory, TemporaryDirectory::make("/tmp"));
//   … directory.path() …
//
// Threads   One.
#pragma once

#include "base/result.h"

#include <string>
#include <utility>

namespace tidemark::apps {

class TemporaryDirectory {
 public:
  // "<parent>/tidemark-drill-XXXXXX", for our eyes only.
  // Errors: kInvalid  it cannot be made there; says why
  static Result<TemporaryDirectory> make(const std::string& parent);

  ~TemporaryDirectory();  // removes it with all that is in it, unless kept

  TemporaryDirectory(TemporaryDirectory&& other) noexcept
      : path_(std::exchange(other.path_, {})), keep_(other.keep_) {}

  TemporaryDirectory(const TemporaryDirectory&) = delete;
  TemporaryDirectory& operator=(const TemporaryDirectory&) = delete;
  TemporaryDirectory& operator=(TemporaryDirectory&&) = delete;

  [[nodiscard]] const std::string& path() const { return path_; }

  void keep() { keep_ = true; }

 private:
  explicit TemporaryDirectory(std::string path) : path_(std::move(path)) {}

  std::string path_;
  bool keep_ = false;
};

}  // namespace tidemark::apps
