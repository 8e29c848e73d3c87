/** How the cost of a request grows with its body, with chunks and with origins; in a process of its own. */
import { Agent, Client } from 'undici';
import { QHttp, QHttpPool } from '../dist/index.js';
import { serve, timed } from './measure.ts';

export interface GrowthQuestion {
  readonly client: 'rx-qhttp' | 'bare dispatch';
  /** Of a server each; more than one origin goes through the pool, or undici's `Agent`. */
  readonly ports: readonly number[];
  readonly path: string;
  readonly count: number;
}

type Run = (question: GrowthQuestion) => Promise<void>;

const originOf = (port: number) => `http://127.0.0.1:${String(port)}`;

const sequential: Run = ({ ports: [port = 0], path, count }) =>
  new Promise((resolve, reject) => {
    const http = new QHttp('127.0.0.1', port);
    http.readyRead$.subscribe(() => http.readAll());
    http.requestFinished$.subscribe(() => {
      if (--count > 0) http.get(path);
    });
    http.done$.subscribe((error) => {
      http.destroy();
      if (error) reject(new Error('a request failed'));
      else resolve();
    });
    http.get(path);
  });

const pooled: Run = ({ ports, path, count }) =>
  new Promise((resolve, reject) => {
    const pool = new QHttpPool({ connections: 6 * ports.length });
    let left = count;
    const complete = () => {
      if (--left > 0) return;
      pool.destroy();
      resolve();
    };
    const urls = ports.map((port) => originOf(port) + path);
    for (let i = 0; i < count; i++) pool.get$(urls[i % urls.length] ?? '').subscribe({ complete, error: reject });
  });

const dispatching: Run = ({ ports, path, count }) =>
  new Promise((resolve, reject) => {
    const isOne = ports.length === 1;
    const client = isOne ? new Client(originOf(ports[0] ?? 0)) : new Agent({ connections: 6 });
    let left = count;
    const ask = (origin: string) => {
      client.dispatch(
        { origin, path, method: 'GET' },
        {
          onRequestStart() {},
          onResponseStart() {},
          onResponseData() {},
          onResponseEnd() {
            if (--left === 0) void client.destroy().then(resolve);
            else if (isOne) ask(origin);
          },
          onResponseError(_controller, error) {
            reject(error);
          },
        },
      );
    };
    const origins = ports.map(originOf);
    for (let i = 0; i < (isOne ? 1 : count); i++) ask(origins[i % origins.length] ?? '');
  });

serve((question: GrowthQuestion) => {
  const run = question.client === 'bare dispatch' ? dispatching : question.ports.length === 1 ? sequential : pooled;
  return timed(() => run(question));
});
