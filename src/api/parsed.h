// A piece of a request that was understood, or the answer to the request if it was not.
//
//   TM_OR_REPLY(const values::Item item, item_of(request));   // the function returns the Reply
#pragma once

#include "api/call.h"

#include <utility>
#include <variant>

namespace tidemark::api {

template <class T>
class [[nodiscard]] Parsed {
 public:
  Parsed(T value)
      : state_(std::in_place_index<0>, std::move(value)) {}  // NOLINT(google-explicit-constructor)

  Parsed(Reply refusal)
      : state_(std::in_place_index<1>, std::move(refusal)) {
  }  // NOLINT(google-explicit-constructor)

  explicit operator bool() const { return state_.index() == 0; }

  T& value() & { return std::get<0>(state_); }

  T&& value() && { return std::get<0>(std::move(state_)); }

  Reply&& refusal() && { return std::get<1>(std::move(state_)); }

 private:
  std::variant<T, Reply> state_;
};

#define TM_PARSED_CONCAT_(a, b) a##b
#define TM_PARSED_CONCAT(a, b) TM_PARSED_CONCAT_(a, b)
#define TM_OR_REPLY_(tmp, decl, expr)        \
  auto tmp = (expr);                         \
  if (!tmp) return std::move(tmp).refusal(); \
  decl = std::move(tmp).value()
// `expr` is a Parsed; for functions that return Reply, Handling or another Parsed.
#define TM_OR_REPLY(decl, expr) TM_OR_REPLY_(TM_PARSED_CONCAT(tm_parsed_, __LINE__), decl, expr)

}  // namespace tidemark::api
