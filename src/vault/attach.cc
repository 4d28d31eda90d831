#include "vault/attach.h"

#include "storage/write.h"
#include "vault/kept_hold.h"
#include "vault/kept_point.h"
#include "vault/kept_vault.h"
#include "vault/point_ages.h"
#include "vault/point_removal.h"
#include "vault/points/manifest.h"
#include "vault/points/names.h"
#include "vault/recovery_point.h"
#include "vault/tags.h"
#include "vault/vault_head.h"
#include "vault/vaults.h"

#include <algorithm>
#include <chrono>
#include <set>

namespace tidemark::vault {
namespace {

using storage::Changes;
using storage::Decision;
using storage::Refused;
using storage::View;

constexpr std::size_t kNamesAPage = 1000;
// How long a point stays at least that has ended before it was attached.
constexpr std::chrono::days kGrace{1};

// "123456789012/eu-west-1/nightly/points/…": the vault; nothing for names of other things.
std::optional<VaultName> vault_of(std::string_view name) {
  const std::size_t region = name.find('/');
  const std::size_t vault = region == name.npos ? name.npos : name.find('/', region + 1);
  const std::size_t end = vault == name.npos ? name.npos : name.find('/', vault + 1);
  if (end == name.npos) return std::nullopt;
  VaultName found{.account = std::string(name.substr(0, region)),
                  .region = std::string(name.substr(region + 1, vault - region - 1)),
                  .name = std::string(name.substr(vault + 1, end - vault - 1))};
  const bool digits = found.account.size() == 12 &&
                      found.account.find_first_not_of("0123456789") == std::string::npos;
  if (!digits || !is_vault_name(found.name)) return std::nullopt;
  return found;
}

// The first name behind all that begin with `folder`, which ends in '/'.
std::string behind(std::string folder) {
  folder.back() = '/' + 1;
  return folder;
}

// All vaults that have blobs: one look for each, whatever lies in them.
Result<std::vector<VaultName>> vaults_in(blobs::BlobStore& blobs) {
  std::vector<VaultName> vaults;
  for (std::string after;;) {
    TM_TRY(const blobs::BlobPage page, blobs.list("", after, 1));
    if (page.blobs.empty()) return vaults;
    const std::string& name = page.blobs.front().name;
    const auto vault = vault_of(name);
    if (vault) vaults.push_back(*vault);
    if (name.starts_with(kColdFolder)) {
      after = behind(std::string(kColdFolder));
    } else {
      after = vault ? behind(blob_prefix_of(*vault)) : name;
    }
  }
}

// A point as its manifest shows it, with what was changed since.
struct Found {
  RecoveryPoint point;
  Tags tags;
  ChainLink link;
  bool changed = false;  // after the manifest
  bool certain = true;   // what was changed could be read
};

class Attaching {
 public:
  explicit Attaching(Works& works) : works_(works) {}

  Result<Attached> run() {
    TM_TRY_STATUS(attach_holds());
    TM_TRY(const std::vector<VaultName> vaults, vaults_in(works_.blobs));
    for (const VaultName& vault : vaults) {
      const Status status = attach(vault);
      if (status) continue;
      const Code code = status.error().code;
      if (code == Code::kBusy || code == Code::kUnknown) return status.error();
      tell(vault, status.error().message);
    }
    return std::move(attached_);
  }

 private:
  void tell(const VaultName& vault, std::string_view what) {
    attached_.problems.push_back(fmt::format("{}: {}", arn_of(vault), what));
  }

  Status attach(const VaultName& vault) {
    TM_TRY(const std::optional<Vault> kept, read_kept(vault));
    TM_TRY(std::vector<Found> found, read_manifests(vault));
    TM_TRY_STATUS(read_changes(vault, found));
    if (found.empty() && !kept) return Ok{};
    TM_TRY(const Rows rows, works_.regions.open(vault.region));
    ++attached_.vaults;
    TM_TRY_STATUS(create_vault(rows, kept ? *kept : vault_made_of(vault, found)));
    if (!found.empty()) TM_TRY_STATUS(remember_head(rows, head_of(vault, found)));
    for (const Found& each : found) {
      TM_TRY(const bool is_new, make_point(rows, each, works_.clock.now()));
      ++(is_new ? attached_.points : attached_.known);
    }
    return Ok{};
  }

