import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { runDemo } from '../../src/cli/demo/run-demo.js';
import { stateTable } from '../../src/connection/connection-state.js';
import { State } from '../../src/values/state.js';
import { fakeIo } from '../cli/support/run-cli.js';
import { shown } from '../cli/support/shown.js';
import { page, project } from './support/pages.js';

/** A picture as it was committed. */
function committed(name: string): string {
  return page(`docs/images/${name}`);
}

/** The same as it would be drawn today. */
function drawnToday(script: string): string {
  return execFileSync(process.execPath, [join(project, 'scripts', script), '--print'], { encoding: 'utf8' });
}

/** The words in a picture, from top to bottom. */
function wordsOf(svg: string): string[] {
  const texts = [...svg.matchAll(/<text[^>]*>([^<]*)<\/text>/g)].map(([, words = '']) => words);
  return texts.map((words) => words.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&'));
}

/** What a run prints, without what differs from one run to the next: bars, blanks, bytes, speeds, ids, times, ports. */
function tidy(printed: string): string {
  return printed
    .replaceAll(/[\s█░]/g, '')
    .replaceAll(/[\d.]+[KM]?i?B\/s/g, '')
    .replaceAll(/×\d+/g, '')
    .replaceAll(/(127\.0\.0\.1:|endedafter|request(?:Started|Finished)\()\d+/g, '$1')
    .replaceAll(/droppedin[\d.]+m?s/g, 'droppedin');
}

describe('the pictures (npm run draw)', () => {
  it('show the states as the code has them', () => {
    expect(committed('states.svg')).toBe(drawnToday('draw-states.mjs'));
  });

  it('name every row of the table of states for those who cannot see them', () => {
    const rows = stateTable.map(([from, event, to]) => `${State[from]} ${event} ${State[to]}`);
    expect(committed('states.svg')).toContain(`<title>The states of a connection. ${rows.join('; ')}.</title>`);
  });

  it('show the rooms as the linter keeps them', () => {
    expect(committed('rooms.svg')).toBe(drawnToday('draw-rooms.mjs'));
  });

  it('show a run as the demonstration prints it', async () => {
    const io = fakeIo('/');
    Object.assign(io.stdout, { isTTY: true, columns: 92, rows: 60 });
    await runDemo(io, { bodyMs: 20 });

    const screen = ['$ npm start', ...shown(io.stdout.text)].join('\n');
    expect(tidy(wordsOf(committed('demo.svg')).join('\n'))).toBe(tidy(screen));
  });
});
