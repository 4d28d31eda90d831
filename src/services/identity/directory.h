// All identities of all accounts at one moment.
//
//   const std::shared_ptr<const Directory> all = identity.now();
//   const Role* role = all->find<Role>(name_key(account, "ops"));
//   for (const User* user : all->list<User>(account_prefix(account))) …
//
// Threads   Immutable once shown; pointers live as long as the directory.
#pragma once

#include "services/identity/entities.h"

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

namespace tidemark::services {

class Directory {
 public:
  // Null when there is none. Rows only: built-in roles and policies come from their own files.
  template <class Row>
  [[nodiscard]] const Row* find(const std::string& key) const {
    const auto& rows = std::get<Rows<Row>>(rows_);
    const auto found = rows.find(key);
    return found == rows.end() ? nullptr : found->second.get();
  }

  // By key, ascending.
  template <class Row>
  [[nodiscard]] std::vector<const Row*> list(const std::string& prefix) const {
    const auto& rows = std::get<Rows<Row>>(rows_);
    std::vector<const Row*> found;
    for (auto at = rows.lower_bound(prefix); at != rows.end(); ++at) {
      if (!at->first.starts_with(prefix)) break;
      found.push_back(at->second.get());
    }
    return found;
  }

  template <class Row>
  void put(Row row) {
    std::string key = row.key();
    std::get<Rows<Row>>(rows_)[std::move(key)] = std::make_shared<const Row>(std::move(row));
  }

  template <class Row>
  void remove(const std::string& key) {
    std::get<Rows<Row>>(rows_).erase(key);
  }

 private:
  template <class Row>
  using Rows = std::map<std::string, std::shared_ptr<const Row>>;

  std::tuple<Rows<User>, Rows<Role>, Rows<ManagedPolicy>, Rows<UserKey>, Rows<Session>> rows_;
};

}  // namespace tidemark::services
