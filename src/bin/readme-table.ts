import { readFileSync, writeFileSync } from 'node:fs';
import { environmentTable } from '../config/index.ts';

// Writes the table of settings into the README, between its two markers. A test fails while the two differ.
const START = '<!-- settings: made from src/config/environment.ts by `node dist/bin/readme-table.js` -->';
const END = '<!-- end of settings -->';
const readme = new URL('../../README.md', import.meta.url);

const text = readFileSync(readme, 'utf8');
const [before, rest] = text.split(START);
const after = rest?.split(END)[1];
if (before === undefined || after === undefined)
  throw new Error('expected both settings markers in README.md');
writeFileSync(readme, `${before}${START}\n\n${environmentTable()}\n\n${END}${after}`);
