// parquet-wasm: the Rust implementation of the Arrow project.
import { readFileSync } from 'node:fs';
import { readParquet } from 'parquet-wasm';
import { readTable } from './arrow.mjs';

export async function read(file) {
  return readTable(readParquet(readFileSync(file)).intoIPCStream());
}
