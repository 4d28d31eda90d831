// What other services keep about a table: Application Auto Scaling its targets, policies and
// scheduled actions, CloudWatch its alarms. Both find the table by its name.
//
// Threads   One.
// Errors    As Asking: what they do not tell is a gap.
#pragma once

#include "operator/asking.h"

namespace tidemark::runbooks {

// Into passport.scaling. The passport knows the table's global indexes.
Status read_scaling(Asking& asking, Passport& passport);

// Into passport.alarms: metric alarms with the table's name as a dimension, without those that
// Auto Scaling makes for its policies. Composite alarms that name one of them are noted: a copy
// under another name is no part of them.
Status read_alarms(Asking& asking, Passport& passport);

// "table/Orders", "table/Orders/index/by-day".
[[nodiscard]] std::string resource_of(std::string_view table, std::string_view index);

// The request that makes the rule for `table`, and its operation.
struct ScalingRequest {
  std::string_view operation;
  std::string body;
};

[[nodiscard]] ScalingRequest request_for(const ScalingRule& rule, std::string_view from,
                                         std::string_view table);

// PutMetricAlarm's parameters for an alarm of `from` on `table`.
[[nodiscard]] client::Parameters parameters_for(const Alarm& alarm, std::string_view from,
                                                std::string_view table);

}  // namespace tidemark::runbooks
