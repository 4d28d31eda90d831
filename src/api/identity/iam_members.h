// Members that many requests to IAM share: names, paths, tags, documents, pages.
//
//   QueryMembers members(request);
//   const auto name = name_member(members, "RoleName", 64);
//   const Page page = page_members(members);
//
// Threads   Pure functions.
// Source    botocore's model of IAM, 2010-05-08.
#pragma once

#include "api/query/members.h"
#include "services/identity/entities.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tidemark::api {

// A name of a user, role or policy: letters, digits and _+=,.@-
std::optional<std::string> name_member(QueryMembers& members, std::string_view member,
                                       std::size_t most, bool required = true);

// "/" when absent. One slash, or text between two.
std::string path_member(QueryMembers& members, std::string_view member = "Path");

std::optional<std::string> document_member(QueryMembers& members, std::string_view member,
                                           bool required = true);

std::optional<std::string> arn_member(QueryMembers& members, std::string_view member);

// "v12"; unset when absent or ill-formed, which counts as a problem.
std::optional<std::uint64_t> version_member(QueryMembers& members, std::string_view member);

std::vector<services::Tag> tag_members(const QueryRequest& request, QueryMembers& members);

// Which piece of a list is asked for: what comes after `after`.
struct Page {
  std::string after;
  std::size_t most = 100;
};

Page page_members(QueryMembers& members);

}  // namespace tidemark::api