  Result<std::vector<Found>> read_manifests(const VaultName& vault) {
    const std::string prefix = blob_prefix_of(vault);
    std::vector<Found> all;
    std::string after;
    for (bool more = true; more;) {
      TM_TRY(const blobs::BlobPage page,
             works_.blobs.list(manifests_prefix(prefix), after, kNamesAPage));
      for (const blobs::BlobInfo& blob : page.blobs) {
        after = blob.name;
        if (!point_of_manifest(prefix, blob.name)) continue;
        TM_TRY(auto found, read_manifest(vault, blob.name));
        if (found) all.push_back(std::move(*found));
      }
      more = page.more;
    }
    return all;
  }

  // One whose changes cannot be read shows what its manifest says, and does not grow old.
  Status read_changes(const VaultName& vault, std::vector<Found>& found) {
    const std::string prefix = blob_prefix_of(vault);
    TM_TRY(const std::set<std::string> names, names_below(kept_points_prefix(prefix)));
    for (Found& each : found) {
      const std::string name = kept_point_name(prefix, each.point.id);
      if (!names.contains(name)) continue;
      TM_TRY_STATUS(read_change(vault, name, each));
    }
    return Ok{};
  }

  Status read_change(const VaultName& vault, const std::string& name, Found& found) {
    const auto bytes = works_.blobs.get(name);
    if (!bytes && bytes.error().code == Code::kNotFound) return Ok{};
    if (!bytes) return bytes.error();
    auto kept = decode_kept_point(name, bytes.value(), works_.keys);
    found.certain = kept && kept.value().point.arn == found.point.arn;
    if (!found.certain) {
      tell(vault,
           kept ? fmt::format("{} is of {}", name, kept.value().point.arn) : kept.error().message);
      return Ok{};
    }
    found.changed = true;
    found.point = changed_by(std::move(found.point), kept.value().point);
    found.tags = std::move(kept.value().tags);
    return Ok{};
  }

  Result<std::set<std::string>> names_below(const std::string& folder) {
    std::set<std::string> names;
    std::string after;
    for (bool more = true; more;) {
      TM_TRY(const blobs::BlobPage page, works_.blobs.list(folder, after, kNamesAPage));
      for (const blobs::BlobInfo& blob : page.blobs) {
        after = blob.name;
        names.insert(blob.name);
      }
      more = page.more;
    }
    return names;
  }

  // Before the points that they hold.
  Status attach_holds() {
    TM_TRY(const std::set<std::string> names, names_below(std::string(kKeptHolds)));
    for (const std::string& name : names) {
      const auto bytes = works_.blobs.get(name);
      if (!bytes && bytes.error().code == Code::kNotFound) continue;
      if (!bytes) return bytes.error();
      const auto hold = LegalHold::decode(bytes.value());
      const bool is_one = hold && name == kept_hold_name(hold.value().account, hold.value().region,
                                                         hold.value().id);
      if (!is_one) {
        attached_.problems.push_back(fmt::format("{} is no legal hold's row", name));
        continue;
      }
      TM_TRY_STATUS(make_hold(hold.value()));
    }
    return Ok{};
  }

  Status make_hold(const LegalHold& hold) {
    TM_TRY(const Rows rows, works_.regions.open(hold.region));
    storage::Write<bool> write(*rows.store, {{rows.table, LegalHold::kPart, hold.key()}},
                               [&](View& view, bool& is_new) -> Result<Decision> {
                                 TM_TRY(const auto there,
                                        find<LegalHold>(view, rows.table, hold.key()));
                                 is_new = !there;
                                 if (!is_new) return Decision(Refused{});
                                 Changes changes;
                                 put(changes, rows.table, hold);
                                 put(changes, rows.table, TagRow{arn_of(hold), {}});
                                 return Decision(std::move(changes));
                               });
    TM_TRY_STATUS(write.run());
    return Ok{};
  }

  // Nothing for one that is damaged, or that went while we looked.
  Result<std::optional<Found>> read_manifest(const VaultName& vault, const std::string& name) {
    const auto bytes = works_.blobs.get(name);
    if (!bytes && bytes.error().code == Code::kNotFound) return std::optional<Found>();
    if (!bytes) return bytes.error();
    auto found = found_in(vault, name, bytes.value());
    if (found) return std::optional(std::move(found).value());
    if (found.error().code != Code::kCorrupt) return found.error();
    tell(vault, found.error().message);
    return std::optional<Found>();
  }

