// Text that a decoder takes comes back from the encoder.
#include "codec/base64.h"
#include "codec/hex.h"
#include "codec/iso8601.h"
#include "codec/json.h"
#include "codec/uri.h"
#include "property.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace tidemark;
  const std::string_view text = text_of(data, size);
  const auto bytes = codec::from_base64(text);
  if (const auto* decoded = std::get_if<std::string>(&bytes)) {
    TM_CHECK(codec::to_base64(*decoded) == text);
  }
  TM_CHECK(codec::from_hex(codec::to_hex(text)).value() == text);
  TM_CHECK(codec::percent_decode(codec::percent_encode(text)).value() == text);
  if (const auto at = codec::parse_iso8601(text)) {
    const std::string written = codec::to_iso8601(at.value(), codec::Fraction::kMicros);
    TM_CHECK(codec::parse_iso8601(written).value() == at.value());
  }
  if (const auto json = codec::parse_json(text)) {
    codec::JsonWriter once;
    codec::write_json(once, json.value());
    codec::JsonWriter twice;
    codec::write_json(twice, codec::parse_json(once.text()).value());
    TM_CHECK(once.text() == twice.text());
  }
  return 0;
}
