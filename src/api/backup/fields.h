// Reads the members of a body of AWS Backup: a wrong type and a missing member are remembered, and
// the first problem is the answer.
//
//   Fields fields(request.body);
//   const auto name = fields.required_text("RuleName");
//   const auto window = fields.integer("StartWindowMinutes");
//   if (auto refusal = fields.refusal()) return *std::move(refusal);
//
// What was wrong or missing reads as empty.
//
// Threads   One at a time; the JSON value outlives it.
#pragma once

#include "api/call.h"
#include "base/timestamp.h"
#include "codec/json.h"

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tidemark::api {

class Fields {
 public:
  // A null value reads as an object without members; another kind is a problem.
  explicit Fields(const codec::JsonValue& object);

  std::optional<std::string> text(std::string_view name);
  std::string required_text(std::string_view name);
  std::optional<std::int64_t> integer(std::string_view name);
  std::optional<bool> boolean(std::string_view name);
  // Epoch seconds, or ISO 8601.
  std::optional<Timestamp> instant(std::string_view name);
  std::optional<std::vector<std::string>> texts(std::string_view name);
  std::optional<std::map<std::string, std::string>> text_map(std::string_view name);
  std::optional<std::map<std::string, bool>> boolean_map(std::string_view name);
  // Whether there is such an object; its fields' problems count among these.
  std::optional<Fields> object(std::string_view name);
  Fields required_object(std::string_view name);
  // The objects of a list.
  std::optional<std::vector<Fields>> objects(std::string_view name);

  // A problem found by the caller.
  void invalid(std::string message);
  void missing(std::string_view name);

  [[nodiscard]] bool has(std::string_view name) const;

  // The first problem, as AWS answers it.
  [[nodiscard]] std::optional<Reply> refusal() const;

 private:
  struct Problem;
  Fields(const codec::JsonValue* object, std::string path, std::shared_ptr<Problem> problem);
  const codec::JsonValue* find(std::string_view name) const;
  void wrong_type(std::string_view name, std::string_view wanted);
  [[nodiscard]] std::string path_of(std::string_view name) const;

  const codec::JsonValue* object_;
  std::string path_;  // of this object in the body: "BackupPlan.Rules[0]."
  std::shared_ptr<Problem> problem_;
};

}  // namespace tidemark::api
