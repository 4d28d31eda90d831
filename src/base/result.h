// What a function answers when it can fail: a value, or an Error that says what to do next.
//
//   Result<Table> active(std::string_view name);
//   TM_TRY(const Table table, catalog.active("orders"));   // passes an Error up
//   return fail(Code::kLimit, fmt::format("item is {} bytes, limit is {}", size, kMaxItemBytes));
//
// Expected outcomes that AWS has a name for are not errors: they are alternatives of a variant in
// the function's type. An Error is for the rest: disk, corruption, shutdown, bad input to us.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <variant>

namespace tidemark {

enum class Code : std::uint8_t {
  kInvalid,  // can never succeed as written: tell the caller
  kNotFound,
  kConflict,  // exists already, or its state forbids this now
  kDenied,
  kLimit,    // too big, too many
  kBusy,     // nothing was changed; the same call later may work
  kUnknown,  // may or may not have happened; ask before trying again
  kCorrupt,  // bytes failed a check; never retried, always reported
};

struct Error {
  Code code = Code::kInvalid;
  std::string message;         // one sentence, lower case, no full stop, naming thing and value
  const char* file = nullptr;  // where it was first raised; logged, never sent
  int line = 0;
};

inline Error fail(Code code, std::string message, const char* file = __builtin_FILE(),
                  int line = __builtin_LINE()) {
  return Error{code, std::move(message), file, line};
}

struct Ok {};

template <class T>
class [[nodiscard]] Result {
 public:
  Result(T value)
      : state_(std::in_place_index<0>, std::move(value)) {}  // NOLINT(google-explicit-constructor)

  Result(Error error)
      : state_(std::in_place_index<1>, std::move(error)) {}  // NOLINT(google-explicit-constructor)

  explicit operator bool() const { return state_.index() == 0; }

  T& value() & { return std::get<0>(state_); }

  const T& value() const& { return std::get<0>(state_); }

  T&& value() && { return std::get<0>(std::move(state_)); }

  const Error& error() const& { return std::get<1>(state_); }

  Error&& error() && { return std::get<1>(std::move(state_)); }

 private:
  std::variant<T, Error> state_;
};

using Status = Result<Ok>;

// "limit: item is 410000 bytes" – for logs and terminals, never for an AWS answer.
std::string to_text(const Error& error);

#define TM_CONCAT_(a, b) a##b
#define TM_CONCAT(a, b) TM_CONCAT_(a, b)
#define TM_TRY_(tmp, decl, expr)           \
  auto tmp = (expr);                       \
  if (!tmp) return std::move(tmp).error(); \
  decl = std::move(tmp).value()
// TM_TRY(const auto x, f()): x is f()'s value, or the enclosing function returns f()'s Error.
#define TM_TRY(decl, expr) TM_TRY_(TM_CONCAT(tm_try_, __LINE__), decl, expr)
// TM_TRY_STATUS(f()): returns f()'s Error, drops its value.
#define TM_TRY_STATUS(expr)                                                       \
  do {                                                                            \
    if (auto tm_status = (expr); !tm_status) return std::move(tm_status).error(); \
  } while (false)

}  // namespace tidemark
