// DuckDB: one COPY from all inputs to one file, sorted or in whatever order comes.
import { duckdb, job, orderBy, sqlString } from './modules.mjs';

const { inputs, output, key, threads, level, rowGroupRows, sorted } = job();
const { DuckDBInstance } = duckdb();
const instance = await DuckDBInstance.create(':memory:');
const connection = await instance.connect();
await connection.run(`SET threads = ${threads}`);
const files = `[${inputs.map(sqlString).join(', ')}]`;
const order = sorted ? `ORDER BY ${orderBy(key)}` : '';
await connection.run(`COPY (SELECT * FROM read_parquet(${files}, union_by_name = true) ${order}) TO ${sqlString(output)}
  (FORMAT parquet, COMPRESSION zstd, COMPRESSION_LEVEL ${level}, ROW_GROUP_SIZE ${rowGroupRows})`);
