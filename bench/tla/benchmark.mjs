// The set that speed is judged by: of the examples those that take TLC longest among the small ones, or that stress one part of a checker; and our
// own reference specifications.
import path from 'node:path';

const examples = [
  'Bakery-Boulangerie/MCBakery', 'braf/BufferedRandomAccessFile', 'ewd998/EWD998PCal', 'CoffeeCan/CoffeeCan1000Beans', 'btree/btree',
  'SimplifiedFastPaxos/FastPaxos', 'MultiPaxos-SMR/MultiPaxos_MC_small', 'lamport_mutex/MCLamportMutex', 'NanoBlockchain/MCNanoMedium',
  'MultiCarElevator/ElevatorLivenessMedium', 'bcastByz/bcastByz', 'SlushProtocol/SlushSmall', 'FiniteMonotonic/MCCRDT', 'byzpaxos/VoteProof',
  'allocator/AllocatorImplementation', 'CheckpointCoordination/MCCheckpointCoordinationFailure', 'SingleLaneBridge/MC',
  'TeachingConcurrency/SimpleRegular', 'MisraReachability/MCParReach', 'dijkstra-mutex/DijkstraMutex.toolbox/LSpec-model/MC',
  'dag-consensus/TLCSailfish1', 'Disruptor/Disruptor_MPMC', 'Huang/Huang', 'GameOfLife/GameOfLife', 'YoYo/YoYoAllGraphs',
];

/** The models of the benchmark set among those of a checkout. */
export function benchmarkModels(models) {
  const missing = examples.filter(name => !models.some(model => model.name === name));
  if (missing.length > 0) throw new Error(`the checkout lacks models of the benchmark set: ${missing.join(', ')}`);
  return examples.map(name => models.find(model => model.name === name));
}

/** Our own renderings of the reference specifications, with the numbers that are known of them. */
export function referenceModels(root) {
  return [
    ['ParquetDataModel', '_small', 8, 8], ['SortSchema', '_small', 49_490, 52_919], ['TimeWindowedCompaction', '_small', 938, 1_130],
    ['MergePipelineShutdown', '', 15_732, 23_425], ['MergePipelineShutdown', '_chains', 217_854, 389_874],
  ].map(([module, suffix, distinct, generated]) => ({
    name: `specs/reference/${module}${suffix}`,
    module: path.join(root, `specs/reference/${module}.tla`),
    config: path.join(root, `specs/reference/${module}${suffix}.cfg`),
    mode: 'search', features: [], result: 'success', distinct, generated, seconds: 30, needs: [],
  }));
}
