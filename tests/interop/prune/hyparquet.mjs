// hyparquet prunes row groups by statistics and Bloom filters, and pages by the page index.
import { asyncBufferFromFile, parquetMetadataAsync, parquetReadObjects } from 'hyparquet';
import { compressors } from 'hyparquet-compressors';

const operators = {
  $eq: (a, b) => a === b,
  $lt: (a, b) => a < b,
  $lte: (a, b) => a <= b,
  $gt: (a, b) => a > b,
  $gte: (a, b) => a >= b,
};

export async function prune(file) {
  const buffer = await asyncBufferFromFile(file);
  let bytes = 0;
  const counted = { byteLength: buffer.byteLength, slice: (start, end) => ((bytes += (end ?? buffer.byteLength) - start), buffer.slice(start, end)) };
  const metadata = await parquetMetadataAsync(buffer);
  const options = { file: counted, metadata, compressors, utf8: false };
  if (metadata.schema.some(element => element.converted_type === 'INTERVAL')) {
    return { checked: 0, wrong: [] }; // Not read by hyparquet.
  }

  const all = await parquetReadObjects(options);
  const allBytes = bytes;
  let fewest = allBytes;
  const wrong = [];
  let checked = 0;
  for (const column of Object.keys(all[0] ?? {})) {
    const values = all.map(row => row[column]).filter(value => value !== null && value !== undefined);
    if (!['number', 'bigint', 'string'].includes(typeof values[0])) {
      continue;
    }

    const sorted = values.toSorted((a, b) => (a < b ? -1 : a > b ? 1 : 0));
    const probes = new Set([0, 0.1, 0.5, 0.9, 1].map(share => sorted[Math.round(share * (sorted.length - 1))]));
    for (const probe of [...probes].filter(value => !Number.isNaN(value))) {
      for (const [operator, holds] of Object.entries(operators)) {
        bytes = 0;
        const found = await parquetReadObjects({ ...options, columns: [column], filter: { [column]: { [operator]: probe } }, useBloomFilters: true, usePageIndex: true });
        fewest = Math.min(fewest, bytes);
        const expected = values.filter(value => holds(value, probe)).length;
        checked++;
        if (found.length !== expected) {
          wrong.push(`${column} ${operator} ${probe}: ${found.length}, ${expected}`);
        }
      }
    }
  }

  return { checked, wrong, bytes: fewest, allBytes };
}
