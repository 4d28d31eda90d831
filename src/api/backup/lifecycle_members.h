// Lifecycle and CalculatedLifecycle as AWS Backup's requests and answers have them.
#pragma once

#include "api/backup/fields.h"
#include "codec/json.h"
#include "vault/lifecycle.h"

#include <optional>
#include <string_view>

namespace tidemark::api {

// Nullopt when absent; -1 reads as absent days. Whether it makes sense is the caller's to ask.
std::optional<vault::Lifecycle> lifecycle_member(Fields& fields,
                                                 std::string_view name = "Lifecycle");

// "Lifecycle":{…}
void write_lifecycle(codec::JsonWriter& out, const vault::Lifecycle& lifecycle,
                     std::string_view name = "Lifecycle");

// "CalculatedLifecycle":{…}, without dates for what stays for ever.
void write_calculated_lifecycle(codec::JsonWriter& out, const vault::CalculatedLifecycle& dates);

}  // namespace tidemark::api
