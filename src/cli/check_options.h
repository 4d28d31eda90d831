// What `tidemark check` was asked for: plain values, checked for form, handed to apps.
#pragma once

#include <string>

namespace tidemark::cli {

struct CheckOptions {
  std::string data;   // directory of a stopped server; never empty
  bool json = false;  // the report for machines
};

}  // namespace tidemark::cli
