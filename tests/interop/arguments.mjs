import { readFileSync } from 'node:fs';

/** The arguments of a script; a single @LIST stands for the lines of that file, since a command line is limited. */
export function argumentsOf(process) {
  const given = process.argv.slice(2);
  return given.length === 1 && given[0].startsWith('@')
    ? readFileSync(given[0].slice(1), 'utf8').split('\n').filter(line => line !== '')
    : given;
}
