// Answers questions about the rows of sets of files by DuckDB. Each line of the input is a JSON list of files; each line of the output is
//   {"rows":n, "digest":"order-independent sums over the rows", "columns":[...]}     or     {"error":"..."}
// Files are united by column name; a column that a file lacks is null in its rows. The digest does not depend on the order of columns.
import { DuckDBInstance } from '@duckdb/node-api';
import { createInterface } from 'node:readline';

const instance = await DuckDBInstance.create(':memory:', { threads: '2' });
const connection = await instance.connect();

for await (const line of createInterface({ input: process.stdin })) {
  try {
    console.log(JSON.stringify(await answer(JSON.parse(line))));
  } catch (error) {
    console.log(JSON.stringify({ error: String(error?.message ?? error) }));
  }
}

async function answer(files) {
  if (files.length === 0) {
    return { rows: 0, digest: '0:0', columns: [] };
  }

  const list = files.map(file => `'${file.replaceAll("'", "''")}'`).join(',');
  const source = `read_parquet([${list}], union_by_name = true, hive_partitioning = false)`;
  const description = await connection.runAndReadAll(`DESCRIBE SELECT * FROM ${source}`);
  const columns = description.getRows().map(row => row[0]).sort();
  const values = columns.map(name => `"${name.replaceAll('"', '""')}"`).join(',');
  const result = await connection.runAndReadAll(
    `SELECT count(*)::VARCHAR, coalesce(sum(hash(${values})::HUGEINT), 0)::VARCHAR, coalesce(sum(hash('salt', ${values})::HUGEINT), 0)::VARCHAR FROM ${source}`);
  const [rows, first, second] = result.getRows()[0];
  return { rows: Number(rows), digest: `${first}:${second}`, columns };
}
