// Whether a small model's check is over in a moment: its CPU time against that of parsing the same modules, in turns in one run, so that the speed of
// the machine and its load make no difference. See bench/README.md.
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { measure } from '../measure.mjs';
import { median } from '../report.mjs';

/** A check that does more than this many times the work of parsing compiles or loads what a small model does not need. */
const limit = 3;

const { values: options } = parseArgs({ options: { program: { type: 'string' }, runs: { type: 'string', default: '9' }, help: { type: 'boolean' } } });
if (options.help) {
  console.log(`usage: bench/run-tla-start [--program FILE] [--runs N]

  --program  a built tenon to run; default: ./tenon, built first
  --runs     how often each command is run; medians are compared (default 9)

Ends with 0 if a check takes at most ${limit} times the CPU time of parsing, otherwise with 1.`);
  process.exit(0);
}

const root = path.resolve(import.meta.dirname, '../..');
const program = path.resolve(options.program ?? path.join(root, 'tenon'));
const scratch = fs.mkdtempSync(path.join(os.tmpdir(), 'tenon-tla-start-'));
process.on('exit', () => fs.rmSync(scratch, { recursive: true, force: true }));
const models = [['ParquetDataModel', '_small'], ['TimeWindowedCompaction', '_small']].map(([name, suffix]) => ({
  name: `${name}${suffix}`,
  parse: [program, 'tla', 'parse', path.join(root, `specs/reference/${name}.tla`)],
  check: [program, 'tla', 'check', path.join(root, `specs/reference/${name}.tla`), '--config', path.join(root, `specs/reference/${name}${suffix}.cfg`), '--workers', '1'],
}));

// Once before anything is measured: builds ./tenon, and brings its files into memory.
for (const model of models) execFileSync(model.check[0], model.check.slice(1), { stdio: ['ignore', 'ignore', 'inherit'] });

console.log('| model | parse, CPU s | check, CPU s | check, times parse |\n|---|---|---|---|');
let isSmall = true;
for (const model of models) {
  const seconds = { parse: [], check: [] };
  for (let run = 0; run < Number(options.runs); run++) {
    for (const kind of ['parse', 'check']) {
      const sample = measure({ arguments: model[kind], environment: {} }, scratch);
      if (sample.exitCode !== 0) throw new Error(`${model[kind].join(' ')} ended with ${sample.exitCode}: ${sample.error}`);
      seconds[kind].push(sample.userSeconds + sample.systemSeconds);
    }
  }

  const [parse, check] = [median(seconds.parse), median(seconds.check)];
  isSmall &&= check <= limit * parse;
  console.log(`| ${model.name} | ${parse.toFixed(2)} | ${check.toFixed(2)} | ${(check / parse).toFixed(1)} |`);
}

process.exit(isSmall ? 0 : 1);
