// A resource policy is either refused, or put into a form that is put into itself: a client that
// writes back what it read changes nothing. Nothing that is kept denies, or names another account.
//
// Input: the document.
#include "api/policy_document.h"
#include "codec/json.h"
#include "property.h"

#include <string>

namespace {

using namespace tidemark;

api::Call caller() {
  api::Call call;
  call.account = "123456789012";
  call.region = "eu-west-1";
  call.operation = "PutResourcePolicy";
  return call;
}

void check_kept(const std::string& document) {
  const auto parsed = codec::parse_json(document);
  TM_CHECK(parsed && parsed.value().object() != nullptr);
  const auto* statements = parsed.value().find("Statement");
  TM_CHECK(statements != nullptr && statements->array() != nullptr);
  TM_CHECK(!statements->array()->empty());
  for (const codec::JsonValue& statement : *statements->array()) {
    TM_CHECK(*statement.find("Effect")->string() == "Allow");
    for (const char* name : {"Principal", "Action", "Resource"}) {
      TM_CHECK(statement.find(name) != nullptr);
    }
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(text_of(data, size));
  auto once = api::policy_document(caller(), text);
  if (!once) {
    const api::Reply refusal = std::move(once).refusal();
    TM_CHECK(refusal.status == 400 && codec::is_json(refusal.body));
    return 0;
  }
  check_kept(once.value());
  auto twice = api::policy_document(caller(), once.value());
  // Escapes may make it longer, and so too long.
  if (once.value().size() > text.size() && !twice) return 0;
  TM_CHECK(static_cast<bool>(twice));
  TM_CHECK(twice.value() == once.value());
  return 0;
}
