// The filters of DescribeParameters and GetParametersByPath.
// Source: AWS Systems Manager API reference, "ParameterStringFilter" (read 2026-11-21).
#pragma once

#include "api/members.h"
#include "api/parsed.h"
#include "services/parameters/parameter.h"

#include <string>
#include <string_view>
#include <vector>

namespace tidemark::api {

struct ParameterFilter {
  std::string key;  // "Name", "Type", "Tier", "DataType", "KeyId", "Path", "Label", "tag:…"
  std::string option;
  std::vector<std::string> values;
};

// The member ParameterFilters; its shape alone is looked at.
std::vector<ParameterFilter> parameter_filters_member(Members& members);

// Fills in the default options; `by_path`: only what GetParametersByPath takes.
Parsed<std::vector<ParameterFilter>> parameter_filters(std::vector<ParameterFilter> filters,
                                                       bool by_path);

// Whether all of them take it.
bool takes(const std::vector<ParameterFilter>& filters, const services::CurrentParameter& one);

// Whether `name` lies beneath `path`, directly or however deep.
bool is_beneath(std::string_view name, std::string_view path, bool however_deep);

}  // namespace tidemark::api
