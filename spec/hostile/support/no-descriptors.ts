import { closeSync, openSync } from 'node:fs';
import { firstValueFrom } from 'rxjs';
import { ErrorCode, QHttp, State } from '../../../src/index.js';

// A program of its own, that may open few files: its arguments are the port of a server and the host to name.

const [port, host = ''] = [Number(process.argv[2]), process.argv[3]];
const taken: number[] = [];

/** Opens what there is left to open. */
function takeAll(): void {
  try {
    for (;;) taken.push(openSync('/dev/null', 'r'));
  } catch {
    // that was all
  }
}

/** What a request comes to, signal by signal. */
async function outcome(http: QHttp): Promise<string[]> {
  const told: string[] = [];
  const subscription = http.signals$.subscribe((signal) => {
    if (signal.type === 'stateChanged') told.push(State[signal.state]);
    if (signal.type === 'requestStarted' || signal.type === 'requestFinished') told.push(signal.type);
    if (signal.type === 'done') told.push(signal.error ? 'failed' : 'done');
  });
  http.get('/');
  await firstValueFrom(http.done$);
  await new Promise(setImmediate);
  subscription.unsubscribe();
  return [...told, ErrorCode[http.error()], http.errorString()];
}

const http = new QHttp(host, port);
// What Node opens and closes at its start may come free late.
for (let before = -1; before < taken.length;) {
  before = taken.length;
  takeAll();
  for (let turns = 0; turns < 10; turns++) await new Promise(setImmediate);
}
takeAll();
const without = await outcome(http);
for (const descriptor of taken.splice(0)) closeSync(descriptor);
const withSome = await outcome(http);
takeAll();
const kept = await outcome(http); // a connection that stands needs no more of them
for (const descriptor of taken.splice(0)) closeSync(descriptor);
http.destroy();
process.stdout.write(JSON.stringify({ without, withSome, kept }));
