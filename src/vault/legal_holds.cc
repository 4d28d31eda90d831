#include "vault/legal_holds.h"

#include "storage/write.h"
#include "vault/kept_hold.h"

#include <algorithm>

namespace tidemark::vault {
namespace {

using storage::Changes;
using storage::Decision;
using storage::Refused;
using storage::View;

Result<Decision> place(const Rows& rows, const LegalHold& hold, const Tags& tags, View& view,
                       PlaceHoldAnswer& answer) {
  TM_TRY(auto all, list<LegalHold>(view, rows.table, key_of(hold.account), {}, SIZE_MAX));
  const auto again = std::ranges::find_if(all, [&](const LegalHold& one) {
    return hold.idempotency_token && one.idempotency_token == hold.idempotency_token;
  });
  if (again != all.end()) {
    answer = std::move(*again);
    return Decision(Refused{});
  }
  const auto active = std::ranges::count_if(all, [](const auto& one) { return !one.cancelled; });
  if (static_cast<std::size_t>(active) >= kMaxLegalHolds) {
    answer = TooManyHolds{};
    return Decision(Refused{});
  }
  Changes changes;
  for (const LegalHold& one : all) {
    if (is_on_record(one, view.now())) continue;
    remove(changes, rows.table, one);
    remove_tags(changes, rows.table, arn_of(one));
    keep_hold(changes, one, view.now());
  }
  put(changes, rows.table, hold);
  keep_hold(changes, hold, view.now());
  put(changes, rows.table, TagRow{arn_of(hold), tags});
  answer = hold;
  return Decision(std::move(changes));
}

}  // namespace

Result<PlaceHoldAnswer> place_hold(const Rows& rows, const LegalHold& hold, const Tags& tags) {
  return storage::Write<PlaceHoldAnswer>(*rows.store, {{rows.table, kLegalHoldsPart, hold.key()}},
                                         [&](View& view, PlaceHoldAnswer& answer) {
                                           return place(rows, hold, tags, view, answer);
                                         })
      .run();
}

Result<CancelHoldAnswer> cancel_hold(const Rows& rows, const std::string& account,
                                     const std::string& id, const std::string& description,
                                     std::optional<std::chrono::days> retain_record) {
  const std::string key = hold_key(account, id);
  const auto decide = [&](View& view, CancelHoldAnswer& answer) -> Result<Decision> {
    TM_TRY(auto hold, find<LegalHold>(view, rows.table, key));
    if (!hold || !is_on_record(*hold, view.now())) {
      answer = HoldMissing{};
      return Decision(Refused{});
    }
    if (hold->cancelled) {
      answer = HoldAlreadyCancelled{std::move(*hold)};
      return Decision(Refused{});
    }
    hold->cancelled = HoldCancelled{view.now(), description, {}};
    if (retain_record) hold->cancelled->retain_record_until = view.now() + *retain_record;
    Changes changes;
    put(changes, rows.table, *hold);
    keep_hold(changes, *hold, view.now());
    answer = std::move(*hold);
    return Decision(std::move(changes));
  };
  return storage::Write<CancelHoldAnswer>(*rows.store, {{rows.table, kLegalHoldsPart, key}}, decide)
      .run();
}

bool is_on_record(const LegalHold& hold, Timestamp now) {
  return !hold.cancelled || !hold.cancelled->retain_record_until ||
         now < *hold.cancelled->retain_record_until;
}

}  // namespace tidemark::vault
