// The tables of one run, as Markdown.
import { execFileSync } from 'node:child_process';
import { hardware, median, revision } from '../report.mjs';
import { anchors, anchorSpinSeconds, goals, reference, speedUp } from './goals.mjs';

const count = number => number === undefined ? '-' : number.toLocaleString('en');
const digits = (number, n = 2) => Number.isFinite(number) ? number.toFixed(n) : '-';
const table = (heads, rows) => [`| ${heads.join(' | ')} |`, `|${heads.map(() => '---').join('|')}|`, ...rows.map(row => `| ${row.join(' | ')} |`), ''];

export function modelsReport({ runs, results }) {
  const figures = new Map(results.filter(result => result.samples.length > 0).map(result => [result.job.name, figuresOf(result)]));
  const referenceCpu = figures.get(reference)?.cpu;
  for (const each of figures.values()) {
    each.ratio = each.cpu / referenceCpu;
  }

  return `${[
    '# The model checker', '',
    `Whole processes, natively compiled, breadth first, one worker, all properties; ${runs === 1 ? 'one run each' : `medians of ${runs} runs`}. Counts are checked at every run. ` +
      `*Ratio* is CPU seconds by those of Spin for two-phase commit 8 in the same run. *Bytes per state* is all of the process's peak memory; ` +
      `*visited* is the visited set with the links that traces are made from.`, '',
    ...table(['model', 'states', 'transitions', 'CPU s', 'k states / CPU s', 'peak MB', 'bytes/state', 'visited', 'ratio', 'anchors: ratio, peak MB', 'counts'],
      results.map(result => row(result, figures.get(result.job.name)))),
    'Anchors are Stateright 0.31.0 breadth first (bfs) and depth first (dfs), where measured also 0.30.2 breadth first, one thread, on two virtual cores ' +
      `of an AMD EPYC with 24 GB, where Spin took ${anchorSpinSeconds} CPU seconds: figures of that machine, divided by that.`, '',
    '## Goals', '',
    ...table(['model', 'figure', 'here', 'target', '', 'stretch', ''], goals.map(goal => goalRow(goal, figures.get(goal.job)))),
    ...machine(),
  ].join('\n')}\n`;
}

export function profileReport(profiles) {
  return `${[
    '# Where the model checker spends its time', '',
    'Shares of the search with one worker. Generation is properties, successors and the sorting of successors by partition; codec is decoding states and ' +
      'encoding successors of natural models; lookup is the visited set with its links. Codec, hashing and the frontier are measured by doing them once more ' +
      'alone, with data that are in the cache, and so come out a little low.', '',
    ...table(['model', 'search s, by the clock', 'generation', 'codec', 'hashing', 'lookup', 'frontier'], profiles.map(profileRow)),
    ...machine(),
  ].join('\n')}\n`;
}

function figuresOf({ job, samples, output }) {
  const details = job.isOurs ? JSON.parse(output) : {};
  const peak = median(samples.map(sample => sample.peakBytes));
  return {
    cpu: median(samples.map(sample => sample.userSeconds + sample.systemSeconds)),
    'peak MB': peak / 1e6,
    'bytes/state': peak / job.states,
    'visited bytes/state': details.visitedBytes / job.states,
    'wall ms': 1000 * median(samples.map(sample => sample.wallSeconds)),
  };
}

function row({ job, samples, transitions, verdict }, figures) {
  if (figures === undefined) return [job.name, ...Array(9).fill('-'), verdict];
  const anchor = anchors[job.name.replace('packed-', '')];
  const isAnchor = job.isOurs && anchor !== undefined;
  return [
    `${job.name}${job.isSlow ? ' (1 run)' : ''}`, count(job.states), count(transitions), digits(figures.cpu), digits(job.states / 1000 / figures.cpu, 0),
    digits(figures['peak MB'], 0), digits(figures['bytes/state'], 0), digits(figures['visited bytes/state'], 1), digits(figures.ratio),
    isAnchor ? Object.entries(anchor).map(([mode, [cpu, peak]]) => `${mode === 'older' ? '0.30.2' : mode} ${digits(cpu / anchorSpinSeconds)}, ${peak} MB`).join('; ') : '',
    verdict,
  ];
}

function goalRow({ job, figure, target, stretch }, figures) {
  const here = figures?.[figure];
  const met = limit => here === undefined || limit === undefined ? '' : here <= limit ? 'met' : 'not met';
  const text = number => number === undefined ? '' : digits(number, figure === 'ratio' ? 2 : 0);
  return [job, figure, figure === 'ratio' ? digits(here) : digits(here, 1), text(target), met(target), text(stretch), met(stretch)];
}

export function workersReport({ runs, pairs }) {
  const of = (samples, field) => median(samples.map(sample => sample[field]));
  const ceilingOf = samples => 2 * of(samples, 'one') / of(samples, 'sideBySide');
  const control = ceilingOf(pairs.find(pair => pair.name === 'control').samples);
  return `${[
    '# The model checker with two workers', '',
    `By the clock, ${runs === 1 ? 'one run each' : `medians of ${runs} runs`} in turn, on two cores; the goal is ${speedUp.target} times, the stretch goal ${speedUp.stretch}. What the machine allows ` +
      'is seen in two processes side by side that have nothing to do with each other: with arithmetic in registers (the control) they did ' +
      `${digits(control)} times the work of one in the same time, and as two whole searches what the fourth column says.`, '',
    ...table(['model', 'one worker s', 'two workers s', 'two processes do the work of one times', 'two workers are as fast as one times', 'of the control', 'of two processes'],
      pairs.filter(pair => pair.two).map(({ name, samples }) => {
        const faster = of(samples, 'one') / of(samples, 'two');
        return [name, digits(of(samples, 'one')), digits(of(samples, 'two')), digits(ceilingOf(samples)), digits(faster),
          `${digits(100 * faster / control, 0)} %`, `${digits(100 * faster / ceilingOf(samples), 0)} %`];
      })),
    ...machine(),
  ].join('\n')}\n`;
}

function profileRow({ job, profile }) {
  const total = Object.values(profile).reduce((sum, seconds) => sum + seconds, 0);
  return [job.name, digits(total), ...Object.values(profile).map(seconds => `${digits(100 * seconds / total, 0)} %`)];
}

function machine() {
  return ['## Machine', '', `${hardware()} ${firstLine('spin', '-V')}, ${firstLine('rumur', '--version')}, ${firstLine('gcc', '--version')}, ` +
    `.NET SDK ${firstLine('dotnet', '--version')}. ${revision()}`];
}

function firstLine(...words) {
  return execFileSync(words[0], words.slice(1), { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] }).trim().split('\n')[0];
}
