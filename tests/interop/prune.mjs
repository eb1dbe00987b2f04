// Asks another implementation the same questions with and without its use of statistics, page index and Bloom filters:
//   node prune.mjs duckdb|hyparquet FILE...
//   {"file":..., "checked":n, "wrong":["question: answer with, answer without", ...], "bytes":read with them, "allBytes":read without}
import { argumentsOf } from './arguments.mjs';

const [reader, ...files] = argumentsOf(process);
const { prune } = await import(`./prune/${reader}.mjs`);
for (const file of files) {
  console.log(JSON.stringify({ file, ...(await prune(file)) }));
}
