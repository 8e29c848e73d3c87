import { ErrorCode } from '../values/error-code.js';
import { Failure } from '../values/failure.js';
import { ownProperties } from '../values/own-properties.js';
import type { ConnectionSettings } from './connection-settings.js';
import type { TransportFactory } from './connection.js';
import type { ConnectionListener, DispatchHandler, DispatchOptions, Transport } from './dispatch-like.js';
import { hopTarget, type HopTarget } from './hop-target.js';
import { Hop } from './hop.js';
import { composed, fieldsOf, type InterceptedDispatch, type InterceptedOptions } from './interceptor.js';
import { absoluteTarget } from './request-plan.js';
import { hostField, isForwarded, originOf, type Target } from './target.js';

/**
 * Interceptors over own connections, one at a time: a request that they send to another origin than the last one closes
 * the connection to that first.
 */
export class InterceptedTransport implements Transport {
  readonly #target: Target;
  readonly #settings: ConnectionSettings;
  readonly #createTransport: TransportFactory;
  readonly #dispatch: InterceptedDispatch;
  #listener: ConnectionListener | undefined;
  /** The connection in use. */
  #present: Present | undefined;
  /** What goes to the proxy alone; interceptors do not see it. */
  #proxyFields: readonly string[] = [];
  #isDestroyed = false;

  /** @throws TypeError for an interceptor that gives no function */
  constructor(target: Target, settings: ConnectionSettings, createTransport: TransportFactory) {
    this.#target = target;
    this.#settings = settings;
    this.#createTransport = createTransport;
    this.#dispatch = composed((options, handler) => this.#send(options, handler), settings.interceptors);
  }

  observe(listener: ConnectionListener): () => void {
    this.#listener = listener;
    return () => {
      this.#listener = undefined;
      this.#present?.unobserve();
    };
  }

  dispatch(options: DispatchOptions, handler: DispatchHandler): boolean {
    return this.#dispatch(this.#shown(options), handler);
  }

  release(): void {
    this.#present?.transport.release();
  }

  destroy(): void {
    if (this.#isDestroyed) return;
    this.#isDestroyed = true;
    if (this.#present) this.#present.transport.destroy();
    else queueMicrotask(() => this.#listener?.onClosed());
  }

  /** What interceptors see of a request: the same with a proxy as without one. */
  #shown(options: DispatchOptions): InterceptedOptions {
    if (!isForwarded(this.#target)) return options;
    const fields = fieldsOf(options.headers);
    const origin = originOf(this.#target);
    this.#proxyFields = fields.filter(isForProxy).flat();
    return ownProperties<InterceptedOptions>({
      ...options,
      path: options.path.startsWith(`${origin}/`) ? options.path.slice(origin.length) : options.path,
      headers: fields.filter((field) => !isForProxy(field)).flat(),
    });
  }

  /** Where all interceptors end. */
  #send(options: InterceptedOptions, handler: Partial<DispatchHandler>): boolean {
    const hop = new Hop(handler);
    hop.begin();
    try {
      if (this.#isDestroyed) throw givenUp();
      const to = hopTarget(options, this.#target);
      this.#arriveAt(to, (transport) => {
        if (!transport) hop.fail(givenUp());
        else if (!hop.aborted) transport.dispatch(this.#request(options, to.target), hop);
      });
      return true;
    } catch (error) {
      hop.fail(error instanceof Error ? error : new Error(String(error)));
      return false;
    }
  }

  #request(options: InterceptedOptions, target: Target): DispatchOptions {
    const fields = fieldsOf(options.headers);
    if (!fields.some(([name]) => name.toLowerCase() === 'host')) fields.unshift(['Host', hostField(target)]);
    return ownProperties<DispatchOptions>({
      origin: originOf(target),
      path: absoluteTarget(options.path, target),
      method: options.method,
      headers: [...fields.flat(), ...(isForwarded(target) ? this.#proxyFields : [])],
      body: (options.body ?? null) as DispatchOptions['body'], // undici refuses what cannot be one
      reset: options.reset ?? false,
    });
  }

  /** Calls back with the connection to `to`; with undefined where that is not wanted any more. */
  #arriveAt(to: HopTarget, arrived: (transport: Transport | undefined) => void): void {
    const present = this.#present;
    if (!present) arrived(this.#open(to));
    else if (present.key === to.key) arrived(present.transport);
    else {
      present.unobserve();
      present.transport.observe(
        farewell(() => {
          if (!this.#isDestroyed) arrived(this.#open(to));
          else {
            this.#listener?.onClosed();
            arrived(undefined);
          }
        }),
      );
      present.transport.destroy();
    }
  }

  #open(to: HopTarget): Transport {
    const transport = this.#createTransport(to.target, { ...this.#settings, tls: to.tls(this.#settings.tls) });
    const unobserve = this.#listener ? transport.observe(this.#listener) : () => undefined;
    this.#present = { key: to.key, transport, unobserve };
    return transport;
  }
}

interface Present {
  readonly key: string;
  readonly transport: Transport;
  readonly unobserve: () => void;
}

/** Waits for the end of a connection that is of no other interest any more. */
function farewell(onClosed: () => void): ConnectionListener {
  return { onLookup: ignore, onConnecting: ignore, onConnected: ignore, onBytesSent: ignore, onClosed };
}

function ignore(): void {
  // it is being closed
}

function isForProxy([name]: readonly [name: string, value: string]): boolean {
  return /^proxy-(?:authorization|connection)$/i.test(name);
}

function givenUp(): Failure {
  return new Failure(ErrorCode.Aborted, 'The request was given up');
}
