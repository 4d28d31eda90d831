#include "codec/row_bytes.h"

#include "codec/varint.h"

namespace tidemark::codec {

void RowWriter::text(std::string_view value) {
  append_sized(bytes_, value);
}

void RowWriter::varint(std::uint64_t value) {
  append_varint(bytes_, value);
}

void RowWriter::fixed(std::uint64_t value) {
  append_big_endian(bytes_, value);
}

void RowReader::fail_with(std::string why) {
  if (!error_) error_ = fail(Code::kCorrupt, fmt::format("{} {}", what_, why));
  bytes_ = {};
}

std::uint8_t RowReader::byte(std::uint8_t greatest) {
  if (bytes_.empty()) {
    fail_with("ends early");
    return 0;
  }
  const auto value = static_cast<std::uint8_t>(bytes_.front());
  bytes_.remove_prefix(1);
  if (value <= greatest) return value;
  fail_with(fmt::format("has the value {} where {} is the greatest", value, greatest));
  return 0;
}

std::string RowReader::text() {
  const auto value = take_sized(bytes_);
  if (value) return std::string(value.value());
  fail_with("ends early");
  return {};
}

std::uint64_t RowReader::varint() {
  const auto value = take_varint(bytes_);
  if (value) return value.value();
  fail_with("ends early");
  return 0;
}

std::uint64_t RowReader::fixed() {
  const auto value = take_big_endian<std::uint64_t>(bytes_);
  if (value) return value.value();
  fail_with("ends early");
  return 0;
}

Status RowReader::status() const {
  if (error_) return *error_;
  if (!bytes_.empty()) return fail(Code::kCorrupt, fmt::format("{} goes on after its end", what_));
  return Ok{};
}

}  // namespace tidemark::codec
