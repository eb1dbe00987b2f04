import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';

/** Runs one command: {userSeconds, systemSeconds, wallSeconds, peakBytes, exitCode, output, error}. */
export function measure({ arguments: command, environment }, scratch) {
  const resultFile = path.join(scratch, 'usage.json');
  const { stdout, stderr } = spawnSync('perl', [path.join(import.meta.dirname, 'measure.pl'), resultFile, ...command], {
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
    encoding: 'utf8',
    maxBuffer: 1 << 26,
  });
  if (!fs.existsSync(resultFile)) throw new Error(`could not measure ${command.join(' ')}: ${stderr}`);
  const usage = JSON.parse(fs.readFileSync(resultFile, 'utf8'));
  return { ...usage, output: stdout, error: stderr.trim().split('\n').slice(-3).join(' / ') };
}
