// Reads the members of a request object as AWS's front end does: first the types
// (SerializationException, the first one wins), then the constraints ("N validation errors
// detected: …", at most ten).
//
//   Members members(request.body);
//   const auto name = members.text("BackupName", {.required = true, .min = 3, .max = 255, .pattern
//   = kNamePattern}); const auto limit = members.integer("Limit", {.min = 1, .max = 100}); if (auto
//   refusal = members.refusal()) return *refusal;
//
// Members ask in the order in which problems shall be reported. Values of a wrong type read as
// absent.
#pragma once

#include "api/call.h"
#include "codec/json.h"

#include <cstdint>
#include <initializer_list>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace tidemark::api {

inline constexpr std::string_view kNamePattern = "[a-zA-Z0-9_.-]+";

bool matches_name_pattern(std::string_view text);

class Members {
 public:
  struct TextRule {
    bool required = false;
    std::size_t min = 0;
    std::size_t max = SIZE_MAX;
    std::string_view pattern = {};              // kNamePattern is the only one known
    std::vector<std::string_view> one_of = {};  // in the order AWS prints them
  };

  struct IntegerRule {
    bool required = false;
    std::int64_t min = INT64_MIN;
    std::int64_t max = INT64_MAX;
    bool is_long = false;  // AWS's type, for the text that says it is none
  };

  // `object` must outlive this. Null reads as an object without members.
  explicit Members(const codec::JsonValue* object);

  explicit Members(const codec::JsonValue& object) : Members(&object) {}

  std::optional<std::string> text(std::string_view name) { return text(name, TextRule{}); }

  std::optional<std::string> text(std::string_view name, const TextRule& rule);

  std::optional<std::int64_t> integer(std::string_view name) {
    return integer(name, IntegerRule{});
  }

  std::optional<std::int64_t> integer(std::string_view name, const IntegerRule& rule);
  std::optional<bool> boolean(std::string_view name, bool required = false);
  // Epoch seconds, fractions honoured, as microseconds.
  std::optional<std::int64_t> epoch_micros(std::string_view name, bool required = false);

  // A nested structure; its problems count among these, with the path in front. `type` is what AWS
  // calls it, if not as the member.
  Members structure(std::string_view name, bool required = false, std::string_view type = {});
  // Null when absent.
  const codec::JsonValue::Array* list(std::string_view name, bool required = false);
  // `of`: AWS's type of the values, "java.lang.String" or a structure's name.
  const codec::JsonValue::Members* map(std::string_view name, bool required = false,
                                       std::string_view of = "AttributeValue");
  // A list of texts; nulls in it are skipped.
  std::optional<std::vector<std::string>> texts(std::string_view name, bool required = false);
  // A value of map(name): its path is "name.<key>.member". `type` is what AWS calls it.
  Members entry(std::string_view name, std::string_view key, const codec::JsonValue& value,
                std::string_view type);
  // An element of list(name): its path is "name.<index+1>.member". `type` is what AWS calls it, if
  // not as the list without its plural.
  Members element(std::string_view name, std::size_t index, const codec::JsonValue& value,
                  std::string_view type = {});

  // Problems with these members of the request are told without those of any other member. Called
  // more than once: those named first come first.
  void tell_before_others(std::initializer_list<std::string_view> names);

  // An element of a list that is a value of map(name): its path is
  // "name.<key>.member.<index+1>.member".
  Members element_of(std::string_view name, std::string_view key, std::size_t index,
                     const codec::JsonValue& value, std::string_view type);

  // For operations that check lengths and ranges in AWS's newer generation of code: a problem of
  // these that stands alone is told without the value, under the member's own name.
  void tell_lone_bounds_briefly();

  [[nodiscard]] bool present() const { return object_ != nullptr; }

  [[nodiscard]] const codec::JsonValue* find(std::string_view name) const;

  // A constraint of the operation's own: "Value '<value>' at '<path>' failed to satisfy
  // constraint: <ending>".
  void add_problem(std::string_view name, std::optional<std::string_view> value,
                   std::string_view ending);

  // Likewise, of a length or a range.
  void add_bound_problem(std::string_view name, std::string_view value, std::string_view ending);

  // A value that has not the shape of its type; the first one wins.
  void add_serialization(std::string_view message);

  // The answer to a request with a value of a wrong type, or nullopt.
  [[nodiscard]] std::optional<Reply> misshapen() const;

  // The answer to a request that is not understood, or nullopt.
  [[nodiscard]] std::optional<Reply> refusal() const;

 private:
  struct Problems;
  using Places = std::unordered_map<std::string_view, const codec::JsonValue*>;

  // "requestItems.orders.member." and "RequestItems.orders.member.": as AWS's two generations of
  // checks write where a member is.
  struct Paths {
    std::string older;
    std::string newer;
  };

  Members(const codec::JsonValue* object, Paths paths, std::shared_ptr<Problems> problems);

  const codec::JsonValue* value_of(std::string_view name, bool required);
  void no_scalar(const codec::JsonValue& value, std::string_view wanted);
  void no_list(const codec::JsonValue& value);
  // Of what lies in the member of that name; `inner` stands behind it.
  [[nodiscard]] Paths paths_of(std::string_view name, std::string_view inner = {}) const;

  const codec::JsonValue* object_;
  mutable Places places_;  // filled when an object of many members is asked the first time
  Paths paths_;
  std::shared_ptr<Problems> problems_;  // of the whole request: shared by its nested structures
};

}  // namespace tidemark::api
