// The two checkers, as commands, and what each says at the end of a run. Both end with the same two lines and the same exit codes.
import path from 'node:path';

/** What an exit code says, in the manifests' words. */
const results = new Map([[0, 'success'], [10, 'assumption failure'], [11, 'deadlock failure'], [12, 'safety failure'], [13, 'liveness failure'], [14, 'assertion failure']]);

/** `tenon tla check` of one model. */
export function tenonCommand({ program, workers }, model) {
  return [
    program, 'tla', 'check', model.module, '--config', model.config, '--workers', String(workers),
    ...(model.mode === 'search' ? [] : ['--simulate']),
    ...(model.traceCount === undefined ? [] : ['--walks', String(model.traceCount)]),
  ];
}

/** TLC of one model, as the project of the examples runs it: liveness at the end only. */
export function tlcCommand({ classPath, heap, workers, scratch }, model) {
  return [
    'java', `-Xmx${heap}`, '-XX:+UseParallelGC',
    ...(model.features.includes('action composition') ? ['-Dtlc2.tool.impl.Tool.cdot=true'] : []),
    '-cp', classPath, 'tlc2.TLC', model.module, '-config', path.resolve(model.config), '-workers', String(workers), '-lncheck', 'final', '-cleanup', '-noGenerateSpecTE',
    '-metadir', path.join(scratch, 'states'),
    ...(model.mode === 'generate' ? ['-generate'] : []),
    ...(model.mode === 'simulate' ? ['-simulate', ...(model.traceCount === undefined ? [] : [`num=${model.traceCount}`])] : []),
  ];
}

/** What a run came to: {exitCode, result, generated, distinct, left, depth, isSlow, reason}. A result that is no verdict is undefined, and the reason says why. */
export function outcomeOf(sample) {
  const isSlow = sample.exitCode === 124 || sample.exitCode === 137;
  const counts = sample.output.match(/^([\d,]+) states generated, ([\d,]+) distinct states found, ([\d,]+) states left on queue\.$/m);
  const depth = sample.output.match(/^The depth of the complete state graph search is ([\d,]+)\.$/m);
  const result = isSlow ? undefined : results.get(sample.exitCode);
  return {
    exitCode: sample.exitCode,
    result,
    generated: counts ? numberOf(counts[1]) : undefined,
    distinct: counts ? numberOf(counts[2]) : undefined,
    left: counts ? numberOf(counts[3]) : undefined,
    depth: depth ? numberOf(depth[1]) : undefined,
    isSlow,
    reason: result === undefined && !isSlow ? reasonOf(sample) : undefined,
  };
}

const numberOf = text => Number(text.replaceAll(',', ''));

// The first error, on one line and without the path of the checkout.
function reasonOf(sample) {
  const lines = `${sample.output}\n${sample.error}`.split('\n').map(line => line.trim());
  const at = lines.findIndex(line => /\berror\b/i.test(line));
  const text = at < 0 ? sample.error || lines.findLast(line => line.length > 0) || '' : lines.slice(at, at + 2).join(' ');
  return `exit code ${sample.exitCode}: ${text.replaceAll(`${process.cwd()}/`, '').replace(/\s+/g, ' ').slice(0, 240)}`;
}
