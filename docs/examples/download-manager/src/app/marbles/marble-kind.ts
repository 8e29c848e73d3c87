/** The kinds of signals that look alike. */
export type MarbleKind = 'start' | 'good' | 'bad' | 'head' | 'ask' | 'done' | 'progress' | 'state';

/** By the letters of `signalLetterTable` in `rx-qhttp/testing`. */
const kinds: Readonly<Record<string, MarbleKind>> = {
  s: 'start',
  f: 'good',
  F: 'bad',
  d: 'done',
  D: 'bad',
  h: 'head',
  y: 'progress',
  q: 'progress',
  p: 'progress',
  x: 'progress',
  a: 'ask',
  b: 'ask',
  t: 'ask',
};

/** The kind of a letter; digits are states. */
export function kindOf(letter: string): MarbleKind {
  return kinds[letter] ?? (/^\d/.test(letter) ? 'state' : 'done');
}

/** What the letters mean, in the order of a run. */
export const legend: readonly { readonly letter: string; readonly kind: MarbleKind; readonly text: string }[] = [
  { letter: 's', kind: 'start', text: 'started' },
  { letter: 'h', kind: 'head', text: 'header' },
  { letter: '', kind: 'progress', text: 'progress' },
  { letter: 'a', kind: 'ask', text: 'question' },
  { letter: 'f', kind: 'good', text: 'finished' },
  { letter: 'F', kind: 'bad', text: 'failed' },
  { letter: 'd', kind: 'done', text: 'all done' },
];
