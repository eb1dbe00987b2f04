// Measures the model checker: see bench/README.md, or `bench/run-checker --help`.
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { measure } from '../measure.mjs';
import { makeJobs } from './jobs.mjs';
import { modelsReport, profileReport, workersReport } from './report.mjs';

const usage = `usage: bench/run-checker [models] [profile] [workers] [--runs N] [--jobs NAME,NAME] [--slow] [--quick] [--program FILE]

  models     all models with one worker, Spin, and Rumur: recorded in bench/results/checker.md
  profile    where the time goes: bench/results/checker-profile.md
  workers    one worker against two, by the clock, for a machine with nothing else to do: bench/results/checker-workers.md
             Without any of them, all.
  --runs     how often each job runs; the tables show medians (default 3)
  --jobs     only these jobs and Spin's two-phase commit 8, for example 'packed-2pc 8,paxos 3'; nothing is recorded
  --slow     also the jobs of half a minute, once each
  --quick    a first look: models only, five jobs, one run; nothing is recorded
  --program  a natively compiled Tenon.Checking.Bench to measure, instead of building it`;

const { values: options, positionals: parts } = parseArgs({
  allowPositionals: true,
  options: { runs: { type: 'string' }, jobs: { type: 'string' }, slow: { type: 'boolean' }, quick: { type: 'boolean' }, program: { type: 'string' }, help: { type: 'boolean' } },
});
if (options.help) {
  console.log(usage);
  process.exit(0);
}

const root = path.resolve(import.meta.dirname, '../..');
const scratch = fs.mkdtempSync(path.join(os.tmpdir(), 'tenon-checker-bench-'));
process.on('exit', () => fs.rmSync(scratch, { recursive: true, force: true }));
console.error('bench: building everything ...');
const checker = options.program ? path.resolve(options.program) : path.join(scratch, 'checker/Tenon.Checking.Bench');
if (!options.program) {
  execFileSync('dotnet', ['publish', 'bench/Tenon.Checking.Bench', '-c', 'Release', '--ucr', '-p:PublishAot=true', '-p:IlcInstructionSet=native',
    '-o', path.dirname(checker)], { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] });
}

const runs = Number(options.runs ?? (options.quick ? 1 : 3));
const wanted = options.jobs?.split(',');
const isRecorded = !options.quick && !wanted;
const isWanted = part => parts.length === 0 ? part === 'models' || isRecorded : parts.includes(part);
const jobs = makeJobs({ checker, scratch, isQuick: options.quick, isSlow: options.slow, wanted });
let isComplete = true;
if (isWanted('models')) {
  const results = jobs.map(job => ({ job, samples: [], verdict: 'ok' }));
  // Round by round, not job by job: a load that comes and goes meets all jobs alike.
  for (let run = 0; run < runs; run++) {
    for (const result of results) {
      if (!(result.job.isSlow && run > 0) && result.verdict === 'ok') take(result, `run ${run + 1} of ${runs}`);
    }
  }

  record('checker', modelsReport({ runs, results }));
  isComplete = results.every(result => result.verdict === 'ok');
}

// Apart from the other runs, for what the profile repeats is not part of a search.
if (isWanted('profile')) {
  const profiles = jobs.filter(job => job.isOurs && !job.isSlow).map(job => {
    const [program, ...words] = job.command('--profile');
    return { job, profile: JSON.parse(execFileSync(program, words, { encoding: 'utf8' })).profile };
  });
  record('checker-profile', profileReport(profiles));
}

if (isWanted('workers')) {
  const control = path.join(scratch, 'control');
  execFileSync('gcc', ['-O2', '-o', control, path.join(import.meta.dirname, 'control.c')]);
  const one = name => [checker, ...name.split(' '), '--json'];
  const pairs = ['packed-2pc 8', 'packed-2pc 9', '2pc 8', 'paxos 3'].map(name => ({ name, one: one(name), two: [...one(name), '--workers', '2'], samples: [] }));
  pairs.push({ name: 'control', one: [control], samples: [] });
  for (let run = 0; run < runs; run++) {
    for (const pair of pairs) {
      const sample = { one: seconds(pair.one), two: pair.two && seconds(pair.two), sideBySide: seconds(['sh', '-c', '"$@" & "$@"; wait', 'sh', ...pair.one]) };
      pair.samples.push(sample);
      console.error(`bench: ${pair.name}: one worker ${sample.one.toFixed(2)} s, two ${sample.two?.toFixed(2) ?? '-'} s, two processes ${sample.sideBySide.toFixed(2)} s`);
    }
  }

  record('checker-workers', workersReport({ runs, pairs }));
}

process.exit(isComplete ? 0 : 1);

function record(name, text) {
  console.log(text);
  if (isRecorded) fs.writeFileSync(path.join(root, `bench/results/${name}.md`), text);
}

// Runs a job once. A count that differs is a failure of the whole.
function take(result, run) {
  const { job } = result;
  const sample = measure({ arguments: job.command(), environment: {} }, scratch);
  if (sample.exitCode !== 0) {
    result.verdict = `failed with exit code ${sample.exitCode}: ${sample.error}`;
  } else {
    const [states, transitions, holds] = job.counts(sample.output);
    result.transitions = transitions;
    result.verdict = states !== job.states || (job.transitions !== undefined && transitions !== job.transitions)
      ? `other counts: ${states} states, ${transitions} transitions, not ${job.states}, ${job.transitions}`
      : job.isOurs && holds === job.isViolated ? 'another verdict on the properties' : 'ok';
    result.samples.push(sample);
    result.output ??= sample.output;
  }

  console.error(`bench: ${job.name}, ${run}: ${(sample.userSeconds + sample.systemSeconds).toFixed(2)} CPU s, ${(sample.peakBytes / 1e6).toFixed(0)} MB, ${result.verdict}`);
}

function seconds(words) {
  const sample = measure({ arguments: words, environment: {} }, scratch);
  if (sample.exitCode !== 0) throw new Error(`${words.join(' ')}: exit code ${sample.exitCode}: ${sample.error}`);
  return sample.wallSeconds;
}
