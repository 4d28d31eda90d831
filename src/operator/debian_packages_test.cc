#include "operator/debian_packages.h"

#include "values/dynamodb_json.h"

#include <gtest/gtest.h>

namespace tidemark::runbooks {
namespace {

Result<std::vector<std::string>> items_of(std::string_view catalogue) {
  std::vector<std::string> items;
  TM_TRY_STATUS(packages_in(catalogue, [&](values::Item&& item) {
    items.push_back(values::to_json(item));
    return Status(Ok{});
  }));
  return items;
}

std::string only_item(std::string_view catalogue) {
  const auto items = items_of(catalogue);
  if (!items) return items.error().message;
  return items.value().size() == 1 ? items.value().front() : "not one item";
}

// The fields every record has, and one more.
std::string with(std::string_view field) {
  return only_item(fmt::format("Package: p\nVersion: 1\nArchitecture: all\n{}\n", field));
}

std::string expected(std::string_view before_package, std::string_view after_package = "") {
  return fmt::format(R"({{"Architecture":{{"S":"all"}},"Build":{{"S":"1_all"}}{},)"
                     R"("Package":{{"S":"p"}}{},"Version":{{"S":"1"}}}})",
                     before_package, after_package);
}

TEST(Packages, AreNamedByPackageAndBuild) {
  EXPECT_EQ(with("Section: games"), expected("", R"(,"Section":{"S":"games"})"));
}

TEST(Packages, HaveSizesAsNumbers) {
  EXPECT_EQ(with("Size: 7891488"), expected("", R"(,"Size":{"N":"7891488"})"));
}

TEST(Packages, KeepASizeThatIsNoNumber) {
  EXPECT_EQ(with("Size: big"), expected("", R"(,"Size":{"S":"big"})"));
}

TEST(Packages, HaveRelationsAsListsOfMaps) {
  EXPECT_EQ(
      with("Depends: libc6 (>= 2.34), python3:any, a | b (<< 2~)"),
      expected(R"(,"Depends":{"L":[)"
               R"({"M":{"Name":{"S":"libc6"},"Relation":{"S":">="},"Version":{"S":"2.34"}}},)"
               R"({"M":{"Name":{"S":"python3"},"Qualifier":{"S":"any"}}},)"
               R"({"M":{"AnyOf":{"L":[{"M":{"Name":{"S":"a"}}},)"
               R"({"M":{"Name":{"S":"b"},"Relation":{"S":"<<"},"Version":{"S":"2~"}}}]}}}]})"));
}

TEST(Packages, HaveTagsAsASetOverSeveralLines) {
  EXPECT_EQ(with("Tag: role::program, game::strategy,\n uitoolkit::{sdl,gtk}, role::program"),
            expected("", R"(,"Tag":{"SS":["game::strategy","role::program",)"
                         R"("uitoolkit::gtk","uitoolkit::sdl"]})"));
}

TEST(Packages, HaveChecksumsAsBytes) {
  EXPECT_EQ(with("MD5sum: 00ff"), expected(R"(,"MD5sum":{"B":"AP8="})"));
}

TEST(Packages, HaveMaintainersAsMaps) {
  EXPECT_EQ(with("Maintainer: The Team <team@example.org>"),
            expected(R"(,"Maintainer":{"M":{"Email":{"S":"team@example.org"},)"
                     R"("Name":{"S":"The Team"}}})"));
}

TEST(Packages, HaveYesAsABoolean) {
  EXPECT_EQ(with("Essential: yes"), expected(R"(,"Essential":{"BOOL":true})"));
}

TEST(Packages, HaveAnEmptyFieldAsNull) {
  EXPECT_EQ(with("Homepage:"), expected(R"(,"Homepage":{"NULL":true})"));
}

TEST(Packages, KeepTextThatIsNoUtf8AsBytes) {
  EXPECT_EQ(with("Origin: Z\xFC"), expected(R"(,"Origin":{"B":"Wvw="})"));
}

TEST(Packages, HaveConffilesOfDpkgsOwnFile) {
  EXPECT_EQ(with("Conffiles:\n /etc/a 0123\n /etc/b 4567 obsolete"),
            expected(R"(,"Conffiles":{"L":[{"M":{"Checksum":{"S":"0123"},"Path":{"S":"/etc/a"}}},)"
                     R"({"M":{"Checksum":{"S":"4567 obsolete"},"Path":{"S":"/etc/b"}}}]})"));
}

TEST(Packages, HaveTheLongDescriptionApart) {
  EXPECT_EQ(with("Description: short\n long one\n ."),
            expected(R"(,"Description":{"S":"short"},"Long-Description":{"S":"long one\n."})"));
}

TEST(Packages, ArePartedByEmptyLines) {
  const auto items =
      items_of("\nPackage: a\nVersion: 1\n\n\nPackage: b\nVersion: 2\nArchitecture: amd64");

  ASSERT_TRUE(items);
  EXPECT_EQ(items.value(),
            (std::vector<std::string>{
                R"({"Build":{"S":"1_all"},"Package":{"S":"a"},"Version":{"S":"1"}})",
                R"({"Architecture":{"S":"amd64"},"Build":{"S":"2_amd64"},"Package":{"S":"b"},)"
                R"("Version":{"S":"2"}})"}));
}

TEST(Packages, LeaveOutWhatWasRemoved) {
  const auto items = items_of("Package: gone\nStatus: purge ok not-installed\n");

  ASSERT_TRUE(items);
  EXPECT_TRUE(items.value().empty());
}

TEST(Packages, RefuseOtherTextAndNameTheLine) {
  EXPECT_EQ(items_of("Package: a\nno colon here\n").error().message,
            R"(line 2 is no "Field: text")");
  EXPECT_EQ(items_of(" begins with a blank\n").error().message, "line 1 continues no field");
  EXPECT_EQ(items_of("Version: 1\n").error().message,
            "line 1: a record begins with Version, not with Package");
}

TEST(Packages, StopAtTheFirstErrorOfTheirTaker) {
  const Status status =
      packages_in("Package: a\nVersion: 1\n\nPackage: b\nVersion: 1\n",
                  [](values::Item&&) -> Status { return fail(Code::kLimit, "enough"); });

  ASSERT_FALSE(status);
  EXPECT_EQ(status.error().code, Code::kLimit);
}

}  // namespace
}  // namespace tidemark::runbooks
