// What the runs came to, as Markdown.
import { hardware, median, revision } from '../report.mjs';

const cpu = run => median(run.samples.map(sample => sample.userSeconds + sample.systemSeconds));
const wall = run => median(run.samples.map(sample => sample.wallSeconds));
const peak = run => median(run.samples.map(sample => sample.peakBytes));
const count = number => number === undefined ? '-' : number.toLocaleString('en');
const cell = text => text.replaceAll('|', '\\|');

/** The kinds of verdicts, in the order in which the report counts them. */
export const kinds = ['same', 'different', 'unsupported', 'too slow'];

/** A table of all models, a line that counts them, and what the speeds come to if TLC ran as well. */
export function report({ title, limit, runs, workers, heap, results, command }) {
  const hasTlc = results.some(result => result.tlc);
  const lines = [
    `# ${title}`, '',
    `Whole processes, ${workers} worker${workers === 1 ? '' : 's'}, at most ${limit} s each${runs > 1 ? `, medians of ${runs}` : ''}. CPU seconds are user and system; memory is the peak of resident bytes` +
      `${hasTlc ? `; TLC with a heap of ${heap}, measured in the same run` : ''}. Made by \`${command}\`.`, '',
    `| model | distinct | generated | verdict | CPU s | wall s | MB |${hasTlc ? ' TLC CPU s | TLC wall s | TLC MB | CPU, times less | memory, times less |' : ''}`,
    `|---|---|---|---|---|---|---|${hasTlc ? '---|---|---|---|---|' : ''}`,
    ...results.map(result => row(result, hasTlc)), '',
    `${kinds.map(kind => `${results.filter(result => result.verdict.kind === kind).length} ${kind}`).join(', ')}, of ${results.length} models.`, '',
  ];
  if (hasTlc) {
    lines.push(...comparison(results), '');
  }

  const needed = [...new Set(results.flatMap(result => result.model.needs))].sort();
  if (needed.length > 0) {
    lines.push(`Modules beside the standard ones that they need: ${needed.map(name => `${name} (${results.filter(result => result.model.needs.includes(name)).length})`).join(', ')}.`, '');
  }

  return `${lines.join('\n').trimEnd()}\n\n${revision()} ${hardware()}\n`;
}

function row({ model, verdict, ours, tlc }, hasTlc) {
  const text = verdict.details ? `${verdict.kind}: ${verdict.details}` : verdict.kind === 'same' ? `same (${ours.outcome.result})` : verdict.kind;
  const cost = run => !run ? ['-', '-', '-'] : run.outcome.isSlow ? ['too slow', '-', '-'] : [cpu(run).toFixed(2), wall(run).toFixed(2), (peak(run) / 1e6).toFixed(0)];
  const cells = [model.name, count(ours.outcome.distinct), count(ours.outcome.generated), cell(text), ...cost(ours)];
  if (hasTlc) {
    const ratios = isComparable({ verdict, tlc }) ? [(cpu(tlc) / cpu(ours)).toFixed(1), (peak(tlc) / peak(ours)).toFixed(1)] : ['-', '-'];
    cells.push(...cost(tlc), ...ratios);
  }

  return `| ${cells.join(' | ')} |`;
}

const isComparable = ({ verdict, tlc }) => verdict.kind === 'same' && tlc && !tlc.outcome.isSlow && tlc.outcome.result !== undefined;

/** Of the models that both finished: medians and extremes of the ratios. */
function comparison(results) {
  const both = results.filter(isComparable);
  if (both.length === 0) return ['No model was finished by both with the same verdict.'];
  const ratios = both.map(({ model, ours, tlc }) => ({ name: model.name, cpu: cpu(tlc) / cpu(ours), memory: peak(tlc) / peak(ours) })).sort((a, b) => a.cpu - b.cpu);
  const memory = ratios.toSorted((a, b) => a.memory - b.memory);
  return [
    `Of ${both.length} models with the same verdict: TLC takes ${median(ratios.map(ratio => ratio.cpu)).toFixed(1)} times the CPU seconds at the median, ` +
      `${ratios[0].cpu.toFixed(1)} at the least (${ratios[0].name}) and ${ratios.at(-1).cpu.toFixed(1)} at the most (${ratios.at(-1).name}); slower than TLC are ` +
      `${ratios.filter(ratio => ratio.cpu < 1).length}. Its memory is ${median(memory.map(ratio => ratio.memory)).toFixed(1)} times ours at the median, ${memory[0].memory.toFixed(1)} at ` +
      `the least (${memory[0].name}).`,
  ];
}

/** The same as data, one object per model. */
export function asData({ results }) {
  const run = each => each && { ...each.outcome, cpuSeconds: cpu(each), wallSeconds: wall(each), peakBytes: peak(each) };
  return results.map(({ model, verdict, ours, tlc }) => ({
    name: model.name, module: model.module, config: model.config, needs: model.needs, verdict: verdict.kind, details: verdict.details,
    expected: { result: model.result, distinct: model.distinct, generated: model.generated, depth: model.depth }, tenon: run(ours), tlc: run(tlc),
  }));
}
