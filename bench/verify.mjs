// Judges outputs by DuckDB, which is no part of what is judged.
import { duckdb, sqlName, sqlString } from './peers/modules.mjs';

async function query(text) {
  const instance = await duckdb().DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  // In the order of the files and of their rows.
  await connection.run('SET threads = 1');
  const rows = (await connection.runAndReadAll(text)).getRows();
  connection.closeSync();
  instance.closeSync();
  return rows;
}

const source = files => `read_parquet([${files.map(sqlString).join(', ')}], union_by_name = true)`;

/** "rows sum": equal for equal multisets of rows, whatever the order of the rows and of the columns. */
export async function digestOf(files) {
  const described = await query(`DESCRIBE SELECT * FROM ${source(files)}`);
  const columns = described.map(row => row[0]).sort().map(sqlName);
  const [[count, sum]] = await query(`SELECT count(*), sum(hash(${columns.join(', ')})::HUGEINT) FROM ${source(files)}`);
  return `${count} ${sum}`;
}

/** The number of the first row that belongs before its predecessor, or undefined if the files, read in name order, are sorted. */
export async function firstDisorder(files, key) {
  // Rows compare field by field, with nulls last; a descending column of these sets is a number.
  const row = `row(${key.map(k => (k.descending ? `-${sqlName(k.column)}` : sqlName(k.column))).join(', ')})`;
  const [[first]] = await query(`
    SELECT min(n) FROM (
      SELECT row_number() OVER () AS n, k < lag(k) OVER () AS disorder FROM (SELECT ${row} AS k FROM ${source(files)}))
    WHERE disorder`);
  return first ?? undefined;
}
