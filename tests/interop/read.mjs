// Reads Parquet files with another implementation and prints what it found, one JSON line a file:
//   node read.mjs duckdb|hyparquet|polars|wasm [--values] FILE...
//   {"file":..., "rows":n, "columns":{"name":"md5 of the canonical text of its rows", ...}}     or     {"file":..., "error":"..."}
// @LIST in place of all arguments reads them from the lines of a file. --values prints the text itself in place of the digest. canonical.mjs says what the text is.
import { createHash } from 'node:crypto';
import { argumentsOf } from './arguments.mjs';

const [reader, ...rest] = argumentsOf(process);
const showValues = rest.includes('--values');
const files = rest.filter(argument => argument !== '--values');
const { read } = await import(`./readers/${reader}.mjs`);

for (const file of files) {
  try {
    const { rows, columns } = await read(file);
    const result = {};
    for (const [name, values] of Object.entries(columns)) {
      if (values.length !== rows) {
        throw new Error(`column ${name} has ${values.length} values, the file ${rows} rows`);
      }

      result[name] = showValues ? values : createHash('md5').update(values.map(value => value + '\n').join('')).digest('hex');
    }

    console.log(JSON.stringify({ file, rows, columns: result }));
  } catch (error) {
    console.log(JSON.stringify({ file, error: String(error?.stack ?? error) }));
  }
}
