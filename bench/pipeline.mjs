// The pipeline as a whole: `tenon ingest` of many small files, `tenon merge --once` down to few. See README.md beside this file.
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { dataSet } from './data.mjs';
import { measure } from './measure.mjs';
import { duckdb, sqlString } from './peers/modules.mjs';

const usage = `usage: bench/run-pipeline [--memory SIZE] [--merges N] [--program COMMAND] [--quick] [--keep]

  --memory  what the program may use (default 512MiB)
  --merges  merges at once (default 2)
  --program how the program is started (default ./tenon, native code), for example 'dotnet exec .../tenon.dll'
  --quick   a first look: 200,000 rows in 20 files; nothing is recorded
  --keep    keep the data home, in bench/.data/pipeline

Data is made once, in bench/.data or where TENON_BENCH_DATA says. The result is recorded in bench/results/pipeline.md.`;
const { values: options } = parseArgs({ options: { memory: { type: 'string' }, merges: { type: 'string' }, program: { type: 'string' }, keep: { type: 'boolean' }, quick: { type: 'boolean' }, help: { type: 'boolean' } } });
if (options.help) {
  console.log(usage);
  process.exit(0);
}

const root = path.resolve(import.meta.dirname, '..');
const tenon = options.program?.split(' ') ?? [path.join(root, 'tenon')];
const [memory, merges] = [options.memory ?? '512MiB', options.merges ?? '2'];
execFileSync(tenon[0], [...tenon.slice(1), '--help'], { stdio: ['ignore', 'ignore', 'inherit'] }); // Built before anything is measured.
const set = await dataSet(options.quick ? 'p20' : 'p200');
const scratch = path.join(root, 'bench/.data/pipeline');
fs.rmSync(scratch, { recursive: true, force: true });
fs.mkdirSync(scratch, { recursive: true });
const home = path.join(scratch, 'home');

// All that is there is merged at once: its window is long over, and nothing more will come.
const environment = { TENON_MEMORY: memory, TENON_MERGE_CONCURRENCY: merges, TENON_MERGE_COLD_DELAY: '0s' };
const run = (...command) => {
  const json = command[0] === 'merge' ? [] : ['--json']; // There it means events.
  const sample = measure({ arguments: [...tenon, ...command, '--data', home, ...json], environment }, scratch);
  if (sample.exitCode !== 0) throw new Error(`tenon ${command.slice(0, 3).join(' ')}: exit ${sample.exitCode}: ${sample.error}\n${sample.output.slice(0, 2000)}`);
  return { ...sample, cpu: sample.userSeconds + sample.systemSeconds, result: json.length > 0 ? JSON.parse(sample.output) : null };
};

run('index', 'create', 'metrics-bench', '--maturation', '3650d');
set.files.forEach(file => fs.readFileSync(file)); // A warm page cache.
console.error(`bench: ingesting ${set.files.length} files ...`);
const ingest = run('ingest', 'metrics-bench', ...set.files);
const splitsOf = state => run('splits', 'metrics-bench', '--state', state).result.splits;
const ingested = splitsOf('published');
console.error(`bench: merging ${ingested.length} splits ...`);
const merge = run('merge', 'metrics-bench', '--once');
const all = splitsOf('all');
const live = all.filter(split => split.state === 'published');
const bytes = splits => splits.reduce((sum, split) => sum + split.bytes, 0);
const written = all.filter(split => split.level > 0);
const rows = live.reduce((sum, split) => sum + split.rows, 0);
const verdict = await judge(live.map(split => path.join(home, 'store', split.path)));
const inputBytes = set.files.reduce((sum, file) => sum + fs.statSync(file).size, 0);
const megabytes = count => (count / 1e6).toFixed(1);
const rate = sample => `${(rows / 1e6 / sample.wallSeconds).toFixed(2)} | ${(rows / 1e6 / sample.cpu).toFixed(2)}`;
const line = (name, sample) => `| ${name} | ${sample.wallSeconds.toFixed(1)} | ${sample.cpu.toFixed(1)} | ${rate(sample)} | ${(sample.peakBytes / 1e6).toFixed(0)} |`;
const text = [
  '# pipeline: ingest and merge', '',
  `${set.title}: ${rows.toLocaleString('en')} rows, ${megabytes(inputBytes)} MB. \`tenon ingest\`, then \`tenon merge --once\`; memory ${memory}, ${merges} merges at once; started as ${options.program ? 'compiled while running' : 'native code'}.`, '',
  '| step | wall s | CPU s | M rows / s | M rows / CPU s | peak MB |', '|---|---|---|---|---|---|',
  line('ingest', ingest), line('merge', merge), '',
  `- Splits: ${ingested.length} of ${megabytes(bytes(ingested))} MB ingested; ${live.length} of ${megabytes(bytes(live))} MB in the end, levels ${[...new Set(live.map(split => split.level))].sort().join(', ')}.`,
  `- Write amplification of merging: ${(bytes(written) / bytes(ingested)).toFixed(2)} (${megabytes(bytes(written))} MB written by ${written.length} merge outputs for ${megabytes(bytes(ingested))} MB ingested); ` +
    `by rows ${(written.reduce((sum, split) => sum + split.rows, 0) / rows).toFixed(2)}; the policy's bound is its highest level, 4.`,
  `- Rows, judged by DuckDB against the files: ${verdict}.`,
  `- Made on: ${os.cpus()[0].model}, ${os.cpus().length} processors, Linux ${os.release().split('-')[0]}, ${new Date().toISOString().slice(0, 10)}, load ${os.loadavg()[0].toFixed(1)} at the end.`, '',
].join('\n');
console.log(text);
if (!options.quick) fs.writeFileSync(path.join(root, 'bench/results/pipeline.md'), text);
if (!options.keep) fs.rmSync(scratch, { recursive: true, force: true });
process.exit(verdict === 'equal' ? 0 : 1);

/** Compares the rows of the live splits with those of the files; what ingest adds is left out. */
async function judge(files) {
  const instance = await duckdb().DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  const source = list => `read_parquet([${list.map(sqlString).join(', ')}], union_by_name = true)`;
  const described = (await connection.runAndReadAll(`DESCRIBE SELECT * FROM ${source(set.files)}`)).getRows();
  const columns = described.map(row => `"${row[0]}"`).sort().join(', ');
  const sum = async list => String((await connection.runAndReadAll(`SELECT count(*), sum(hash(${columns})::HUGEINT) FROM ${source(list)}`)).getRows()[0]);
  const [expected, actual] = [await sum(set.files), await sum(files)];
  return expected === actual ? 'equal' : `DIFFERENT: ${actual}, expected ${expected}`;
}