  Result<Found> found_in(const VaultName& vault, const std::string& name,
                         const std::string& bytes) const {
    TM_TRY(const Manifest manifest, decode_manifest(name, bytes, works_.keys));
    Found found;
    found.link = manifest.chain;
    TM_TRY(found.point, RecoveryPoint::decode(manifest.record));
    if (found.point.vault != vault || found.point.id != manifest.point) {
      return fail(Code::kCorrupt, fmt::format("{} is the manifest of {}", name, found.point.arn));
    }
    for (const auto& [key, value] : manifest.tags) found.tags.emplace(key, value);
    return found;
  }

  // A damaged row costs the vault its settings, not its recovery points.
  Result<std::optional<Vault>> read_kept(const VaultName& name) {
    auto kept = read_kept_vault(works_.blobs, name);
    if (!kept && kept.error().code == Code::kCorrupt) {
      tell(name, kept.error().message);
      return std::optional<Vault>();
    }
    if (kept && kept.value()) kept.value()->recovery_points = 0;
    return kept;
  }

  static Vault vault_made_of(const VaultName& name, const std::vector<Found>& found) {
    Vault vault;
    vault.name = name;
    vault.created_at = std::ranges::min(found, {}, [](const Found& each) {
                         return each.point.created_at;
                       }).point.created_at;
    return vault;
  }

  static VaultHead head_of(const VaultName& name, const std::vector<Found>& found) {
    const auto newest =
        std::ranges::max_element(found, {}, [](const Found& each) { return each.link.sequence; });
    return {name, newest->link, newest->point.key_id};
  }

  // The chain goes on where it ended, unless we know of more.
  static Status remember_head(const Rows& rows, const VaultHead& head) {
    storage::Write<bool> write(*rows.store, {{rows.table, VaultHead::kPart, head.key()}},
                               [&](View& view, bool& newer) -> Result<Decision> {
                                 TM_TRY(const auto there,
                                        find<VaultHead>(view, rows.table, head.key()));
                                 newer = !there || there->link.sequence < head.link.sequence;
                                 if (!newer) return Decision(Refused{});
                                 Changes changes;
                                 put(changes, rows.table, head);
                                 return Decision(std::move(changes));
                               });
    TM_TRY_STATUS(write.run());
    return Ok{};
  }

  // A new row, or what another engine changed of a point that has one.
  static Result<bool> make_point(const Rows& rows, const Found& found, Timestamp now) {
    const RecoveryPoint& point = found.point;
    storage::Write<bool> write(
        *rows.store, {{rows.table, RecoveryPoint::kPart, point.key()}},
        [&](View& view, bool& is_new) -> Result<Decision> {
          TM_TRY(const auto there, find<RecoveryPoint>(view, rows.table, point.key()));
          is_new = !there && !view.job(fmt::format("{}:{}", kRemovePointJob, point.arn));
          // A change of our own that is still to be kept is newer than what was read.
          const bool refreshed = there && found.changed && !view.job(keep_point_job_id(point.arn));
          if (!is_new && !refreshed) return Decision(Refused{});
          Changes changes;
          const RecoveryPoint row = there ? changed_by(*there, point) : point;
          TM_TRY_STATUS(add_point(view, changes, rows.table, row));
          put(changes, rows.table, TagRow{point.arn, found.tags});
          if (found.certain) age_attached(view, changes, rows, row, there, now);
          return Decision(std::move(changes));
        });
    return write.run();
  }

  // Who attaches an old vault can still keep what would be gone by now.
  static void age_attached(View& view, Changes& changes, const Rows& rows,
                           const RecoveryPoint& point, const std::optional<RecoveryPoint>& before,
                           Timestamp now) {
    const auto ends = dates_of(point).delete_at;
    if (before || !ends || now < *ends) {
      add_age(view, changes, rows, point, before);
    } else {
      add_age_at(view, changes, rows, point, now + kGrace);
    }
  }

  Works& works_;
  Attached attached_;
};

}  // namespace

Result<Attached> attach_vaults(Works& works) {
  return Attaching(works).run();
}

}  // namespace tidemark::vault
