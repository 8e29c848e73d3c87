import type { Observable } from 'rxjs';
import { HttpResponseHeader } from '../../src/headers/http-response-header.js';
import { QHttpSignals } from '../../src/qhttp-signals.js';
import type { Signal } from '../../src/values/signal.js';
import { State } from '../../src/values/state.js';

const header = new HttpResponseHeader(200);

describe('QHttpSignals', () => {
  test.each<[Signal, Exclude<keyof QHttpSignals, 'tell' | 'end'>, unknown]>([
    [{ type: 'requestStarted', id: 1 }, 'requestStarted$', 1],
    [{ type: 'requestFinished', id: 1, error: true }, 'requestFinished$', { id: 1, error: true }],
    [{ type: 'done', error: false }, 'done$', false],
    [{ type: 'stateChanged', state: State.Sending }, 'state$', State.Sending],
    [{ type: 'responseHeaderReceived', header }, 'responseHeaderReceived$', header],
    [{ type: 'readyRead', header }, 'readyRead$', header],
    [{ type: 'dataSendProgress', done: 1, total: 2 }, 'dataSendProgress$', { done: 1, total: 2 }],
    [{ type: 'dataReadProgress', done: 1, total: 0 }, 'dataReadProgress$', { done: 1, total: 0 }],
  ])('tells $type first to signals$ and then to its own Subject', (signal, name, value) => {
    const signals = new QHttpSignals();
    const told: unknown[] = [];
    const own$: Observable<unknown> = signals[name];
    own$.subscribe((own) => told.push(own));
    signals.signals$.subscribe((one) => told.push(one));
    told.length = 0; // state$ begins with the present state

    signals.tell(signal);

    expect(told).toEqual([signal, value]);
  });

  test('begins state$ with Unconnected, and for a later one with the latest', () => {
    const signals = new QHttpSignals();
    const told: State[] = [];

    signals.state$.subscribe((state) => told.push(state));
    signals.tell({ type: 'stateChanged', state: State.Connecting });
    signals.state$.subscribe((state) => told.push(state));

    expect(told).toEqual([State.Unconnected, State.Connecting, State.Connecting]);
  });

  test('gives state$ the order of signals$ when a change is set off inside another, so that it ends with the latest', () => {
    const signals = new QHttpSignals();
    const told: State[] = [];
    signals.state$.subscribe((state) => told.push(state));
    signals.signals$.subscribe((signal) => {
      if (signal.type !== 'stateChanged' || signal.state !== State.Connecting) return;
      signals.tell({ type: 'stateChanged', state: State.Closing });
      signals.tell({ type: 'stateChanged', state: State.Unconnected });
    });

    signals.tell({ type: 'stateChanged', state: State.Connecting });

    expect([told, signals.state$.value]).toEqual([
      [State.Unconnected, State.Connecting, State.Closing, State.Unconnected],
      State.Unconnected,
    ]);
  });

  test('completes every one', () => {
    const signals = new QHttpSignals();
    const all = Object.values(signals) as readonly Observable<unknown>[]; // it has nothing else
    let completed = 0;
    for (const subject of all) subject.subscribe({ complete: () => completed++ });

    signals.end();

    expect([completed, all.length]).toEqual([12, 12]);
  });
});
