// Puts SQL to DuckDB: node ask.mjs SQL...     one line for each: {"rows":[...]} or {"error":...}
import { DuckDBInstance } from '@duckdb/node-api';
import { argumentsOf } from './arguments.mjs';

const instance = await DuckDBInstance.create(':memory:', { threads: '2' });
const connection = await instance.connect();
for (const sql of argumentsOf(process)) {
  try {
    console.log(JSON.stringify({ rows: (await connection.runAndReadAll(sql)).getRowsJson() }));
  } catch (error) {
    console.log(JSON.stringify({ error: String(error) }));
  }
}
