// DuckDB prunes row groups by statistics and Bloom filters when a comparison with a constant is pushed into the scan.
import { DuckDBInstance } from '@duckdb/node-api';

const instance = await DuckDBInstance.create(':memory:', { threads: '2' });
const connection = await instance.connect();
const ask = async sql => (await connection.runAndReadAll(sql)).getRowsJson();

export async function prune(file) {
  const from = `FROM read_parquet('${file}')`;
  const wrong = [];
  let checked = 0;
  for (const [column, type] of await ask(`DESCRIBE SELECT * ${from}`)) {
    const name = `"${column}"`;
    const probes = await ask(`SELECT DISTINCT v::VARCHAR FROM (SELECT unnest([min(${name}), max(${name}), any_value(${name}), quantile_disc(${name}, 0.1), quantile_disc(${name}, 0.5), quantile_disc(${name}, 0.9)]) v ${from}) WHERE v IS NOT NULL`);
    const constants = probes.filter(([probe]) => !probe.includes('\0')).map(([probe]) => `'${probe.replaceAll("'", "''")}'::${type}`);
    if (type === 'FLOAT' || type === 'DOUBLE') {
      constants.push(...['nan', 'inf', '-inf', '0', '-0.0', '1e9'].map(value => `'${value}'::${type}`));
    }

    const conditions = constants.flatMap(constant => ['=', '<', '>='].map(operator => `${name} ${operator} ${constant}`));
    conditions.push(`${name} IS NULL`, `${name} IS NOT NULL`);
    for (const condition of conditions) {
      const sql = `SELECT count(*) ${from} WHERE ${condition}`;
      await connection.run(`SET disabled_optimizers = ''`);
      const [[pruned]] = await ask(sql);
      await connection.run(`SET disabled_optimizers = 'filter_pushdown,statistics_propagation'`);
      const [[all]] = await ask(sql);
      checked++;
      if (pruned !== all) {
        wrong.push(`${condition}: ${pruned}, ${all}`);
      }
    }

    await connection.run(`SET disabled_optimizers = ''`);
  }

  return { checked, wrong };
}
