// The fields of a row as bytes: written one after another, read in the same order.
//
//   RowWriter out;  out.text(name);  out.instant(at);  … out.take()
//   RowReader in(bytes, "a table row");  name = in.text();  at = in.instant();  …  in.status()
//
// A reader that has met damage reads empty values from then on, and status() says what it was.
// What each row holds is said in docs/formats.
#pragma once

#include "base/result.h"
#include "base/timestamp.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tidemark::codec {

class RowWriter {
 public:
  void byte(std::uint8_t value) { bytes_.push_back(static_cast<char>(value)); }

  void flag(bool value) { byte(value ? 1 : 0); }

  void text(std::string_view value);
  void varint(std::uint64_t value);
  void fixed(std::uint64_t value);

  void instant(Timestamp value) { fixed(static_cast<std::uint64_t>(value.micros)); }

  template <class T, class Write>
  void optional(const std::optional<T>& value, Write write) {
    flag(value.has_value());
    if (value) write(*this, *value);
  }

  template <class T, class Write>
  void list(const std::vector<T>& values, Write write) {
    varint(values.size());
    for (const T& value : values) write(*this, value);
  }

  [[nodiscard]] std::string take() { return std::move(bytes_); }

 private:
  std::string bytes_;
};

class RowReader {
 public:
  // `what` names the row in errors and outlives the reader.
  RowReader(std::string_view bytes, std::string_view what) : bytes_(bytes), what_(what) {}

  // At most `greatest`.
  std::uint8_t byte(std::uint8_t greatest = 255);

  bool flag() { return byte(1) == 1; }

  std::string text();
  std::uint64_t varint();
  std::uint64_t fixed();

  Timestamp instant() { return {static_cast<std::int64_t>(fixed())}; }

  template <class Read>
  auto optional(Read read) -> std::optional<decltype(read(std::declval<RowReader&>()))> {
    if (!flag()) return std::nullopt;
    return read(*this);
  }

  template <class Read>
  auto list(Read read) -> std::vector<decltype(read(std::declval<RowReader&>()))> {
    std::vector<decltype(read(*this))> values;
    // An element takes a byte at least, so a damaged count ends with the bytes.
    for (std::uint64_t left = varint(); left > 0 && !damaged(); --left) {
      values.push_back(read(*this));
    }
    return values;
  }

  [[nodiscard]] bool damaged() const { return error_.has_value(); }

  // Whether all bytes were read and were what they should be. Errors: kCorrupt
  [[nodiscard]] Status status() const;

  void fail_with(std::string why);

 private:
  std::string_view bytes_;
  std::string_view what_;
  std::optional<Error> error_;
};

}  // namespace tidemark::codec
