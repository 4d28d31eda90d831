#include "api/resource_arn.h"

#include "api/errors.h"

#include <fmt/format.h>

namespace tidemark::api {
namespace {

// The text before the next colon; takes both from `rest`.
std::string_view next_part(std::string_view& rest) {
  const std::size_t colon = rest.find(':');
  const std::string_view part = rest.substr(0, colon);
  rest.remove_prefix(colon == std::string_view::npos ? rest.size() : colon + 1);
  return part;
}

}  // namespace

ResourceArn resource_arn(std::string_view text) {
  ResourceArn arn;
  arn.text = text;
  if (!text.starts_with("arn:")) return arn;
  arn.kind = ArnKind::kOther;
  std::string_view rest = text.substr(4);
  arn.partition = next_part(rest);
  arn.service = next_part(rest);
  arn.region = next_part(rest);
  arn.account = next_part(rest);
  constexpr std::string_view kTablePrefix = "table/";
  if (!rest.starts_with(kTablePrefix)) return arn;
  rest.remove_prefix(kTablePrefix.size());
  const std::size_t slash = rest.find('/');
  arn.table = rest.substr(0, slash);
  if (slash == std::string_view::npos) {
    arn.kind = ArnKind::kTable;
    return arn;
  }
  const std::string_view below = rest.substr(slash);
  if (below.starts_with("/stream/")) arn.kind = ArnKind::kStream;
  if (below.starts_with("/index/")) arn.kind = ArnKind::kIndex;
  return arn;
}

std::optional<Reply> arn_problem(const ResourceArn& arn) {
  const auto bad = [&](std::string_view what) {
    return validation_error(
        fmt::format("One or more parameter values were invalid: {}: {}", what, arn.text));
  };
  switch (arn.kind) {
    case ArnKind::kNone: return bad("ARNs must start with 'arn:'");
    case ArnKind::kOther: return bad("Provided Arn is not a DynamoDB resource arn");
    case ArnKind::kIndex:
      return bad(
          "Invalid resource arn provided, only table or stream is accepted. Provided resource arn");
    case ArnKind::kTable:
    case ArnKind::kStream: break;
  }
  return std::nullopt;
}

}  // namespace tidemark::api
