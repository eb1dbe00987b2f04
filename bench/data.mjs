// The data sets: which files, sorted by what, and how they are made when they are not there yet.
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { duckdb, orderBy, sqlString } from './peers/modules.mjs';

const root = path.resolve(import.meta.dirname, '..');
const dataRoot = path.resolve(process.env.TENON_BENCH_DATA ?? path.join(root, 'bench/.data'));

const metricsKey = ['metric_name', 'service', 'env', 'datacenter', 'region', 'host', 'timeseries_id', '-timestamp_secs'];
const taxiKey = ['tpep_pickup_datetime', 'ride_id'];

const sets = {
  m4: { title: '4 files of metrics, 500,000 rows each, keys interleaved', key: metricsKey, make: generated('metrics', 4) },
  m16: { title: '16 files of metrics, 500,000 rows each, keys interleaved', key: metricsKey, make: generated('metrics', 16) },
  m64: { title: '64 files of metrics, 500,000 rows each, keys interleaved', key: metricsKey, make: generated('metrics', 64) },
  t16: { title: '16 files of taxi rides, 500,000 rows each, overlapping in time', key: taxiKey, make: generated('taxi', 16) },
  p20: { title: '20 files of metrics, 10,000 rows each, all of one window, with the types of the data model', key: metricsKey, make: exact(generated('metrics', 20, 10_000)) },
  p200: { title: '200 files of metrics, 50,000 rows each, all of one window, with the types of the data model', key: metricsKey, make: exact(generated('metrics', 200, 50_000)) },
  d16: { title: 'the rows of m16 in 16 files whose key ranges do not overlap', key: metricsKey, make: disjoint('m16', 16) },
};

export const setNames = Object.keys(sets);

/** {name, title, directory, files, key: [{column, descending}], keyText}; makes the files first if need be. */
export async function dataSet(name) {
  const { title, key, make } = sets[name];
  const directory = path.join(dataRoot, name);
  if (!fs.existsSync(directory)) {
    console.error(`bench: making ${name} ...`);
    const unfinished = `${directory}.unfinished`;
    fs.rmSync(unfinished, { recursive: true, force: true });
    fs.mkdirSync(unfinished, { recursive: true });
    await make(unfinished);
    fs.renameSync(unfinished, directory);
  }

  const files = fs.readdirSync(directory).filter(file => file.endsWith('.parquet')).sort().map(file => path.join(directory, file));
  return {
    name, title, directory, files, keyText: key.join(','),
    key: key.map(text => ({ column: text.replace(/^-/, ''), descending: text.startsWith('-') })),
  };
}

function generated(kind, fileCount, rows = 500_000) {
  return directory => {
    // The generator imports DuckDB by name, so a copy of it runs where that name resolves.
    const folder = path.join(root, 'bench/.data/generator');
    fs.mkdirSync(folder, { recursive: true });
    fs.copyFileSync(path.join(root, 'samples/gen.mjs'), path.join(folder, 'gen.mjs'));
    const modules = path.join(folder, 'node_modules');
    fs.rmSync(modules, { force: true });
    fs.symlinkSync(path.join(root, 'tests/interop/node_modules'), modules);
    execFileSync('node', [path.join(folder, 'gen.mjs'), kind, directory, String(fileCount), String(rows)], { stdio: ['ignore', 'ignore', 'inherit'] });
  };
}

/** Ingest wants unsigned times and types, which the generator does not write. */
function exact(make) {
  return async directory => {
    make(directory);
    const instance = await duckdb().DuckDBInstance.create(':memory:');
    const connection = await instance.connect();
    for (const name of fs.readdirSync(directory)) {
      const file = path.join(directory, name);
      await connection.run(`COPY (SELECT * REPLACE (timestamp_secs::UBIGINT AS timestamp_secs, metric_type::UTINYINT AS metric_type) FROM ${sqlString(file)})
        TO ${sqlString(`${file}.new`)} (FORMAT parquet, COMPRESSION zstd, COMPRESSION_LEVEL 3)`);
      fs.renameSync(`${file}.new`, file);
    }
  };
}

function disjoint(source, fileCount) {
  return async directory => {
    const { files, key } = await dataSet(source);
    const instance = await duckdb().DuckDBInstance.create(':memory:');
    const connection = await instance.connect();
    const all = `${directory}.sorted.parquet`;
    const format = 'FORMAT parquet, COMPRESSION zstd, COMPRESSION_LEVEL 3, ROW_GROUP_SIZE 131072';
    await connection.run(`SET memory_limit = '4GB'`);
    await connection.run(`COPY (SELECT * FROM read_parquet([${files.map(sqlString).join(', ')}], union_by_name = true)
      ORDER BY ${orderBy(key)}) TO ${sqlString(all)} (${format})`);
    const count = Number((await connection.runAndReadAll(`SELECT count(*) FROM ${sqlString(all)}`)).getRows()[0][0]);
    for (let i = 0; i < fileCount; i++) {
      const [from, to] = [Math.floor((count * i) / fileCount), Math.floor((count * (i + 1)) / fileCount)];
      const file = path.join(directory, `part-${String(i).padStart(3, '0')}.parquet`);
      await connection.run(`COPY (SELECT * EXCLUDE file_row_number FROM read_parquet(${sqlString(all)}, file_row_number = true)
        WHERE file_row_number >= ${from} AND file_row_number < ${to}) TO ${sqlString(file)} (${format})`);
    }

    fs.rmSync(all);
  };
}
