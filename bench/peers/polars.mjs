// Polars: all inputs as one lazy frame, sorted in memory or streamed through, to one file. POLARS_MAX_THREADS sets its threads.
import { job, polars } from './modules.mjs';

const { inputs, output, key, level, rowGroupRows, sorted } = job();
const pl = polars();
const all = pl.concat(inputs.map(path => pl.scanParquet(path)), { how: 'diagonal', rechunk: false });
if (sorted) {
  all
    .sort({ by: key.map(k => pl.col(k.column)), descending: key.map(k => k.descending), nullsLast: key.map(() => true) })
    .collectSync()
    .writeParquet(output, { compression: 'zstd', compressionLevel: level, rowGroupSize: rowGroupRows });
} else {
  all.sinkParquet(output, { compression: 'zstd', compressionLevel: level, rowGroupSize: rowGroupRows }).collectSync();
}
