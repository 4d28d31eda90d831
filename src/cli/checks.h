// What a value of an option has to look like. Each answers what is wrong with it, or "".
//
// Threads   Pure functions.
#pragma once

#include <string>

namespace tidemark::cli {

std::string check_account(const std::string& text);     // 12 digits
std::string check_region(const std::string& text);      // "eu-west-1", "us-gov-west-1"
std::string check_instant(const std::string& text);     // ISO-8601 with a zone
std::string check_named(const std::string& text);       // not empty: a place
std::string check_file_named(const std::string& text);  // not empty: a file
std::string check_url(const std::string& text);         // http:// or https:// and a host
std::string check_query(const std::string& text);       // JMESPath that can be evaluated
std::string check_port(const std::string& text);        // 0 to 65535
std::string check_whole(const std::string& text);       // a number without sign, up to 2^63 - 1
std::string check_table(const std::string& text);       // DynamoDB's rule for names of tables
std::string check_backup_name(const std::string& text);
std::string check_arn(const std::string& text);

}  // namespace tidemark::cli
