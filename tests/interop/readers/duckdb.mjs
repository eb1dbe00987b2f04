// DuckDB, through its own value objects.
import { DuckDBInstance, DuckDBTypeId as Id } from '@duckdb/node-api';
import * as c from '../canonical.mjs';

const instance = await DuckDBInstance.create(':memory:', { threads: '2' });
const connection = await instance.connect();

export async function read(file) {
  const reader = await connection.runAndReadAll(`SELECT * FROM read_parquet('${file.replaceAll("'", "''")}')`);
  const names = reader.columnNames();
  const types = reader.columnTypes();
  const columns = reader.getColumns();
  const result = {};
  names.forEach((name, i) => {
    result[name] = (columns[i] ?? []).map(value => canonical(value, types[i]));
  });
  return { rows: reader.currentRowCount, columns: result };
}

function canonical(value, type) {
  if (value === null) {
    return c.none;
  }

  switch (type.typeId) {
    case Id.BOOLEAN: return c.bool(value);
    case Id.TINYINT: case Id.SMALLINT: case Id.INTEGER: case Id.BIGINT: case Id.HUGEINT:
    case Id.UTINYINT: case Id.USMALLINT: case Id.UINTEGER: case Id.UBIGINT: case Id.UHUGEINT: return c.int(value);
    case Id.FLOAT: case Id.DOUBLE: return c.float(value);
    case Id.VARCHAR: return c.text(value);
    case Id.BLOB: return c.bytes(value.bytes);
    case Id.UUID: return 'x' + value.toString().replaceAll('-', '');
    case Id.DATE: return c.date(value.days);
    case Id.TIME: return c.time(value.micros * 1000n);
    case Id.TIME_TZ: return c.time(value.micros * 1000n);
    case Id.TIME_NS: return c.time(value.nanos);
    case Id.TIMESTAMP: case Id.TIMESTAMP_TZ: return c.timestamp(value.micros * 1000n);
    case Id.TIMESTAMP_MS: return c.timestamp(value.millis * 1_000_000n);
    case Id.TIMESTAMP_NS: return c.timestamp(value.nanos);
    case Id.DECIMAL: return c.decimal(value.value, value.scale);
    case Id.INTERVAL: return c.interval(value.months, value.days, value.micros * 1000n);
    case Id.LIST: return c.list(value.items.map(item => canonical(item, type.valueType)));
    case Id.STRUCT: return c.struct(type.entryNames.map((name, i) => [name, canonical(value.entries[name], type.entryTypes[i])]));
    case Id.MAP: return c.map(value.entries.map(entry => [canonical(entry.key, type.keyType), canonical(entry.value, type.valueType)]));
    default: throw new Error(`no text for DuckDB type ${type}`);
  }
}
