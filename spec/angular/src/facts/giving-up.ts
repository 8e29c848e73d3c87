import { HttpEventType, HttpRequest, type HttpEvent } from '@angular/common/http';
import { EMPTY, concatMap, exhaustMap, firstValueFrom, from, retry, take } from 'rxjs';
import type { Backend, Chapter, Fact } from './fact.ts';
import { follow } from './telling.ts';

/** What the server says of the requests with this key. */
async function ask(origin: string, about: 'asked' | 'begun' | 'gone', key: string): Promise<string> {
  return (await fetch(`${origin}/${about}?key=${key}`)).text();
}

function keyed(run: (backend: Backend, origin: string, key: string) => Promise<string>): Fact['run'] {
  return (backend, origin) => run(backend, origin, crypto.randomUUID());
}

/** Gives up what runs at `path` when the server has it, and asks the server whether it saw that. */
function givenUp(path: string, request: (url: string) => HttpRequest<unknown>, when: 'begun' | 'header'): Fact['run'] {
  return keyed(async (backend, origin, key) => {
    const events$ = backend.handle(request(`${origin}${path}?key=${key}`));
    if (when === 'header') {
      await firstValueFrom(
        events$.pipe(concatMap((event) => (event.type === HttpEventType.DownloadProgress ? [1] : EMPTY))),
      );
    } else {
      await firstValueFrom(events$.pipe(exhaustMap(() => from(ask(origin, 'begun', key)))));
    }
    return ask(origin, 'gone', key);
  });
}

const get = (url: string): HttpRequest<unknown> =>
  new HttpRequest('GET', url, { responseType: 'text', reportProgress: true });

export const givingUp: Chapter = {
  title: 'Asking, and giving up',
  facts: [
    {
      what: 'nobody subscribes',
      run: keyed(async (backend, origin, key) => {
        const events$ = backend.handle(get(`${origin}/hello?key=${key}`));
        const before = await ask(origin, 'asked', key);
        await follow(events$);
        return `${before}, then ${await ask(origin, 'asked', key)}`;
      }),
      fetch: '0, then 1',
    },
    {
      what: 'two subscribe',
      run: keyed(async (backend, origin, key) => {
        const events$ = backend.handle(get(`${origin}/hello?key=${key}`));
        await Promise.all([follow(events$), follow(events$)]);
        return `asked ${await ask(origin, 'asked', key)} times`;
      }),
      fetch: 'asked 2 times',
    },
    {
      what: '`retry` after a failure',
      run: keyed(async (backend, origin, key) => {
        const events$ = backend.handle(get(`${origin}/answer?status=500&key=${key}`)).pipe(retry(2));
        const { line } = await follow(events$);
        return `asked ${await ask(origin, 'asked', key)} times: ${line.split(', ').at(-1)}`;
      }),
      fetch: 'asked 3 times: fails: 500 Internal Server Error null',
    },
    {
      what: 'the first event, before `subscribe` returns',
      run: async (backend, origin) => {
        const types: string[] = [];
        const subscription = backend
          .handle(get(`${origin}/hello`))
          .subscribe({ next: told(types), error: () => undefined });
        const seen = types.join();
        subscription.unsubscribe();
        return seen;
      },
      fetch: 'Sent',
      qhttp: '',
      why: 'a call that waits for others has not been sent: Sent is told when it is its turn',
    },
    {
      what: 'nothing after unsubscribing: no event, no error',
      run: keyed(async (backend, origin, key) => {
        const types: string[] = [];
        const events$ = backend.handle(get(`${origin}/silent?key=${key}`));
        const subscription = events$.subscribe({ next: told(types), error: () => types.push('error') });
        await ask(origin, 'begun', key);
        subscription.unsubscribe();
        await ask(origin, 'gone', key);
        return types.join();
      }),
      fetch: 'Sent',
    },
    {
      what: 'given up while the answer is waited for: what the server sees',
      run: givenUp('/silent', get, 'begun'),
      fetch: 'gone',
    },
    {
      what: 'given up while the body comes',
      run: givenUp('/begins', get, 'header'),
      fetch: 'gone',
    },
    {
      what: 'an upload that is given up',
      run: givenUp('/silent', (url) => new HttpRequest('POST', url, new Blob([new Uint8Array(1_000_000)])), 'begun'),
      fetch: 'gone',
    },
    {
      what: '`take(1)`, which is the event Sent',
      run: keyed(async (backend, origin, key) => {
        const { line } = await follow(backend.handle(get(`${origin}/hello?key=${key}`)).pipe(take(1)));
        return line;
      }),
      fetch: 'sent, complete',
    },
    {
      what: 'unsubscribing after the end',
      run: async (backend, origin) => {
        const types: string[] = [];
        await new Promise<void>((resolve) => {
          const subscription = backend.handle(get(`${origin}/hello`)).subscribe({
            next: told(types),
            complete: () => {
              types.push('complete');
              resolve();
            },
          });
          subscription.add(() => types.push('over'));
        });
        return types.join();
      },
      fetch: 'Sent,ResponseHeader,DownloadProgress,Response,complete,over',
    },
    {
      what: 'several at once: none waits for another',
      run: keyed(async (backend, origin, key) => {
        const held = backend.handle(get(`${origin}/silent?key=${key}`)).subscribe({ error: () => undefined });
        await ask(origin, 'begun', key);
        const { line } = await follow(backend.handle(get(`${origin}/hello`)));
        held.unsubscribe();
        return line.split(', ').at(-1) ?? '';
      }),
      fetch: '200 OK "hello"',
    },
    {
      what: 'a failure disturbs no other call',
      run: keyed(async (backend, origin, key) => {
        const other = backend.handle(get(`${origin}/begins?key=${key}`));
        const types: string[] = [];
        const held = other.subscribe({ next: told(types), error: () => types.push('error') });
        await ask(origin, 'begun', key);
        await follow(backend.handle(get(`${origin}/hangs-up`)));
        held.unsubscribe();
        return types.includes('error') ? 'disturbed' : 'goes on';
      }),
      fetch: 'goes on',
    },
  ],
};

function told(types: string[]): (event: HttpEvent<unknown>) => void {
  return ({ type }) => types.push(HttpEventType[type]);
}
