#include "operator/content_count.h"

#include "codec/iso8601.h"
#include "values/dynamodb_json.h"

#include <algorithm>
#include <map>
#include <mutex>

namespace tidemark::runbooks {
namespace {

// Of items that are remembered while looking for those that differ.
constexpr std::uint64_t kMaxRemembered = 100'000;

// An item of a share that differs, on one side.
struct Seen {
  values::Digest digest = 0;
  std::string key_json;
};

using SeenByKey = std::map<std::string, Seen>;

// As many of the shares as may be remembered.
std::vector<std::size_t> affordable(std::vector<std::size_t> shares, std::uint64_t items) {
  const std::uint64_t a_share = items / TableDigest::kShares + 1;
  shares.resize(std::min<std::size_t>(shares.size(), kMaxRemembered / a_share + 1));
  return shares;
}

Result<SeenByKey> items_in(ContentCount& count, const values::KeySchema& keys,
                           const std::vector<std::size_t>& shares) {
  SeenByKey seen;
  std::mutex mutex;
  TM_TRY_STATUS(count.each_item([&](values::Item&& item) -> Status {
    const auto key = values::key_of_item(keys, item);
    const auto* bytes = std::get_if<std::string>(&key);
    if (bytes == nullptr) return fail(Code::kCorrupt, "an item has not the table's key");
    if (!std::ranges::binary_search(shares, TableDigest::share_of(*bytes))) return Ok{};
    Seen one{.digest = values::digest_of(item),
             .key_json = values::to_json(values::key_attributes(keys, item))};
    const std::lock_guard lock(mutex);
    seen.insert_or_assign(*bytes, std::move(one));
    return Ok{};
  }));
  return seen;
}

class Findings {
 public:
  explicit Findings(std::size_t examples) : examples_(examples) {}

  void add(std::uint64_t& counter, std::string_view kind, const Seen& item) {
    ++counter;
    if (found.examples.size() < examples_) {
      found.examples.push_back(fmt::format("{} {}", kind, item.key_json));
    }
  }

  ContentDifferences found;

 private:
  const std::size_t examples_;
};

ContentDifferences compared(const SeenByKey& wanted, const SeenByKey& found, std::size_t examples) {
  Findings findings(examples);
  for (const auto& [key, item] : wanted) {
    const auto other = found.find(key);
    if (other == found.end()) {
      findings.add(findings.found.missing, "missing", item);
    } else if (other->second.digest != item.digest) {
      findings.add(findings.found.different, "different", item);
    }
  }
  for (const auto& [key, item] : found) {
    if (!wanted.contains(key)) findings.add(findings.found.extra, "extra", item);
  }
  return std::move(findings.found);
}

}  // namespace

ContentCount::ContentCount(client::Session& session, EngineExtras* extras, VerifySide side,
                           TableShape shape, const VerifyRequest& request, const Clock& clock)
    : session_(session),
      extras_(extras),
      side_(std::move(side)),
      shape_(std::move(shape)),
      request_(request),
      clock_(clock) {}

Result<std::optional<ContentSums>> ContentCount::told() {
  if (extras_ == nullptr) return std::optional<ContentSums>();
  auto tally = extras_->tally(side_.table, side_.as_of);
  // An instant outside the window, for one: what the engine says is the reason.
  if (!tally && tally.error().code == Code::kInvalid) {
    why_not_ = tally.error().message;
    return std::optional<ContentSums>();
  }
  TM_TRY(auto sums, std::move(tally));
  if (!sums) return std::optional<ContentSums>();
  const std::string at =
      side_.as_of ? fmt::format(" as of {}", codec::to_iso8601(*side_.as_of)) : std::string();
  return std::optional<ContentSums>(
      ContentSums{*std::move(sums), fmt::format("by the engine's tally{}", at)});
}

Status ContentCount::each_item(const TableScan::OnItem& on_item) {
  TableScan scan(session_, side_.table, shape_, request_.scan, clock_);
  TM_TRY(const Scanned scanned, scan.each_item(on_item, request_.on_progress));
  read_units_ += scanned.read_units;
  return Ok{};
}

Result<const TableDigest*> ContentCount::digest() {
  if (digest_) return static_cast<const TableDigest*>(digest_.get());
  TM_TRY(values::KeySchema keys, key_schema_of(shape_));
  auto digest = std::make_unique<TableDigest>(std::move(keys));
  TM_TRY_STATUS(each_item([&](values::Item&& item) { return digest->add(item); }));
  digest_ = std::move(digest);
  return static_cast<const TableDigest*>(digest_.get());
}

Result<ContentSums> ContentCount::read() {
  TM_TRY(const TableDigest* const counted, digest());
  const TableSums sums = counted->sums();
  return ContentSums{{.items = sums.items,
                      .aws_bytes = sums.aws_bytes,
                      .digest = values::digest_text(sums.digest)},
                     "by reading all items"};
}

Result<std::optional<ContentSums>> ContentCount::sums() {
  TM_TRY(auto sums, told());
  if (sums) return sums;
  if (side_.as_of) {
    if (why_not_.empty()) {
      why_not_ = fmt::format(
          "what {} held at {} cannot be read here: only the engine's own extras "
          "tell a table's past",
          side_.table, codec::to_iso8601(*side_.as_of));
    }
    return std::optional<ContentSums>();
  }
  if (!request_.read_items) {
    why_not_ = "items were not to be read";
    return std::optional<ContentSums>();
  }
  TM_TRY(ContentSums counted, read());
  return std::optional<ContentSums>(std::move(counted));
}

Result<ContentDifferences> differences_of(ContentCount& wanted, ContentCount& found,
                                          std::size_t examples) {
  TM_TRY(const TableDigest* const wanted_digest, wanted.digest());
  TM_TRY(const TableDigest* const found_digest, found.digest());
  TM_TRY(const values::KeySchema keys, key_schema_of(wanted.shape()));
  const std::vector<std::size_t> all = shares_that_differ(*wanted_digest, *found_digest);
  const std::uint64_t items = std::max(wanted_digest->sums().items, found_digest->sums().items);
  const std::vector<std::size_t> shares = affordable(all, items);
  TM_TRY(const SeenByKey wanted_items, items_in(wanted, keys, shares));
  TM_TRY(const SeenByKey found_items, items_in(found, keys, shares));
  ContentDifferences differences = compared(wanted_items, found_items, examples);
  differences.all = shares.size() == all.size();
  return differences;
}

}  // namespace tidemark::runbooks
