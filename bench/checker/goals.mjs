// What is aimed at, and what others have been measured at. Ratios are CPU seconds by those of Spin for two-phase commit 8 in the same run.

/** The run that all ratios refer to. */
export const reference = 'spin 2pc 8';

/**
 * The anchors' figures: CPU seconds and peak MB with one thread, measured on two virtual cores of an AMD EPYC with 24 GB, where Spin took
 * 2.98 CPU seconds for two-phase commit 8. bfs and dfs are Stateright 0.31.0; older is its release 0.30.2, breadth first.
 */
export const anchorSpinSeconds = 2.98;
export const anchors = {
  '2pc 7': { bfs: [0.98, 47], dfs: [0.54, 8] },
  '2pc 8': { bfs: [8.12, 215], dfs: [5.04, 23], older: [5.51, 142] },
  '2pc 9': { bfs: [63.2, 1409], dfs: [36.6, 156] },
  'paxos 3': { bfs: [11.4, 869], dfs: [4.94, 23], older: [8.4, 738] },
  'abd 2': { bfs: [12.8, 526], dfs: [6.57, 23] },
  'increment-lock 8': { dfs: [0.13, 8] },
  'increment-lock 9': { bfs: [3.47, 608], dfs: [2.05, 80] },
  'packed-increment-lock 9': { bfs: [3.47, 608], dfs: [2.05, 80] },
  'single-copy 4': { dfs: [10.3, 9] },
};

/** At most these: ratio to the reference, peak MB, bytes per state of the visited set, wall milliseconds. */
export const goals = [
  { job: 'packed-2pc 8', figure: 'ratio', target: 1.0, stretch: 0.5 },
  { job: '2pc 8', figure: 'ratio', target: 1.5, stretch: 1.0 },
  { job: 'packed-2pc 9', figure: 'ratio', target: 7.5, stretch: 3.7 },
  { job: 'packed-2pc 9', figure: 'peak MB', target: 400, stretch: 250 },
  { job: 'paxos 3', figure: 'ratio', target: 1.5, stretch: 0.83 },
  { job: 'paxos 3', figure: 'peak MB', target: 250 },
  { job: 'abd 2', figure: 'ratio', target: 1.67, stretch: 1.0 },
  { job: 'packed-increment-lock 9', figure: 'ratio', target: 0.4, stretch: 0.27 },
  { job: 'packed-increment-lock 9', figure: 'peak MB', target: 150 },
  { job: 'increment-lock 9', figure: 'ratio', target: 0.4, stretch: 0.27 },
  { job: 'increment-lock 9', figure: 'peak MB', target: 150 },
  { job: 'single-copy 4', figure: 'ratio', target: 0.67, stretch: 0.27 },
  { job: 'packed-2pc 9', figure: 'visited bytes/state', target: 24, stretch: 12 },
  { job: 'packed-2pc 10, on disk', figure: 'peak MB', target: 512 },
  { job: '2pc 3', figure: 'wall ms', target: 80, stretch: 20 },
];

/** At least these: how many times faster by the clock with two workers. */
export const speedUp = { target: 1.8, stretch: 1.9 };
