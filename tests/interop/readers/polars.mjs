// Polars.
import pl from 'nodejs-polars';
import { readTable } from './arrow.mjs';

export async function read(file) {
  return readTable(pl.readParquet(file).writeIPC());
}
