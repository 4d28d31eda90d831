// An ordered map of which a copy costs nothing: copies share what none of them has changed, and a
// change makes about log n new nodes. So a snapshot can be held by many, and two of them compared
// at the price of what is different.
//
//   PersistentMap<JobRow> now = before;             // a pointer
//   now.put("a", row);
//   PersistentMap<JobRow>::differences(before, now, [](const std::string& key, const JobRow* was,
//                                                      const JobRow* is) { … });
//
// A treap whose priorities are hashes of the keys: the same keys make the same tree, whatever was
// done to get there.
//
// Threads   As a value: copies may be read by any.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

namespace tidemark::storage {

template <class Value>
class PersistentMap {
 public:
  [[nodiscard]] std::size_t size() const { return size_; }

  // Lives as long as a map that has this value.
  [[nodiscard]] const Value* find(std::string_view key) const {
    const Node* at = root_.get();
    while (at != nullptr && at->entry->key != key)
      at = (key < at->entry->key ? at->left : at->right).get();
    return at == nullptr ? nullptr : &at->entry->value;
  }

  void put(std::string key, Value value) {
    if (find(key) == nullptr) ++size_;
    const std::size_t priority = std::hash<std::string_view>{}(key);
    root_ = inserted(
        root_, std::make_shared<const Entry>(Entry{std::move(key), priority, std::move(value)}));
  }

  void erase(std::string_view key) {
    if (find(key) == nullptr) return;
    --size_;
    root_ = without(root_, key);
  }

  // In the order of the keys: visit(key, value).
  template <class Visit>
  void each(const Visit& visit) const {
    walk(root_.get(), visit);
  }

  // What is in one of two maps only, or has another value: visit(key, before, after), of which one
  // may be null; in no order.
  template <class Visit>
  static void differences(const PersistentMap& before, const PersistentMap& after,
                          const Visit& visit) {
    compare(before.root_, after.root_, visit);
  }

 private:
  struct Entry {
    std::string key;
    std::size_t priority;
    Value value;

    // A strict order of all entries: who stands above whom.
    [[nodiscard]] bool above(const Entry& other) const {
      return priority != other.priority ? priority > other.priority : key > other.key;
    }
  };

  struct Node;
  using Tree = std::shared_ptr<const Node>;

  struct Node {
    std::shared_ptr<const Entry> entry;
    Tree left;
    Tree right;
  };

  static Tree tree_of(std::shared_ptr<const Entry> entry, Tree left, Tree right) {
    return std::make_shared<const Node>(Node{std::move(entry), std::move(left), std::move(right)});
  }

  // What lies before `key`, and behind it; `key` itself in neither.
  static std::pair<Tree, Tree> parted(const Tree& tree, std::string_view key) {
    if (!tree) return {};
    if (tree->entry->key == key) return {tree->left, tree->right};
    if (key < tree->entry->key) {
      auto [before, behind] = parted(tree->left, key);
      return {std::move(before), tree_of(tree->entry, std::move(behind), tree->right)};
    }
    auto [before, behind] = parted(tree->right, key);
    return {tree_of(tree->entry, tree->left, std::move(before)), std::move(behind)};
  }

  // All of `before` lies before all of `behind`.
  static Tree joined(const Tree& before, const Tree& behind) {
    if (!before) return behind;
    if (!behind) return before;
    if (before->entry->above(*behind->entry)) {
      return tree_of(before->entry, before->left, joined(before->right, behind));
    }
    return tree_of(behind->entry, joined(before, behind->left), behind->right);
  }

  static Tree inserted(const Tree& tree, std::shared_ptr<const Entry> entry) {
    if (!tree) return tree_of(std::move(entry), {}, {});
    if (tree->entry->key == entry->key) return tree_of(std::move(entry), tree->left, tree->right);
    if (entry->above(*tree->entry)) {
      auto [before, behind] = parted(tree, entry->key);
      return tree_of(std::move(entry), std::move(before), std::move(behind));
    }
    if (entry->key < tree->entry->key) {
      return tree_of(tree->entry, inserted(tree->left, std::move(entry)), tree->right);
    }
    return tree_of(tree->entry, tree->left, inserted(tree->right, std::move(entry)));
  }

  static Tree without(const Tree& tree, std::string_view key) {
    if (tree->entry->key == key) return joined(tree->left, tree->right);
    if (key < tree->entry->key) {
      return tree_of(tree->entry, without(tree->left, key), tree->right);
    }
    return tree_of(tree->entry, tree->left, without(tree->right, key));
  }

  template <class Visit>
  static void walk(const Node* at, const Visit& visit) {
    if (at == nullptr) return;
    walk(at->left.get(), visit);
    visit(at->entry->key, at->entry->value);
    walk(at->right.get(), visit);
  }

  template <class Visit>
  static void compare(const Tree& before, const Tree& after, const Visit& visit) {
    if (before == after) return;
    // The entry that stands above all others of both is in one of them only, or in both.
    const bool ours = before && (!after || !after->entry->above(*before->entry));
    const bool theirs = after && (!before || !before->entry->above(*after->entry));
    const Entry& entry = ours ? *before->entry : *after->entry;
    if (!ours || !theirs || before->entry != after->entry) {
      visit(entry.key, ours ? &before->entry->value : nullptr,
            theirs ? &after->entry->value : nullptr);
    }
    const auto was = ours ? std::pair(before->left, before->right) : parted(before, entry.key);
    const auto is = theirs ? std::pair(after->left, after->right) : parted(after, entry.key);
    compare(was.first, is.first, visit);
    compare(was.second, is.second, visit);
  }

  Tree root_;
  std::size_t size_ = 0;
};

}  // namespace tidemark::storage
