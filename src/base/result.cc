#include "base/result.h"

namespace tidemark {

namespace {

const char* name_of(Code code) {
  switch (code) {
    case Code::kInvalid: return "invalid";
    case Code::kNotFound: return "not found";
    case Code::kConflict: return "conflict";
    case Code::kDenied: return "denied";
    case Code::kLimit: return "limit";
    case Code::kBusy: return "busy";
    case Code::kUnknown: return "unknown outcome";
    case Code::kCorrupt: return "corrupt";
  }
  return "error";
}

}  // namespace

std::string to_text(const Error& error) {
  return std::string(name_of(error.code)) + ": " + error.message;
}

}  // namespace tidemark
