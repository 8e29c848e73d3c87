import { Writable } from 'node:stream';
import type { QHttp } from '../../index.js';
import { uploadBytes } from './demo-server.js';

/** One command of the demonstration. */
export interface DemoStep {
  readonly label: string;
  /** What is special about it, in two or three words. */
  readonly about: string;
  /** Whether it has a body worth a bar. */
  readonly transfers: boolean;
  readonly uploads: boolean;
  /** How it is meant to end. */
  readonly fate: 'done' | 'failed' | 'dropped';
  /** Queues it; returns its id. */
  readonly queue: (http: QHttp) => number;
}

/** The queue: answers of every kind, one that fails, and two behind it that are never sent. */
export function demoSteps(host: string, port: number): readonly DemoStep[] {
  return [
    {
      label: 'setHost',
      about: `${host}:${port}`,
      transfers: false,
      uploads: false,
      fate: 'done',
      queue: (http) => http.setHost(host, port),
    },
    get('/known.bin', 'known length'),
    get('/chunked.bin', 'chunked'),
    {
      label: 'POST /upload',
      about: 'upload',
      transfers: true,
      uploads: true,
      fate: 'done',
      queue: (http) => http.post('/upload', Buffer.alloc(uploadBytes, 'upload '), nowhere()),
    },
    get('/slow.txt', 'slow'),
    get('/missing', 'not there'),
    get('/cut.bin', 'cut off', 'failed'),
    get('/never-1', 'waits', 'dropped'),
    get('/never-2', 'waits', 'dropped'),
  ];
}

function get(path: string, about: string, fate: DemoStep['fate'] = 'done'): DemoStep {
  const queue = (http: QHttp): number => http.get(path, nowhere());
  return { label: `GET ${path}`, about, transfers: true, uploads: false, fate, queue };
}

/** The bodies of the demonstration are looked at on their way and kept nowhere. */
function nowhere(): Writable {
  return new Writable({ write: (_chunk, _encoding, taken) => taken() });
}
