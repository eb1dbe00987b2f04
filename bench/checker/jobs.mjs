// What is run: whole processes. Each has the counts that it must find: {name, states, transitions, command, counts(output)}.
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { reference } from './goals.mjs';

// States and transitions: of 2pc as Spin and Rumur find them, of Paxos, ABD, increments with a lock and the register as Stateright does (it counts
// the initial state as a transition), of the puzzle half of 9!, of the ring machines^machines. How many tables of philosophers there are
// is counted apart in the tests.
const models = [
  ['packed-2pc', 3, 288, 1_145], ['packed-2pc', 4, 1_568, 8_257], ['packed-2pc', 5, 8_832, 58_145], ['packed-2pc', 6, 50_816, 402_305],
  ['packed-2pc', 7, 296_448, 2_744_705], ['packed-2pc', 8, 1_745_408, 18_507_777], ['packed-2pc', 9, 10_340_352, 123_558_401],
  ['2pc', 3, 288, 1_145], ['2pc', 5, 8_832, 58_145], ['2pc', 7, 296_448, 2_744_705], ['2pc', 8, 1_745_408, 18_507_777],
  ['2pc', 9, 10_340_352, 123_558_401],
  ['paxos', 2, 16_668, 32_970], ['paxos', 3, 1_194_428, 2_420_476],
  ['abd', 2, 1_212_979, 4_730_933],
  ['increment', 2, 13, 14], ['increment-lock', 8, 438_401, 438_400], ['increment-lock', 9, 3_945_637, 3_945_636],
  ['packed-increment-lock', 8, 438_401, 438_400], ['packed-increment-lock', 9, 3_945_637, 3_945_636],
  ['philosophers', 7, 6_774, 39_031],
  ['puzzle', 8, 181_440, 483_840],
  ['token-ring', 6, 46_656, 202_176],
  ['single-copy', 4, 400_233, 731_788],
];

/** Jobs that take so long that they run only when asked for, and once. */
const slow = ['2pc 9', 'spin 2pc 9', 'rumur 2pc 8', 'packed-2pc 10, on disk'];

const quick = ['packed-2pc 8', '2pc 8', 'paxos 3', 'single-copy 4', 'spin 2pc 8'];

export function makeJobs({ checker, scratch, isQuick, isSlow, wanted }) {
  const all = [
    spin(8), spin(9), rumur(8, true), rumur(7, false), rumur(8, false),
    ...models.map(([model, size, states, transitions]) => ({
      name: `${model} ${size}`, isOurs: true, isViolated: model === 'increment', states, transitions,
      command: (...options) => [checker, model, String(size), '--json', ...options],
      counts: ourCounts,
    })),
    onDisk(checker, scratch),
  ];
  for (const job of all) {
    job.isSlow = slow.includes(job.name);
  }

  const names = wanted ? [reference, ...wanted] : isQuick ? quick : all.filter(job => isSlow || !job.isSlow).map(job => job.name);
  const unknown = names.filter(name => !all.some(job => job.name === name));
  if (unknown.length > 0) throw new Error(`no jobs ${unknown.join(', ')}; there are ${all.map(job => job.name).join(', ')}`);
  const jobs = all.filter(job => names.includes(job.name));
  for (const job of jobs) {
    job.build?.(scratch);
  }

  return jobs;
}

function ourCounts(output) {
  const { states, transitions, holds } = JSON.parse(output);
  return [states, transitions, holds];
}

// More states than the memory it may use has bytes for: 8 bytes of each alone would be 492 MB.
function onDisk(checker, scratch) {
  return {
    name: 'packed-2pc 10, on disk', isOurs: true, isViolated: false, states: 61_515_776, transitions: 817_760_257,
    command: (...options) => [checker, 'packed-2pc', '10', '--json', '--memory', '400', '--spill', path.join(scratch, 'spill'), ...options],
    counts: ourCounts,
  };
}

const source = name => path.join(import.meta.dirname, name);
const known = { 7: [296_448, 2_744_705], 8: [1_745_408, 18_507_777], 9: [10_340_352, 123_558_401] };

// Full states, no reduction of any kind; no properties. The stack is made as deep as the longest path.
function spin(size) {
  const [states, transitions] = known[size];
  let program;
  return {
    name: `spin 2pc ${size}`, states, transitions,
    build(scratch) {
      const folder = fs.mkdtempSync(path.join(scratch, 'spin-'));
      execFileSync('spin', [`-DN=${size}`, '-a', source('two-phase-commit.pml')], { cwd: folder });
      execFileSync('gcc', ['-O3', '-march=native', '-DSAFETY', '-DNOREDUCE', '-o', 'pan', 'pan.c'], { cwd: folder });
      program = path.join(folder, 'pan');
    },
    command: () => [program, '-m100000'],
    // Spin counts the initial state as a transition.
    counts: output => [/(\d+) states, stored/, /(\d+) transitions/].map((pattern, i) => Number(output.match(pattern)[1]) - i),
  };
}

// With symmetry, which is the default, one state stands for its orbit; how many transitions there are then is not said elsewhere.
function rumur(size, hasSymmetry) {
  const [states, transitions] = hasSymmetry ? [1_461, undefined] : known[size];
  let program;
  return {
    name: `rumur 2pc ${size}${hasSymmetry ? ', symmetry' : ''}`, states, transitions,
    build(scratch) {
      const folder = fs.mkdtempSync(path.join(scratch, 'rumur-'));
      const model = fs.readFileSync(source('two-phase-commit.m'), 'utf8').replace('Managers: 3;', `Managers: ${size};`);
      fs.writeFileSync(path.join(folder, 'model.m'), model);
      // Our reading of the model has no deadlock: a state whose only step repeats it is an end, which Rumur takes for one unless told.
      execFileSync('rumur', ['--threads', '1', '--deadlock-detection', 'off', ...(hasSymmetry ? [] : ['--symmetry-reduction', 'off']),
        '--output', 'model.c', 'model.m'], { cwd: folder });
      execFileSync('gcc', ['-O3', '-march=native', '-o', 'model', 'model.c', '-lpthread', '-latomic'], { cwd: folder });
      program = path.join(folder, 'model');
    },
    command: () => [program],
    // The last of the lines of this form; those before it say how far it is.
    counts: output => [...output.matchAll(/(\d+) states, (\d+) rules fired/g)].at(-1).slice(1).map(Number),
  };
}
