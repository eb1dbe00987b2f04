// Runs the comparison: see README.md beside this file, or `bench/run --help`.
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { dataSet, setNames } from './data.mjs';
import { tenonJobs, peerJobs } from './jobs.mjs';
import { measure } from './measure.mjs';
import { report } from './report.mjs';
import { digestOf, firstDisorder } from './verify.mjs';

const usage = `usage: bench/run [SET...] [--runs N] [--threads N,N] [--jobs NAME,NAME] [--peers-only] [--quick]

  SET           ${setNames.join(', ')} or all; default m16 t16 d16
  --runs        how often each job runs; the table shows medians (default 5)
  --threads     thread counts to compare at (default 1,2)
  --jobs        only these jobs, for example tenon,duckdb-sort
  --peers-only  without tenon; nothing is recorded
  --quick       m4 only, one run, one thread; nothing is recorded

Data is made once, in bench/.data or where TENON_BENCH_DATA says. Results are recorded in bench/results/SET.md.`;

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    runs: { type: 'string' }, threads: { type: 'string' }, jobs: { type: 'string' },
    'peers-only': { type: 'boolean' }, quick: { type: 'boolean' }, help: { type: 'boolean' },
  },
});
if (options.help) {
  console.log(usage);
  process.exit(0);
}

const runs = Number(options.runs ?? (options.quick ? 1 : 5));
const threadCounts = (options.threads ?? (options.quick ? '1' : '1,2')).split(',').map(Number);
const sets = positionals.includes('all') ? setNames : positionals.length > 0 ? positionals : options.quick ? ['m4'] : ['m16', 't16', 'd16'];
const wanted = options.jobs?.split(',');
for (const set of sets) {
  if (!setNames.includes(set)) throw new Error(`no data set '${set}'; there are ${setNames.join(', ')}\n${usage}`);
}

const root = path.resolve(import.meta.dirname, '..');
if (!options['peers-only']) {
  // Built before anything is measured.
  execFileSync('./tenon', ['--help'], { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] });
}

const scratch = path.join(root, 'bench/.data/scratch');
let complete = true;
for (const name of sets) {
  const set = await dataSet(name);
  const inputBytes = set.files.reduce((sum, file) => sum + fs.statSync(file).size, 0);
  console.error(`bench: ${name}: ${set.files.length} files, ${inputBytes} bytes; computing the digest of the inputs ...`);
  const expected = await digestOf(set.files);
  const rows = [];
  for (const threads of threadCounts) {
    const jobs = [...(options['peers-only'] ? [] : tenonJobs(root)), ...peerJobs()].filter(job => !wanted || wanted.includes(job.name));
    const results = new Map(jobs.map(job => [job.name, { job, threads, samples: [], bytes: 0, verdict: '' }]));

    // Round by round, not job by job: a load that comes and goes meets all jobs alike.
    for (let run = 0; run < runs; run++) {
      for (const job of jobs) {
        const result = results.get(job.name);
        if (result.failed) continue;
        fs.rmSync(scratch, { recursive: true, force: true });
        fs.mkdirSync(scratch, { recursive: true });
        set.files.forEach(file => fs.readFileSync(file)); // Everyone starts with a warm page cache.
        const command = job.command({ set, threads, scratch });
        const sample = measure(command, scratch);
        console.error(`bench: ${name}, ${threads} thread(s), run ${run + 1} of ${runs}, ${job.name}: ` +
          `${(sample.userSeconds + sample.systemSeconds).toFixed(2)} CPU s, ${sample.wallSeconds.toFixed(2)} s, exit ${sample.exitCode}`);
        if (sample.exitCode !== 0) {
          Object.assign(result, { failed: true, verdict: `failed with exit code ${sample.exitCode}: ${sample.error}` });
          continue;
        }

        result.samples.push(sample);
        if (run > 0) continue;
        const outputs = job.outputs(scratch);
        result.files = outputs.length;
        result.bytes = outputs.reduce((sum, file) => sum + fs.statSync(file).size, 0);
        const actual = await digestOf(outputs);
        const disorder = job.sorted ? await firstDisorder(outputs, set.key) : undefined;
        result.verdict = actual !== expected ? `other rows than the inputs: ${actual}, not ${expected}`
          : disorder !== undefined ? `not sorted at row ${disorder}`
          : 'ok';
      }
    }

    rows.push(...results.values());
  }

  fs.rmSync(scratch, { recursive: true, force: true });
  const text = report({ set, inputBytes, rowCount: Number(expected.split(' ')[0]), runs, results: rows });
  console.log(text);
  complete &&= rows.every(row => row.verdict === 'ok');
  if (!options.quick && !options['peers-only']) {
    fs.mkdirSync(path.join(root, 'bench/results'), { recursive: true });
    fs.writeFileSync(path.join(root, `bench/results/${name}.md`), text);
  }
}

process.exit(complete ? 0 : 1);
