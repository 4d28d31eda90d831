// An ordered map of which a copy costs nothing: copies share what none of them has changed, and a
// change makes about log n new nodes. So a snapshot can be held by many, and two of them compared
// at the price of what is different.
//
//   PersistentMap<JobRow> now = before;             // a pointer
//   now.put("a", row);
//   PersistentMap<JobRow>::differences(before, now, [](const std::string& key, const JobRow* was,
//                                                      const JobRow* is) { … });
//
// Also: for (const auto& [key, value] : map), by key, while the map stays as it is.
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
#include <vector>

namespace tidemark::storage {

// What a key is looked for by, and a number that has nothing to do with its order.
template <class Key>
struct PersistentKey {
  using View = Key;

  static std::size_t priority(const Key& key) {
    // SplitMix64's last steps.
    std::uint64_t mixed = key.value + 0x9e3779b97f4a7c15u;
    mixed = (mixed ^ (mixed >> 30)) * 0xbf58476d1ce4e5b9u;
    mixed = (mixed ^ (mixed >> 27)) * 0x94d049bb133111ebu;
    return mixed ^ (mixed >> 31);
  }
};

template <>
struct PersistentKey<std::string> {
  using View = std::string_view;

  static std::size_t priority(std::string_view key) { return std::hash<std::string_view>{}(key); }
};

template <class Value, class Key = std::string>
class PersistentMap {
  struct Node;

 public:
  using View = typename PersistentKey<Key>::View;

  // By key.
  class Iterator {
   public:
    Iterator() = default;

    explicit Iterator(const Node* root) { descend(root); }

    const std::pair<const Key, Value>& operator*() const { return path_.back()->entry->row; }

    Iterator& operator++() {
      const Node* const next = path_.back()->right.get();
      path_.pop_back();
      descend(next);
      return *this;
    }

    bool operator==(const Iterator& other) const { return path_ == other.path_; }

   private:
    void descend(const Node* node) {
      for (; node != nullptr; node = node->left.get()) path_.push_back(node);
    }

    std::vector<const Node*> path_;  // the nodes that are still to be shown, the next one last
  };

  [[nodiscard]] Iterator begin() const { return Iterator(root_.get()); }

  [[nodiscard]] Iterator end() const { return {}; }

  [[nodiscard]] std::size_t size() const { return size_; }

  // Whether nothing was changed in either since one was copied from the other.
  [[nodiscard]] bool is_same_as(const PersistentMap& other) const { return root_ == other.root_; }

  // Lives as long as a map that has this value.
  [[nodiscard]] const Value* find(View key) const {
    const Node* at = root_.get();
    while (at != nullptr && at->entry->row.first != key)
      at = (key < at->entry->row.first ? at->left : at->right).get();
    return at == nullptr ? nullptr : &at->entry->row.second;
  }

  void put(Key key, Value value) {
    if (find(key) == nullptr) ++size_;
    const std::size_t priority = PersistentKey<Key>::priority(key);
    root_ = inserted(
        root_, std::make_shared<const Entry>(Entry{{std::move(key), std::move(value)}, priority}));
  }

  void erase(View key) {
    if (find(key) == nullptr) return;
    --size_;
    root_ = without(root_, key);
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
    std::pair<const Key, Value> row;
    std::size_t priority;

    // A strict order of all entries: who stands above whom.
    [[nodiscard]] bool above(const Entry& other) const {
      return priority != other.priority ? priority > other.priority : other.row.first < row.first;
    }
  };

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
  static std::pair<Tree, Tree> parted(const Tree& tree, View key) {
    if (!tree) return {};
    if (tree->entry->row.first == key) return {tree->left, tree->right};
    if (key < tree->entry->row.first) {
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
    if (tree->entry->row.first == entry->row.first)
      return tree_of(std::move(entry), tree->left, tree->right);
    if (entry->above(*tree->entry)) {
      auto [before, behind] = parted(tree, entry->row.first);
      return tree_of(std::move(entry), std::move(before), std::move(behind));
    }
    if (entry->row.first < tree->entry->row.first) {
      return tree_of(tree->entry, inserted(tree->left, std::move(entry)), tree->right);
    }
    return tree_of(tree->entry, tree->left, inserted(tree->right, std::move(entry)));
  }

  static Tree without(const Tree& tree, View key) {
    if (tree->entry->row.first == key) return joined(tree->left, tree->right);
    if (key < tree->entry->row.first) {
      return tree_of(tree->entry, without(tree->left, key), tree->right);
    }
    return tree_of(tree->entry, tree->left, without(tree->right, key));
  }

  template <class Visit>
  static void compare(const Tree& before, const Tree& after, const Visit& visit) {
    if (before == after) return;
    // The entry that stands above all others of both is in one of them only, or in both.
    const bool ours = before && (!after || !after->entry->above(*before->entry));
    const bool theirs = after && (!before || !before->entry->above(*after->entry));
    const Entry& entry = ours ? *before->entry : *after->entry;
    if (!ours || !theirs || before->entry != after->entry) {
      visit(entry.row.first, ours ? &before->entry->row.second : nullptr,
            theirs ? &after->entry->row.second : nullptr);
    }
    const auto was =
        ours ? std::pair(before->left, before->right) : parted(before, entry.row.first);
    const auto is = theirs ? std::pair(after->left, after->right) : parted(after, entry.row.first);
    compare(was.first, is.first, visit);
    compare(was.second, is.second, visit);
  }

  Tree root_;
  std::size_t size_ = 0;
};

}  // namespace tidemark::storage
