#include "api/stream_members.h"

#include "api/errors.h"

namespace tidemark::api {
namespace {

constexpr std::string_view kStreamMark = "/stream/";

Reply invalid_arn() {
  return validation_error("Invalid StreamArn");
}

Reply bad_parameters(std::string_view text) {
  return validation_error(fmt::format("One or more parameter values were invalid: {}", text));
}

tables::StreamView view_of(std::string_view text) {
  if (text == "KEYS_ONLY") return tables::StreamView::kKeysOnly;
  if (text == "NEW_IMAGE") return tables::StreamView::kNewImage;
  if (text == "OLD_IMAGE") return tables::StreamView::kOldImage;
  return tables::StreamView::kNewAndOldImages;
}

// Takes what stands before the next colon; false when there is none.
bool take_field(std::string_view& arn, std::string_view& field) {
  const std::size_t colon = arn.find(':');
  if (colon == std::string_view::npos) return false;
  field = arn.substr(0, colon);
  arn.remove_prefix(colon + 1);
  return true;
}

}  // namespace

Parsed<StreamName> stream_name_of(const Call& call, std::string_view arn) {
  std::string_view rest = arn;
  std::string_view field[5];
  for (std::string_view& one : field) {
    if (!take_field(rest, one)) return invalid_arn();
  }
  const std::size_t mark = rest.find(kStreamMark);
  const bool shaped = field[0] == "arn" && field[2] == "dynamodb" && rest.starts_with("table/") &&
                      mark != std::string_view::npos && mark > 6;
  if (!shaped) return invalid_arn();
  if (field[4] != call.account) return error_reply("AccessDeniedException", "Access is denied");
  if (field[3] != call.region) return no_such_stream(arn);
  return StreamName{{call.account, call.region, std::string(rest.substr(6, mark - 6))},
                    std::string(rest.substr(mark + kStreamMark.size()))};
}

Reply no_such_stream(std::string_view arn) {
  return error_reply("ResourceNotFoundException",
                     fmt::format("Requested resource not found: Stream: {} not found", arn));
}

Parsed<tables::StreamDescription> find_stream(const storage::Store* store, const StreamName& name,
                                              std::string_view arn) {
  if (store == nullptr) return no_such_stream(arn);
  auto found = tables::find_stream(*store, name.table, name.label);
  if (!found) return error_reply(found.error());
  if (!found.value()) return no_such_stream(arn);
  return *std::move(found).value();
}

std::optional<StreamWish> stream_member(Members& members) {
  Members asked = members.structure("StreamSpecification");
  if (!asked.present()) return std::nullopt;
  StreamWish wish;
  wish.enabled = asked.boolean("StreamEnabled", true).value_or(false);
  const auto view = asked.text(
      "StreamViewType", {.one_of = {"OLD_IMAGE", "KEYS_ONLY", "NEW_AND_OLD_IMAGES", "NEW_IMAGE"}});
  if (view) wish.view = view_of(*view);
  return wish;
}

Parsed<std::optional<tables::StreamRequest>> stream_to_create(const std::optional<StreamWish>& wish,
                                                              Random& random) {
  if (!wish) return std::optional<tables::StreamRequest>();
  if (wish->enabled && !wish->view) {
    return bad_parameters(
        "Table is being created with a stream enabled, UpdateViewType is required");
  }
  if (!wish->enabled && wish->view) {
    return bad_parameters(
        "Table is being created with a stream disabled, UpdateViewType should not be specified");
  }
  if (!wish->enabled) return std::optional<tables::StreamRequest>();
  return std::optional(stream_request(*wish->view, random));
}

std::optional<Reply> bad_stream_change(const StreamWish& wish) {
  if (wish.enabled && !wish.view) {
    return bad_parameters("If stream is being enabled then UpdateViewType is required");
  }
  if (!wish.enabled && wish.view) {
    return bad_parameters("If stream is being disabled, then UpdateViewType must not be specified");
  }
  return std::nullopt;
}

tables::StreamRequest stream_request(tables::StreamView view, Random& random) {
  return {view, random.hex(32)};
}

std::string_view view_text(tables::StreamView view) {
  switch (view) {
    case tables::StreamView::kKeysOnly: return "KEYS_ONLY";
    case tables::StreamView::kNewImage: return "NEW_IMAGE";
    case tables::StreamView::kOldImage: return "OLD_IMAGE";
    case tables::StreamView::kNewAndOldImages: break;
  }
  return "NEW_AND_OLD_IMAGES";
}

void write_latest_stream(codec::JsonWriter& out, const tables::TableName& table,
                         const std::optional<tables::Stream>& stream) {
  if (!stream) return;
  if (!stream->disabled_at) {
    out.key("StreamSpecification").begin_object().key("StreamEnabled").boolean(true);
    out.key("StreamViewType").string(view_text(stream->view)).end_object();
  }
  out.key("LatestStreamLabel").string(tables::label_of(stream->created_at));
  out.key("LatestStreamArn").string(tables::stream_arn(table, stream->created_at));
}

}  // namespace tidemark::api
