// What whole servers are asked: tables that are filled, and requests whose answers can be checked.
// Items have numbers, and about 300 bytes as DynamoDB counts them.
//
// Threads   One.
#pragma once

#include "bench/load.h"

#include <cstdint>
#include <string>

namespace tidemark::bench {

// Of every table but those of partitions; 0 … kServedItems - 1 by key.
inline constexpr std::uint64_t kServedItems = 20'000;

Workload puts_into(const std::string& table);
Workload gets_from(const std::string& table);
Workload queries_of(const std::string& table);
Workload batches_into(const std::string& table);
// Pages of 1 MB that give nothing back: counted, or looked at and rejected by a filter.
Workload counts_of(const std::string& table);
Workload rejections_of(const std::string& table);

// A new one, once it is active; one of that name is deleted before.
Status make_table(const Endpoint& endpoint, const std::string& name, bool with_range);

// Likewise, with two global indexes of whole items: by the attribute that every put of puts_into
// changes, and by one that none does.
Status make_indexed_table(const Endpoint& endpoint, const std::string& name);

// Puts all items of a table, in batches.
Status fill_items(const Endpoint& endpoint, const std::string& table);
// Batches `from` … `until` - 1 of those of batches_into.
Status put_batches(const Endpoint& endpoint, const std::string& table, std::uint64_t from,
                   std::uint64_t until);
// The last item of batch `number` is as that batch put it, if none after it went over it.
Status check_batch(const Endpoint& endpoint, const std::string& table, std::uint64_t number);
// Puts what queries_of asks for.
Status fill_partitions(const Endpoint& endpoint, const std::string& table);

// Turns point-in-time recovery on.
Status keep_history(const Endpoint& endpoint, const std::string& table);

}  // namespace tidemark::bench
