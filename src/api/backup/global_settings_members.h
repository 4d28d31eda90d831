// The names of AWS Backup's global settings, and where they lie.
#pragma once

#include "api/operation.h"
#include "api/parsed.h"
#include "vault/settings.h"

#include <array>
#include <string_view>

namespace tidemark::api {

inline constexpr std::string_view kCrossAccountSetting = "isCrossAccountBackupEnabled";

// There is no multi-party approval and no organization here: these cannot be switched on.
inline constexpr std::array<std::string_view, 2> kSettingsThatStayFalse = {
    "isDelegatedAdministratorEnabled", "isMpaEnabled"};

// The rows of the one region that keeps what holds everywhere.
Parsed<vault::Rows> home_rows(Engine& engine);

}  // namespace tidemark::api
