// The peers are the ones that the tests use, with their versions pinned in tests/interop.
import { createRequire } from 'node:module';

const interop = createRequire(new URL('../../tests/interop/package.json', import.meta.url));

export const duckdb = () => interop('@duckdb/node-api');
export const polars = () => interop('nodejs-polars');

/** The first argument of every peer: {inputs, output, key: [{column, descending}], threads, level, rowGroupRows, sorted}. */
export const job = () => JSON.parse(process.argv[2]);

export const sqlString = text => `'${text.replaceAll("'", "''")}'`;
export const sqlName = name => `"${name.replaceAll('"', '""')}"`;
export const orderBy = key => key.map(k => `${sqlName(k.column)} ${k.descending ? 'DESC' : 'ASC'} NULLS LAST`).join(', ');
