import { HttpClient, HttpEventType, HttpResponse, provideHttpClient, type HttpEvent } from '@angular/common/http';
import {
  ChangeDetectionStrategy,
  Component,
  computed,
  createEnvironmentInjector,
  effect,
  EnvironmentInjector,
  provideZonelessChangeDetection,
  type Injector,
  type Signal,
} from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { injectQHttp, progressSignal, provideQHttp, stateSignal } from 'rx-qhttp/angular';
import { QHttp, State, type CommandSignal, type TransferProgress } from 'rx-qhttp/browser';
import { marbleDispatcher } from 'rx-qhttp/testing';
import { concat, lastValueFrom, Observable, of, Subject, throwError } from 'rxjs';
import { TestScheduler } from 'rxjs/testing';
import { origin } from './going-through.ts';

/** All that a signal has told, as an effect sees it. */
function toldBy<T>(signal: Signal<T>): T[] {
  const told: T[] = [];
  TestBed.runInInjectionContext(() => effect(() => void told.push(signal())));
  TestBed.tick();
  return told;
}

function inContext<T>(make: () => T): T {
  return TestBed.runInInjectionContext(make);
}

@Component({
  selector: 'spec-film',
  template: `<p>{{ State[state()] }} {{ progress().done }} of {{ progress().total }} {{ progress().ratio }}</p>`,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
class Film {
  readonly State = State;
  readonly http = injectQHttp(new URL(origin).hostname, Number(new URL(origin).port));
  readonly state = stateSignal(this.http);
  readonly progress = progressSignal(this.http);
}

describe('Signals in a template', () => {
  test('are one line, and draw it anew without zone.js', async () => {
    TestBed.configureTestingModule({ providers: [provideZonelessChangeDetection()] });
    const fixture = TestBed.createComponent(Film);
    await fixture.whenStable();
    const text = (): string => (fixture.nativeElement as HTMLElement).textContent;
    expect(text()).toBe('Unconnected 0 of 0 ');

    const { http } = fixture.componentInstance;
    await lastValueFrom(http.get$('/bytes?bytes=100000'));
    await fixture.whenStable();
    expect(text()).toBe('Connected 100000 of 100000 1');

    fixture.destroy();
    expect(() => http.get('/')).toThrow('This QHttp has been destroyed');
  });
});

describe('stateSignal', () => {
  test('is the state of the connection, from the present one on', () => {
    const scheduler = new TestScheduler(() => undefined);
    scheduler.run(({ flush }) => {
      const dispatcher = marbleDispatcher(scheduler, { 'GET /': 'l--c--s--h|' });
      const http = new QHttp('host', { dispatcher, scheduler });
      const state = inContext(() => stateSignal(http));
      const told: string[] = [];
      http.signals$.subscribe(() => told.push(State[state()]));
      expect(State[state()]).toBe('Unconnected');

      http.get('/');
      flush();
      const states = told.filter((name, index) => name !== told[index - 1]);
      expect(states).toEqual(['Unconnected', 'HostLookup', 'Connecting', 'Sending', 'Reading', 'Connected']);
      expect(State[inContext(() => stateSignal(http))()]).toBe('Connected');
    });
  });

  test('keeps its last value when its QHttp is destroyed', async () => {
    const http = new QHttp(new URL(origin).hostname, Number(new URL(origin).port));
    const state = inContext(() => stateSignal(http));
    await lastValueFrom(http.get$('/hello'));
    http.destroy();
    expect(state()).toBe(State.Connected);
  });

  test('lets go of its QHttp with its injector', () => {
    const listeners = { count: 0 };
    const state$ = new Observable<State>(() => {
      listeners.count++;
      return () => void listeners.count--;
    });
    const injector = createEnvironmentInjector([], TestBed.inject(EnvironmentInjector));
    const http = Object.assign(new QHttp(), { state$ });
    stateSignal(http, { injector });
    expect(listeners.count).toBe(1);
    injector.destroy();
    expect(listeners.count).toBe(0);
  });
});

describe('a signal and its injector', () => {
  test('that has ended ask for nothing any more', () => {
    const injector = createEnvironmentInjector([], TestBed.inject(EnvironmentInjector));
    injector.destroy();
    let isAsked = false;
    const source$ = new Observable<CommandSignal>(() => void (isAsked = true));
    expect(() => progressSignal(source$, { injector })).toThrow('NG0205');
    expect(isAsked).toBe(false);
  });

  test('that stays is not told of sources that have ended', () => {
    const hooks = new Set<() => void>();
    const destroyRef = { onDestroy: (hook: () => void) => (hooks.add(hook), () => hooks.delete(hook)) };
    const injector = { get: () => destroyRef } as unknown as Injector; // which is asked for its DestroyRef alone
    const source$ = new Subject<CommandSignal>();
    progressSignal(source$, { injector });
    expect(hooks.size).toBe(1);
    source$.complete();
    expect(hooks.size).toBe(0);
    progressSignal(of<CommandSignal[]>({ type: 'requestStarted', id: 1 }), { injector });
    expect(hooks.size).toBe(0);
  });
});

describe('where signals can be made', () => {
  test.each([
    ['stateSignal', () => stateSignal(new QHttp())],
    ['progressSignal', () => progressSignal(new QHttp())],
  ])('%s() says by itself', (name, make) => {
    expect(make).toThrow(`NG0203: ${name}() can only be used within an injection context`);
    expect(() => inContext(() => computed<unknown>(make)())).toThrow(
      `NG0602: ${name}() cannot be called from within a reactive`,
    );
  });
});

describe('progressSignal', () => {
  /** `name done/total ratio` of each value that is told on virtual time. */
  function onVirtualTime(run: (http: QHttp) => Signal<TransferProgress>): string[] {
    const lines: string[] = [];
    const scheduler = new TestScheduler(() => undefined);
    scheduler.run(({ flush }) => {
      const dispatcher = marbleDispatcher(scheduler, {
        'GET /film': {
          marbles: 's 9ms h 9ms d 49ms d 49ms d 199ms d|',
          chunks: ['a', 'b', 'c', 'd'],
          framing: 'length',
        },
        'GET /song': { marbles: 's--h--d--|', chunks: ['abc'], framing: 'chunked' },
        'GET /none': 's--#',
        'POST /up': 's--h|',
      });
      const http = new QHttp('host', { dispatcher, scheduler });
      const progress = run(http);
      const see = (): void => {
        const { done, total, ratio } = progress();
        const line = `${done}/${total} ${ratio ?? '-'}`;
        if (line !== lines.at(-1)) lines.push(line);
      };
      for (let at = 0; at < 1000; at++) scheduler.schedule(see, at);
      flush();
    });
    return lines;
  }

  test('of a QHttp is that of the command that runs, from zero on with each', () => {
    const lines = onVirtualTime((http) => {
      const progress = inContext(() => progressSignal(http));
      http.get('/film');
      http.get('/song');
      return progress;
    });
    // The third piece comes within a tenth of a second of the second.
    expect(lines).toEqual(['0/0 -', '1/4 0.25', '3/4 0.75', '4/4 1', '0/0 -', '3/0 -', '3/0 1']);
  });

  test('of a cold command begins it, once', () => {
    const lines = onVirtualTime((http) => inContext(() => progressSignal(http.get$('/film'))));
    expect(lines).toEqual(['0/0 -', '1/4 0.25', '3/4 0.75', '4/4 1']);
  });

  test('of what goes is that of what goes', () => {
    const lines = onVirtualTime((http) =>
      inContext(() => progressSignal(http.post$('/up', 'data'), { direction: 'upload' })),
    );
    const head = 'POST /up HTTP/1.1\r\nConnection: Keep-Alive\r\nContent-Length: 4\r\nHost: host\r\n\r\n'.length;
    expect(lines.at(-1)).toMatch(/^\d+\/\d+ 1$/);
    expect(Number(lines.at(-1)?.split('/')[0])).toBeGreaterThanOrEqual(head - 30);
  });

  test('keeps its last value where the source fails, and throws nothing in a template', () => {
    const failing$ = concat(
      of<CommandSignal[]>({ type: 'requestStarted', id: 1 }, { type: 'dataReadProgress', done: 5, total: 10 }),
      throwError(() => new Error('broken')),
    );
    expect(inContext(() => progressSignal(failing$))()).toMatchObject({ done: 5, total: 10, ratio: 0.5 });
  });

  test('of events of HttpClient is that of the call', async () => {
    TestBed.configureTestingModule({ providers: [provideHttpClient(), provideQHttp()] });
    const client = TestBed.inject(HttpClient);
    const events$ = new Subject<HttpEvent<unknown>>();
    const progress = inContext(() => progressSignal(events$));
    const told = toldBy(progress);
    const ended = lastValueFrom(events$);
    client
      .get(`${origin}/bytes?bytes=70000`, { responseType: 'blob', reportProgress: true, observe: 'events' })
      .subscribe(events$);
    await ended;
    TestBed.tick();
    expect(told.at(-1)).toMatchObject({ done: 70000, total: 70000, ratio: 1, secondsLeft: 0 });
  });

  test('of events that tell no progress ends at the whole all the same', () => {
    const events$ = of<HttpEvent<unknown>[]>({ type: HttpEventType.Sent }, new HttpResponse({ body: 'text' }));
    expect(inContext(() => progressSignal(events$))()).toMatchObject({ ratio: 1 });
    expect(inContext(() => progressSignal(concat(events$, events$)))()).toMatchObject({ ratio: 1 });
  });

  test('of events of an upload is that of the upload', () => {
    const events$ = of<HttpEvent<unknown>[]>(
      { type: HttpEventType.Sent },
      { type: HttpEventType.UploadProgress, loaded: 5, total: 10 },
      { type: HttpEventType.DownloadProgress, loaded: 1, total: 2 },
    );
    expect(inContext(() => progressSignal(events$, { direction: 'upload' }))()).toMatchObject({ done: 5, total: 10 });
  });

  test('tells nobody of a transfer that has come no further', () => {
    const scheduler = new TestScheduler(() => undefined);
    scheduler.run(({ cold, flush }) => {
      const step: CommandSignal = { type: 'dataReadProgress', done: 1, total: 4 };
      const progress = inContext(() => progressSignal(cold('d 200ms d 200ms d', { d: step })));
      const seen: TransferProgress[] = [];
      for (const at of [1, 300, 500]) scheduler.schedule(() => seen.push(progress()), at);
      flush();
      expect(seen[1]).toEqual({ done: 1, total: 4, ratio: 0.25, bytesPerSecond: 0 });
      expect(seen[2]).toBe(seen[1]);
    });
  });

  test('tells nobody of a start that changes nothing', () => {
    const signals$ = new Subject<CommandSignal>();
    const told = toldBy(inContext(() => progressSignal(signals$)));
    for (const id of [1, 2, 3]) {
      signals$.next({ type: 'requestStarted', id });
      TestBed.tick();
    }
    expect(told).toEqual([{ done: 0, total: 0 }]);
  });

  test('ends its source with its injector', () => {
    let isSubscribed = false;
    const source$ = new Observable<CommandSignal>(() => {
      isSubscribed = true;
      return () => (isSubscribed = false);
    });
    const injector = createEnvironmentInjector([], TestBed.inject(EnvironmentInjector));
    progressSignal(source$, { injector });
    expect(isSubscribed).toBe(true);
    injector.destroy();
    expect(isSubscribed).toBe(false);
  });
});
