import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { turn } from './turn.js';

/** Lets go of everything that nobody holds; what a WeakRef has shown stays until the present turn is over. */
export async function collectGarbage(): Promise<void> {
  setFlagsFromString('--expose_gc');
  const collect = runInNewContext('gc') as () => void; // the flag has made it
  await turn();
  collect();
}
