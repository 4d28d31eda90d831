#include "codec/json.h"
#include "operator/cost_estimate.h"

#include <algorithm>
#include <array>

namespace tidemark::runbooks {
namespace {

struct Text {
  std::string_view name;
  std::string Prices::* member;
};

struct Price {
  std::string_view name;
  double Prices::* member;
};

constexpr std::array kTexts{Text{"region", &Prices::region}, Text{"asOf", &Prices::as_of},
                            Text{"source", &Prices::source}};

constexpr std::array kPrices{Price{"millionReads", &Prices::million_reads},
                             Price{"millionWrites", &Prices::million_writes},
                             Price{"millionReadsRare", &Prices::million_reads_rare},
                             Price{"millionWritesRare", &Prices::million_writes_rare},
                             Price{"gbRestored", &Prices::gb_restored},
                             Price{"gbRestoredCold", &Prices::gb_restored_cold},
                             Price{"gbMonthBackup", &Prices::gb_month_backup},
                             Price{"gbMonthBackupCold", &Prices::gb_month_backup_cold},
                             Price{"gbMonthRecovery", &Prices::gb_month_recovery},
                             Price{"gbMonthStored", &Prices::gb_month_stored}};

Error no_list(std::string_view what) {
  return fail(Code::kInvalid, fmt::format("no price list: {}", what));
}

Status take(std::string_view name, const codec::JsonValue& value, Prices& prices) {
  const auto text = std::ranges::find(kTexts, name, &Text::name);
  if (text != kTexts.end()) {
    if (value.string() == nullptr) return no_list(fmt::format("{} is no text", name));
    prices.*(text->member) = *value.string();
    return Ok{};
  }
  const auto price = std::ranges::find(kPrices, name, &Price::name);
  if (price == kPrices.end()) return no_list(fmt::format("unknown member \"{}\"", name));
  if (!value.is_number() || value.as_double() < 0) {
    return no_list(fmt::format("{} is no price in dollars", name));
  }
  prices.*(price->member) = value.as_double();
  return Ok{};
}

}  // namespace

Result<Prices> prices_from_json(std::string_view text) {
  const auto json = codec::parse_json(text);
  if (!json) return no_list(json.error().message);
  if (json.value().object() == nullptr) return no_list("not an object");
  const codec::JsonValue* schema = json.value().find("schema");
  if (schema == nullptr || schema->integer() == nullptr || *schema->integer() != 1) {
    return no_list("schema is not 1");
  }
  Prices prices;
  for (const Text& needed : kTexts) {
    if (json.value().find(needed.name) == nullptr) {
      return no_list(fmt::format("{} is missing", needed.name));
    }
  }
  for (const auto& [name, value] : *json.value().object()) {
    if (name != "schema") TM_TRY_STATUS(take(name, value, prices));
  }
  return prices;
}

}  // namespace tidemark::runbooks
