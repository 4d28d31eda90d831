#include "storage/types.h"

#include "storage/changes.h"

namespace tidemark::storage {

Tally& Tally::operator+=(const Tally& delta) {
  items += delta.items;
  bytes += delta.bytes;
  digest += delta.digest;
  return *this;
}

Tally Tally::operator-() const {
  return {-items, -bytes, -digest};
}

namespace {

template <class T>
void move_onto(std::vector<T>& to, std::vector<T>& from) {
  to.insert(to.end(), std::make_move_iterator(from.begin()), std::make_move_iterator(from.end()));
}

}  // namespace

void Changes::append(Changes other) {
  move_onto(writes, other.writes);
  move_onto(tallies, other.tallies);
  move_onto(new_tables, other.new_tables);
  move_onto(new_bases, other.new_bases);
  move_onto(abandoned_bases, other.abandoned_bases);
  move_onto(drops, other.drops);
  move_onto(purges, other.purges);
  move_onto(strata, other.strata);
  move_onto(histories, other.histories);
  move_onto(pins, other.pins);
  move_onto(unpins, other.unpins);
  move_onto(jobs, other.jobs);
  move_onto(finished_jobs, other.finished_jobs);
  first_in_group = first_in_group || other.first_in_group;
  makes_room = makes_room || other.makes_room;
}

bool Changes::empty() const {
  return writes.empty() && tallies.empty() && new_tables.empty() && new_bases.empty() &&
         abandoned_bases.empty() && drops.empty() && purges.empty() && strata.empty() &&
         histories.empty() && pins.empty() && unpins.empty() && jobs.empty() &&
         finished_jobs.empty();
}

}  // namespace tidemark::storage
