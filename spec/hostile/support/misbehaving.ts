import type { QHttp, QHttpOptions } from '../../../src/index.js';
import { ok } from '../../support/answers.js';
import { endsCleanly, type Ending } from '../../support/ends-cleanly.js';
import { httpTo, text } from '../../support/http-to.js';
import type { RawConnection, SeenRequest } from '../../support/raw-connection.js';
import { RawServer } from '../../support/raw-server.js';
import type { Recorder } from '../../support/recorder.js';

/** What a server does with a request that has come over its connection number `index`, counted from 0. */
export type Misbehaviour = (connection: RawConnection, index: number, request: SeenRequest) => unknown;

/** How commands end that a server does not answer well, and what came of the one behind them. */
export interface Outcome extends Ending {
  /** What could be read of the body when the last of them had ended. */
  readonly body: string;
  /** How many connections there were, with that of the next command where it had one of its own. */
  readonly connections: number;
}

/**
 * Lets a server answer all commands like this but the one for `/next`, which it answers well, and looks whether everything
 * ends as it has to: see {@link endsCleanly}.
 *
 * @param act - gives the commands: without it a POST, and a GET that is dropped where the POST fails
 */
export async function outcomeOf(
  misbehave: Misbehaviour,
  act: (http: QHttp, recorder: Recorder) => unknown = postAndGet,
  options: QHttpOptions = {},
): Promise<Outcome> {
  const server = await RawServer.listen(async (connection, index) => {
    while (true) {
      const request = await connection.request();
      if (request.path === '/next') connection.send(ok('next'));
      else await misbehave(connection, index, request);
    }
  });
  const http = httpTo(server, options);
  const bodies: string[] = [];
  http.done$.subscribe(() => bodies.push(text(http.readAll())));
  const { story, error } = await endsCleanly(http, (recorder) => act(http, recorder));
  return {
    story: plain(story),
    error: error.replace(`127.0.0.1:${server.port}`, 'HOST:PORT'),
    body: bodies[0] ?? '',
    connections: server.connections.length,
  };
}

function postAndGet(http: QHttp): void {
  http.post('/', 'x');
  http.get('/dropped');
}

/** A story in which a request that was sent whole is `q`: how long it is depends on the number of the port. */
export function plain(story: string): string {
  return story.replaceAll(/q(\d+)\/\1\b/g, 'q');
}
