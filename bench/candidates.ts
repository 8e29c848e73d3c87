/**
 * The clients that are compared: each asks `port` for `/` so many times, one after the other on one connection, or all at
 * once, and takes every body.
 */
import { Agent as HttpAgent, request as httpRequest } from 'node:http';
import { connect } from 'node:net';
import axios from 'axios';
import got from 'got';
import ky from 'ky';
import { lastValueFrom } from 'rxjs';
import { fromFetch } from 'rxjs/fetch';
import { Client, request as undiciRequest } from 'undici';
import { QHttp, toBytes } from '../dist/index.js';

export interface Candidate {
  readonly sequential: (port: number, count: number) => Promise<void>;
  /** Undefined for a client that would open a connection for each. */
  readonly queued?: (port: number, count: number) => Promise<void>;
}

const urlOf = (port: number) => `http://127.0.0.1:${String(port)}/`;

/** A client by one function that makes one request and takes its body. */
function byPromise(
  open: (port: number) => { get: () => Promise<unknown>; close?: () => void },
  keepsOneConnection = true,
): Candidate {
  const sequential: Candidate['sequential'] = async (port, count) => {
    const { get, close } = open(port);
    for (let i = 0; i < count; i++) await get();
    close?.();
  };
  if (!keepsOneConnection) return { sequential };
  return {
    sequential,
    queued: async (port, count) => {
      const { get, close } = open(port);
      await Promise.all(Array.from({ length: count }, get));
      close?.();
    },
  };
}

/** @param isQueued - whether all commands are queued at once */
function imperative(port: number, count: number, isQueued: boolean): Promise<void> {
  return new Promise((resolve, reject) => {
    const http = new QHttp('127.0.0.1', port);
    let left = isQueued ? 0 : count - 1;
    http.requestFinished$.subscribe(({ error }) => {
      if (error) reject(new Error(http.errorString()));
      http.readAll();
      if (left-- > 0) http.get('/');
    });
    http.done$.subscribe(() => {
      http.destroy();
      resolve();
    });
    for (let i = isQueued ? count : 1; i > 0; i--) http.get('/');
  });
}

function cold(port: number, count: number, isQueued: boolean): Promise<void> {
  return new Promise((resolve, reject) => {
    const http = new QHttp('127.0.0.1', port);
    let left = count;
    const get = () => {
      http
        .get$('/')
        .pipe(toBytes())
        .subscribe({
          error: reject,
          complete: () => {
            if (--left === 0) {
              http.destroy();
              resolve();
            } else if (!isQueued) get();
          },
        });
    };
    for (let i = isQueued ? count : 1; i > 0; i--) get();
  });
}

function dispatch(port: number, count: number, isQueued: boolean): Promise<void> {
  return new Promise((resolve, reject) => {
    const client = new Client(urlOf(port));
    let left = count;
    const get = () => {
      client.dispatch(
        { path: '/', method: 'GET' },
        {
          onRequestStart() {},
          onResponseStart() {},
          onResponseData() {},
          onResponseEnd() {
            if (--left === 0) void client.destroy().then(resolve);
            else if (!isQueued) get();
          },
          onResponseError(_controller, error) {
            reject(error);
          },
        },
      );
    };
    for (let i = isQueued ? count : 1; i > 0; i--) get();
  });
}

/** The least that can be done: a request written, and bytes counted as far as the head says. */
function bareSocket(port: number, count: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1', noDelay: true });
    const request = `GET / HTTP/1.1\r\nHost: 127.0.0.1:${String(port)}\r\n\r\n`;
    let left = count;
    let text = '';
    socket.on('error', reject);
    socket.on('data', (chunk) => {
      text += chunk.toString('latin1');
      const end = text.indexOf('\r\n\r\n');
      const length = /content-length: (\d+)/i.exec(text)?.[1];
      if (end < 0 || text.length < end + 4 + Number(length)) return;
      text = '';
      if (--left > 0) socket.write(request, 'latin1');
      else socket.destroy();
    });
    socket.on('close', () => {
      resolve();
    });
    socket.write(request, 'latin1');
  });
}

const keepAlive = () => new HttpAgent({ keepAlive: true, maxSockets: 1 });

function nodeGet(port: number, agent: HttpAgent): Promise<void> {
  return new Promise((resolve, reject) => {
    const request = httpRequest({ port, host: '127.0.0.1', agent }, (response) => {
      response.on('end', resolve).resume();
    });
    request.on('error', reject).end();
  });
}

export const candidates: Readonly<Record<string, Candidate>> = {
  'bare dispatch': {
    sequential: (port, count) => dispatch(port, count, false),
    queued: (port, count) => dispatch(port, count, true),
  },
  'rx-qhttp, imperative': {
    sequential: (port, count) => imperative(port, count, false),
    queued: (port, count) => imperative(port, count, true),
  },
  'rx-qhttp, cold': {
    sequential: (port, count) => cold(port, count, false),
    queued: (port, count) => cold(port, count, true),
  },
  'bare net socket': { sequential: bareSocket },
  'undici.request': byPromise((port) => {
    const dispatcher = new Client(urlOf(port));
    return {
      get: async () => (await undiciRequest(urlOf(port), { dispatcher })).body.bytes(),
      close: () => void dispatcher.destroy(),
    };
  }),
  'node:http': byPromise((port) => {
    const agent = keepAlive();
    return {
      get: () => nodeGet(port, agent),
      close: () => {
        agent.destroy();
      },
    };
  }),
  fetch: byPromise((port) => ({ get: async () => (await fetch(urlOf(port))).arrayBuffer() }), false),
  'rxjs/fetch': byPromise(
    (port) => ({
      get: () => lastValueFrom(fromFetch(urlOf(port), { selector: (response) => response.arrayBuffer() })),
    }),
    false,
  ),
  got: byPromise((port) => {
    const agent = keepAlive();
    const options = { agent: { http: agent }, retry: { limit: 0 } };
    return {
      get: () => got(urlOf(port), options).buffer(),
      close: () => {
        agent.destroy();
      },
    };
  }),
  axios: byPromise((port) => {
    const httpAgent = keepAlive();
    const client = axios.create({ httpAgent, adapter: 'http', responseType: 'arraybuffer', proxy: false });
    return {
      get: () => client.get(urlOf(port)),
      close: () => {
        httpAgent.destroy();
      },
    };
  }),
  ky: byPromise((port) => ({ get: () => ky(urlOf(port), { retry: 0, timeout: false }).arrayBuffer() }), false),
};
