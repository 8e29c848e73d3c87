// A process that renders the page as often as its parent says, and ends by itself when nothing holds it any more.
// Started with the origin of the site; it tells the HTML of each page, and waits for the word to go on.
import { readFileSync } from 'node:fs';
import { render } from '../dist/rendered/server/server.mjs';

const [origin, times] = process.argv.slice(2);
const document = readFileSync(new URL('../dist/rendered/server/index.server.html', import.meta.url), 'utf8');

for (let count = Number(times); count > 0; count -= 1) {
  process.send({ html: await render(`${origin}/`, document) });
  await new Promise((resolve) => process.once('message', resolve));
}
process.disconnect();
