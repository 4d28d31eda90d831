// How requests name streams and ask for them, and how a table's stream reads in answers.
#pragma once

#include "api/members.h"
#include "api/operation.h"
#include "api/parsed.h"
#include "codec/json.h"
#include "tables/stream_description.h"
#include "tables/streams.h"

#include <optional>
#include <string>
#include <string_view>

namespace tidemark::api {

struct StreamName {
  tables::TableName table;
  std::string label;
};

// What a StreamArn names; a ValidationException for a text that is none.
Parsed<StreamName> stream_name_of(const Call& call, std::string_view arn);

// "Requested resource not found: Stream: arn:… not found"
Reply no_such_stream(std::string_view arn);

// The stream that an ARN names, or the answer that there is none.
Parsed<tables::StreamDescription> find_stream(const storage::Store* store, const StreamName& name,
                                              std::string_view arn);

// The member StreamSpecification.
struct StreamWish {
  bool enabled = false;
  std::optional<tables::StreamView> view;
};

std::optional<StreamWish> stream_member(Members& members);

// What a table is to be made with.
Parsed<std::optional<tables::StreamRequest>> stream_to_create(const std::optional<StreamWish>& wish,
                                                              Random& random);
// Why UpdateTable cannot do what is wished, from the wish alone.
std::optional<Reply> bad_stream_change(const StreamWish& wish);

tables::StreamRequest stream_request(tables::StreamView view, Random& random);

std::string_view view_text(tables::StreamView view);

// The members StreamSpecification, LatestStreamLabel and LatestStreamArn.
void write_latest_stream(codec::JsonWriter& out, const tables::TableName& table,
                         const std::optional<tables::Stream>& stream);

}  // namespace tidemark::api
