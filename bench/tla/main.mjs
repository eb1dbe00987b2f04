// Runs the models of tlaplus/Examples: see bench/README.md, or `bench/run-tla-examples --help`.
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { measure } from '../measure.mjs';
import { benchmarkModels, referenceModels } from './benchmark.mjs';
import { readModels, smallSeconds } from './examples.mjs';
import { asData, report } from './report.mjs';
import { outcomeOf, tenonCommand, tlcCommand } from './tools.mjs';
import { completed, judge } from './verdict.mjs';

const usage = `usage: bench/run-tla-examples CHECKOUT [--set small|all|benchmark] [--only NAME,NAME] [--seconds N] [--runs N] [--workers N]
                              [--tlc CLASSPATH] [--heap SIZE] [--program FILE] [--json FILE] [--markdown FILE]

  CHECKOUT    a checkout of github.com/tlaplus/Examples; nothing is written to it
  --set       small (default): what the manifests call small, ${smallSeconds} s at most; all; or benchmark: the set that speed is judged by, our own
              specs/reference among it
  --only      only models whose names contain one of these texts
  --seconds   time limit of each run (default 60)
  --runs      how often each is run; the table shows medians (default 1)
  --workers   workers of both checkers (default 1)
  --tlc       TLC beside it: a Java class path with tla2tools.jar, the community modules and the library of the proof manager; it also supplies what
              a manifest does not say
  --heap      TLC's heap (default 4g)
  --program   a built tenon to run; default: ./tenon, built first
  --json      writes the results as JSON
  --markdown  writes the table

Ends with 0 if every model has its verdict and its counts, otherwise with 1.`;

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    set: { type: 'string', default: 'small' }, only: { type: 'string' }, seconds: { type: 'string', default: '60' }, runs: { type: 'string', default: '1' },
    workers: { type: 'string', default: '1' }, tlc: { type: 'string' }, heap: { type: 'string', default: '4g' }, program: { type: 'string' }, json: { type: 'string' },
    markdown: { type: 'string' }, help: { type: 'boolean' },
  },
});
if (options.help) {
  console.log(usage);
  process.exit(0);
}

if (positionals.length !== 1 || !fs.existsSync(path.join(positionals[0], 'specifications')) || !['small', 'all', 'benchmark'].includes(options.set)) {
  console.error(`bench: the path of a checkout of tlaplus/Examples is expected, which has a folder 'specifications'\n${usage}`);
  process.exit(2);
}

const root = path.resolve(import.meta.dirname, '../..');
const checkout = path.resolve(positionals[0]);
const program = path.resolve(options.program ?? path.join(root, 'tenon'));
if (!options.program) {
  // Built before anything is measured.
  execFileSync(program, ['--help'], { stdio: ['ignore', 'ignore', 'inherit'] });
}

const scratch = fs.mkdtempSync(path.join(os.tmpdir(), 'tenon-tla-bench-'));
process.on('exit', () => fs.rmSync(scratch, { recursive: true, force: true }));
const files = ['json', 'markdown'].map(name => options[name] && path.resolve(options[name]));
const limit = Number(options.seconds);
const workers = Number(options.workers);
const classPath = options.tlc?.split(path.delimiter).map(each => path.resolve(each)).join(path.delimiter);
const all = readModels(checkout);
const chosen = options.set === 'benchmark' ? [...referenceModels(root), ...benchmarkModels(all)]
  : options.set === 'small' ? all.filter(model => model.seconds <= smallSeconds) : all;
const only = options.only?.split(',');
const results = chosen.filter(model => !only || only.some(text => model.name.includes(text))).map(model => ({ model, ours: undefined, tlc: undefined, verdict: undefined }));

// From a copy, because some examples write files where they are run, and from its root, because one reads a file by its path from there.
const copy = path.join(scratch, 'examples');
fs.cpSync(path.join(checkout, 'specifications'), path.join(copy, 'specifications'), { recursive: true });
process.chdir(copy);

// Round by round, not model by model: a load that comes and goes meets all alike.
for (let run = 0; run < Number(options.runs); run++) {
  for (const result of results) {
    if (classPath) take(result, 'tlc', tlcCommand({ classPath, heap: options.heap, workers, scratch }, result.model));
    take(result, 'ours', tenonCommand({ program, workers }, result.model));
    if (run > 0) continue;
    result.verdict = judge(completed(result.model, result.tlc?.outcome), result.ours.outcome);
    console.error(`bench: ${result.model.name}: ${result.verdict.kind}${result.verdict.details ? `: ${result.verdict.details}` : ''}`);
  }
}

const text = report({
  title: options.set === 'benchmark' ? 'TLA+: the benchmark set' : `TLA+: the ${options.set} models of tlaplus/Examples`,
  limit, runs: Number(options.runs), workers, heap: options.heap, results,
  command: ['bench/run-tla-examples CHECKOUT', options.set === 'small' ? '' : ` --set ${options.set}`, only ? ` --only ${options.only}` : '', limit === 60 ? '' : ` --seconds ${limit}`,
    options.runs === '1' ? '' : ` --runs ${options.runs}`, workers === 1 ? '' : ` --workers ${workers}`, classPath ? ' --tlc CLASSPATH' : ''].join(''),
});
console.log(text);
if (files[0]) fs.writeFileSync(files[0], `${JSON.stringify(asData({ results }), undefined, 2)}\n`);
if (files[1]) fs.writeFileSync(files[1], text);
process.exit(results.every(result => result.verdict.kind === 'same') ? 0 : 1);

// One run of one tool; what it says is that of its first run.
function take(result, tool, command) {
  const earlier = result[tool];
  if (earlier?.outcome.isSlow) return;
  const sample = measure({ arguments: ['timeout', '--kill-after=2', String(limit), ...command], environment: {} }, scratch);
  result[tool] = { outcome: earlier?.outcome ?? outcomeOf(sample), samples: [...(earlier?.samples ?? []), sample] };
}
