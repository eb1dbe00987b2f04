// What is compared. Each job is a whole process: {name, sorted, command({set, threads, scratch}), outputs(scratch)}.
import fs from 'node:fs';
import path from 'node:path';

/** The same for everyone: zstd level 3, row groups of 131,072 rows. */
export const level = 3;
export const rowGroupRows = 131072;

export function tenonJobs(root) {
  return [tenon(root, 'tenon', [])];
}

function tenon(root, name, extra) {
  return {
    name,
    sorted: true,
    command: ({ set, threads, scratch }) => ({
      arguments: [
        path.join(root, 'tenon'), 'compact', set.directory, '--into', path.join(scratch, 'merged'), '--sort', set.keyText,
        '--codec', 'zstd', '--level', String(level), '--row-group-rows', String(rowGroupRows), '--threads', String(threads),
        '--target-size', '64GiB', '--json', ...extra,
      ],
      environment: {},
    }),
    outputs: scratch => parquetFiles(path.join(scratch, 'merged')),
  };
}

export function peerJobs() {
  return ['sort', 'concat'].flatMap(kind => ['duckdb', 'polars'].map(engine => ({
    name: `${engine}-${kind}`,
    sorted: kind === 'sort',
    command: ({ set, threads, scratch }) => ({
      arguments: ['node', path.join(import.meta.dirname, `peers/${engine}.mjs`), JSON.stringify({
        inputs: set.files, output: path.join(scratch, 'merged.parquet'), key: set.key, threads, level, rowGroupRows, sorted: kind === 'sort',
      })],
      environment: engine === 'polars' ? { POLARS_MAX_THREADS: String(threads) } : {},
    }),
    outputs: scratch => [path.join(scratch, 'merged.parquet')],
  })));
}

function parquetFiles(directory) {
  return fs.readdirSync(directory, { recursive: true })
    .filter(file => file.endsWith('.parquet') && !file.split(path.sep).some(part => part.startsWith('.')))
    .sort()
    .map(file => path.join(directory, file));
}
