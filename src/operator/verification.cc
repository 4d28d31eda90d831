#include "operator/verification.h"

#include "codec/iso8601.h"
#include "operator/content_count.h"
#include "operator/json_members.h"
#include "operator/passport_reader.h"
#include "operator/text.h"

namespace tidemark::runbooks {
namespace {

using client::Service;

std::string side_text(const VerifySide& side) {
  return side.as_of ? fmt::format("{} as of {}", side.table, codec::to_iso8601(*side.as_of))
                    : side.table;
}

// Unset: there is no such table.
Result<std::optional<TableShape>> shape_at(client::Session& session, const std::string& table) {
  codec::JsonWriter body;
  body.begin_object().key("TableName").string(table).end_object();
  auto answer = session.of(Service::kDynamoDb).call("DescribeTable", body.text());
  if (answer) {
    const auto* error = std::get_if<client::ServiceError>(&answer.value());
    if (error != nullptr && error->name == "ResourceNotFoundException") {
      return std::optional<TableShape>();
    }
  }
  TM_TRY(const client::Reply reply, client::accepted("DescribeTable", std::move(answer)));
  TM_TRY(TableShape shape, shape_of(value_in(reply.body, "Table")));
  return std::optional<TableShape>(std::move(shape));
}

// One comparison of two tables.
class Comparing {
 public:
  Comparing(const VerifySite& site, const VerifyRequest& request)
      : site_(site),
        request_(request),
        found_session_(site.found_session != nullptr ? *site.found_session : site.session),
        found_extras_(site.found_session != nullptr ? site.found_extras : site.extras) {
    answer_.wanted = request.wanted;
    answer_.found = request.found;
  }

  Result<Verification> run() {
    TM_TRY(const auto found, shape_at(found_session_, request_.found.table));
    if (!found) {
      return fail(Code::kNotFound, fmt::format("there is no table {}", request_.found.table));
    }
    TM_TRY(const auto wanted, shape_at(site_.session, request_.wanted.table));
    compare_shapes(wanted, *found);
    TM_TRY_STATUS(compare_contents(wanted, *found));
    TM_TRY_STATUS(compare_settings());
    return std::move(answer_);
  }

 private:
  void compare_shapes(const std::optional<TableShape>& wanted, const TableShape& found) {
    const TableShape* shape = request_.passport ? &request_.passport->shape : nullptr;
    if (shape == nullptr && wanted) shape = &*wanted;
    if (shape == nullptr) {
      answer_.not_compared.push_back(
          {"key and indexes", fmt::format("there is no table {} any more, and no passport of it",
                                          request_.wanted.table)});
      return;
    }
    answer_.shape = differences_in_shape(*shape, found);
    answer_.compared.push_back(fmt::format("key and {} indexes of {} with {}",
                                           shape->indexes.size(), request_.wanted.table,
                                           request_.found.table));
  }

  Status compare_contents(const std::optional<TableShape>& wanted_shape, const TableShape& found) {
    ContentCount right(found_session_, found_extras_, request_.found, found, request_, site_.clock);
    // A table that is gone may still have a past; then its shape is not needed.
    ContentCount left(site_.session, site_.extras, request_.wanted, wanted_shape.value_or(found),
                      request_, site_.clock);
    if (request_.wanted_content) {
      answer_.wanted_content = ContentSums{*request_.wanted_content, "by an earlier count"};
    } else if (!wanted_shape && !request_.wanted.as_of) {
      answer_.not_compared.push_back(
          {"items", fmt::format("there is no table {} any more", request_.wanted.table)});
    } else {
      TM_TRY(answer_.wanted_content, left.sums());
      if (!answer_.wanted_content) answer_.not_compared.push_back({"items", left.why_not()});
    }
    TM_TRY(answer_.found_content, right.sums());
    if (!answer_.found_content) answer_.not_compared.push_back({"items", right.why_not()});
    const bool both_readable = wanted_shape && left.readable() && right.readable() &&
                               !request_.wanted_content && wanted_shape->keys == found.keys;
    if (answer_.same_content() == false && both_readable) {
      TM_TRY(answer_.items, differences_of(left, right, request_.examples));
    }
    answer_.read_units = left.read_units() + right.read_units();
    tell_contents();
    return Ok{};
  }

  void tell_contents() {
    if (!answer_.same_content()) return;
    answer_.compared.push_back(fmt::format("{} items of {}, {}, with {} of {}, {}",
                                           with_commas(answer_.wanted_content->sums.items),
                                           side_text(answer_.wanted), answer_.wanted_content->how,
                                           with_commas(answer_.found_content->sums.items),
                                           side_text(answer_.found), answer_.found_content->how));
  }

  Status compare_settings() {
    if (!request_.passport) {
      answer_.not_compared.push_back({"settings", "there is no passport of the original"});
      return Ok{};
    }
    TM_TRY(const Passport found, read_passport(found_session_, request_.found.table));
    answer_.settings = difference(*request_.passport, found);
    answer_.compared.push_back(
        fmt::format("settings of {} as of {} with those of {}", request_.passport->table,
                    codec::to_iso8601(request_.passport->read_at), request_.found.table));
    for (const Gap& gap : answer_.settings->not_compared) {
      answer_.not_compared.push_back(
          {std::string(words_of(gap.aspect)), fmt::format("{}: {}", word_of(gap.why), gap.detail)});
    }
    return Ok{};
  }

  const VerifySite& site_;
  const VerifyRequest& request_;
  client::Session& found_session_;
  EngineExtras* const found_extras_;
  Verification answer_;
};

}  // namespace

std::optional<bool> Verification::same_content() const {
  if (!wanted_content || !found_content) return std::nullopt;
  return wanted_content->sums.items == found_content->sums.items &&
         wanted_content->sums.digest == found_content->sums.digest;
}

bool Verification::differs() const {
  return !shape.empty() || same_content() == false || (settings && !settings->none());
}

bool Verification::same() const {
  return same_content() == true && !differs();
}

Result<Verification> verify(const VerifySite& site, const VerifyRequest& request) {
  return Comparing(site, request).run();
}

}  // namespace tidemark::runbooks
