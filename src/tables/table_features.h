// The part of a table row that version 2 added: indexes, stream, time to live and settings.
// Format: docs/formats/catalog.md.
#pragma once

#include "codec/row_bytes.h"
#include "tables/table_description.h"

namespace tidemark::tables {

using codec::RowReader;
using codec::RowWriter;

// Whether there is anything that version 1 has no room for.
bool has_features(const TableDescription& table);

void write_features(RowWriter& out, const TableDescription& table);
// Damage is left in `in`.
void read_features(RowReader& in, TableDescription& table);

// Fields that both parts have.
void write_key(RowWriter& out, const KeyAttribute& key);
KeyAttribute read_key(RowReader& in);
void write_throughput(RowWriter& out, const Throughput& throughput);
Throughput read_throughput(RowReader& in);

}  // namespace tidemark::tables
