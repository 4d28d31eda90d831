#include "vault/lifecycle.h"

namespace tidemark::vault {
namespace {

using codec::RowReader;
using codec::RowWriter;

std::optional<std::int64_t> unless_minus_one(std::optional<std::int64_t> days) {
  return days == -1 ? std::nullopt : days;
}

bool out_of_range(const std::optional<std::int64_t>& days) {
  return days && (*days < 1 || *days > kLongestRetentionDays);
}

void write_days(RowWriter& out, std::int64_t days) {
  out.varint(static_cast<std::uint64_t>(days));
}

std::int64_t read_days(RowReader& in) {
  return static_cast<std::int64_t>(in.varint());
}

}  // namespace

Lifecycle without_minus_ones(Lifecycle lifecycle) {
  lifecycle.cold_after_days = unless_minus_one(lifecycle.cold_after_days);
  lifecycle.delete_after_days = unless_minus_one(lifecycle.delete_after_days);
  return lifecycle;
}

std::optional<std::string> problem_with(const Lifecycle& lifecycle) {
  if (out_of_range(lifecycle.delete_after_days)) {
    return "Invalid lifecycle. DeleteAfterDays cannot be less than 1 or more than 36500 days";
  }
  if (out_of_range(lifecycle.cold_after_days)) {
    return "Invalid lifecycle. MoveToColdStorageAfterDays cannot be less than 1 or more than 36500 "
           "days";
  }
  if (lifecycle.cold_after_days && lifecycle.delete_after_days &&
      *lifecycle.delete_after_days < *lifecycle.cold_after_days + kShortestColdDays) {
    return "Invalid lifecycle. DeleteAfterDays cannot be less than 90 days apart from "
           "MoveToColdStorageAfterDays";
  }
  return std::nullopt;
}

CalculatedLifecycle dates_of(const Lifecycle& lifecycle, Timestamp created_at) {
  const auto later = [&](const std::optional<std::int64_t>& by) -> std::optional<Timestamp> {
    if (!by) return std::nullopt;
    return created_at + std::chrono::hours(24 * *by);
  };
  return {later(lifecycle.cold_after_days), later(lifecycle.delete_after_days)};
}

void write_lifecycle(RowWriter& out, const Lifecycle& lifecycle) {
  out.optional(lifecycle.cold_after_days, write_days);
  out.optional(lifecycle.delete_after_days, write_days);
  out.optional(lifecycle.opt_in_to_archive, [](RowWriter& to, bool value) { to.flag(value); });
}

Lifecycle read_lifecycle(RowReader& in) {
  Lifecycle lifecycle;
  lifecycle.cold_after_days = in.optional(read_days);
  lifecycle.delete_after_days = in.optional(read_days);
  lifecycle.opt_in_to_archive = in.optional([](RowReader& from) { return from.flag(); });
  return lifecycle;
}

}  // namespace tidemark::vault
