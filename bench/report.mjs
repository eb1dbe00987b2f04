// The table of one data set, as Markdown.
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { level, rowGroupRows } from './jobs.mjs';

export const median = numbers => numbers.toSorted((a, b) => a - b)[numbers.length >> 1];
const megabytes = bytes => (bytes / 1e6).toFixed(1);

export function report({ set, inputBytes, rowCount, runs, results }) {
  const lines = [
    `# ${set.name}: ${set.title}`, '',
    `${rowCount.toLocaleString('en')} rows, ${megabytes(inputBytes)} MB, into one file: zstd level ${level}, row groups of ` +
      `${rowGroupRows.toLocaleString('en')} rows. Whole processes, page cache warm, medians of ${runs}.`, '',
  ];
  for (const threads of new Set(results.map(result => result.threads))) {
    const group = results.filter(result => result.threads === threads);
    const cost = new Map(group.filter(result => result.samples.length > 0).map(result => [result.job.name, {
      cpu: median(result.samples.map(sample => sample.userSeconds + sample.systemSeconds)),
      wall: median(result.samples.map(sample => sample.wallSeconds)),
      peak: median(result.samples.map(sample => sample.peakBytes)),
    }]));
    const best = (kind, field) => Math.min(...[...cost].filter(([name]) => name.endsWith(kind)).map(([, value]) => value[field]));
    lines.push(`## ${threads} thread${threads === 1 ? '' : 's'}`, '',
      '| job | CPU s | wall s | M rows / CPU s | M rows / s | peak MB | out MB | rows and order checked |',
      '|---|---|---|---|---|---|---|---|');
    for (const { job, bytes, verdict } of group) {
      const value = cost.get(job.name);
      lines.push(value === undefined ? `| ${job.name} | - | - | - | - | - | - | ${verdict} |`
        : `| ${job.name} | ${value.cpu.toFixed(2)} | ${value.wall.toFixed(2)} | ${(rowCount / 1e6 / value.cpu).toFixed(2)} | ` +
          `${(rowCount / 1e6 / value.wall).toFixed(2)} | ${(value.peak / 1e6).toFixed(0)} | ${megabytes(bytes)} | ${verdict} |`);
    }

    lines.push('');
    for (const { job, bytes } of group.filter(result => result.job.name.startsWith('tenon') && cost.has(result.job.name))) {
      const value = cost.get(job.name);
      const smallest = Math.min(...group.filter(result => result.job.name.endsWith('-sort') && result.bytes > 0).map(result => result.bytes));
      const ratio = (kind, field) => `${(best(kind, field) / value[field]).toFixed(1)}`;
      const findings = [];
      if (Number.isFinite(best('-sort', 'cpu'))) {
        findings.push(`${ratio('-sort', 'cpu')} times the rows per CPU second of the better sorting peer`,
          `${ratio('-sort', 'wall')} times as fast by the clock`,
          `its output has ${((100 * bytes) / smallest).toFixed(1)} % of the size of the peers' smallest sorted output`);
      }

      if (Number.isFinite(best('-concat', 'cpu'))) {
        findings.push(`${ratio('-concat', 'cpu')} times the rows per CPU second of the better unsorted rewrite`);
      }

      lines.push(`${job.name}: ${findings.join('; ')}.`, '');
    }
  }

  return `${lines.join('\n').trimEnd()}\n\n${machine()}\n`;
}

function machine() {
  const root = path.resolve(import.meta.dirname, '..');
  const version = name => JSON.parse(fs.readFileSync(path.join(root, `tests/interop/node_modules/${name}/package.json`), 'utf8')).version;
  return `## Machine

${hardware()} DuckDB ${version('@duckdb/node-api')}, Polars ${version('nodejs-polars')}, ` +
    `Node ${process.versions.node}, .NET SDK ${execFileSync('dotnet', ['--version'], { encoding: 'utf8' }).trim()}. ` +
    `${revision()}`;
}

/** The machine and how busy it is, as a sentence. */
export function hardware() {
  const cpu = os.cpus();
  return `${cpu[0].model.trim()}, ${cpu.length} cores, ${(os.totalmem() / 2 ** 30).toFixed(0)} GiB, ${os.type()} ${os.release()}, ` +
    `load average ${os.loadavg()[0].toFixed(1)} at the end.`;
}

/** What was measured and when, as a sentence. */
export function revision() {
  const git = (...words) => execFileSync('git', words, { cwd: path.resolve(import.meta.dirname, '..'), encoding: 'utf8' }).trim();
  const changed = git('status', '--porcelain', '--', 'src') === '' ? '' : ' with changes';
  return `Tenon at ${git('rev-parse', '--short', 'HEAD')}${changed}, ${new Date().toISOString().slice(0, 10)}.`;
}
