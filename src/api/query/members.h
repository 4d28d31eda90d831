// Reads the members of a form as AWS's front end does, and says all that is wrong in one answer:
// "N validation errors detected: Value '…' at 'roleName' failed to satisfy constraint: …".
//
//   QueryMembers members(request);
//   const auto name = members.text("RoleName", {.required = true, .min = 1, .max = 64});
//   const auto most = members.integer("MaxItems", {.min = 1, .max = 1000});
//   if (auto refusal = members.refusal()) return *std::move(refusal);
//
// Members ask in the order in which problems shall be reported.
#pragma once

#include "api/query/operation.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tidemark::api {

class QueryMembers {
 public:
  struct TextRule {
    bool required = false;
    std::size_t min = 0;
    std::size_t max = SIZE_MAX;
    std::string_view pattern = {};                // as AWS prints it
    bool (*matches)(std::string_view) = nullptr;  // what the pattern says
    std::vector<std::string_view> one_of = {};    // in the order AWS prints them
  };

  struct IntegerRule {
    bool required = false;
    std::int64_t min = INT64_MIN;
    std::int64_t max = INT64_MAX;
  };

  explicit QueryMembers(const QueryRequest& request) : request_(request), form_(request.form) {}

  // Of a structure beneath; `path` is how AWS names it: "tags.1.member".
  QueryMembers(const QueryRequest& request, wire::QueryParameters form, std::string path)
      : request_(request), form_(std::move(form)), path_(std::move(path)) {}

  std::optional<std::string> text(std::string_view name) { return text(name, TextRule{}); }

  std::optional<std::string> text(std::string_view name, const TextRule& rule);

  std::optional<std::int64_t> integer(std::string_view name, const IntegerRule& rule);
  std::optional<bool> boolean(std::string_view name);

  // A list of texts; unset when the member was not sent.
  std::optional<std::vector<std::string>> texts(std::string_view name, bool required = false);

  // A constraint of the operation's own.
  void add_problem(std::string_view name, std::optional<std::string_view> value,
                   std::string_view ending);

  // The problems of a structure beneath count among these.
  void add_all(const QueryMembers& beneath);

  [[nodiscard]] std::optional<Reply> refusal() const;

 private:
  [[nodiscard]] std::string path_of(std::string_view name) const;

  const QueryRequest& request_;
  wire::QueryParameters form_;
  std::string path_{};
  std::vector<std::string> problems_{};
};

}  // namespace tidemark::api
