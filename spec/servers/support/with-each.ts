import { isInstalled, realServers, type RealServer } from './installed.js';
import type { Feature, Server } from './matrix.js';

/** How servers are started. */
export type Starters<S> = Readonly<Partial<Record<Server, () => Promise<S>>>>;

/**
 * The same tests with each of these servers. Those of one that is not installed are left out, unless REQUIRE_ALL is
 * set: then they fail.
 */
export function withEach<S extends { stop(): Promise<void> }>(
  starters: Starters<S>,
  tests: (server: () => S, name: Server) => void,
): void {
  for (const [key, start] of Object.entries(starters)) {
    const name = key as Server; // a key of this type
    const isHere = !isReal(name) || isInstalled(name) || process.env['REQUIRE_ALL'];
    (isHere ? describe : describe.skip)(`with ${name}`, () => {
      tests(started(start), name);
    });
  }
}

/** Tests of one feature: a cell of docs/servers.md. */
export function feature(name: Feature, tests: () => void): void {
  describe(name, tests);
}

/** Starts a server for the tests of this block, and stops it behind them. */
function started<S extends { stop(): Promise<void> }>(start: () => Promise<S>): () => S {
  let server: S | undefined;
  beforeAll(async () => {
    server = await start();
  }, patienceMs);
  afterAll(() => server?.stop(), patienceMs);
  return () => {
    if (!server) throw new Error('The server has not been started');
    return server;
  };
}

/** For a server to start or to stop, on a machine that is busy. */
const patienceMs = 30_000;

function isReal(server: Server): server is RealServer & Server {
  return realServers.some((real) => real === server);
}
