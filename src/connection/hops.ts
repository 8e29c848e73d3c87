import { BlobSource } from '../body/blob-source.js';
import type { ByteSource } from '../body/byte-source.js';
import { BytesSource } from '../body/bytes-source.js';
import { StreamSource } from '../body/stream-source.js';
import { HttpRequestHeader } from '../headers/http-request-header.js';
import { ownProperties } from '../values/own-properties.js';
import type { DispatchHandler } from './dispatch-like.js';
import type { ExchangeHost } from './exchange-host.js';
import { aborted } from './failures.js';
import { hopTarget } from './hop-target.js';
import { errorFrom, Hop } from './hop.js';
import { composed, fieldsOf, type InterceptedOptions } from './interceptor.js';
import type { OutgoingRequest, RequestPlan } from './request-plan.js';
import type { AnswerHandler } from './answer-handler.js';
import type { Sending } from './sending.js';
import { hostField, originOf, type Target } from './target.js';

/** The exchange that interceptors stand in. */
export interface HopOwner extends AnswerHandler {
  isOver(): boolean;
  /** The request that is on its way, or the last one that was. */
  readonly sending: Sending | undefined;
  deliver(request: OutgoingRequest, target: Target, handler: AnswerHandler): Sending;
}

/** The requests that interceptors make of one: sent one after the other, each for itself. */
export class Hops {
  readonly #host: ExchangeHost;
  readonly #owner: HopOwner;
  readonly #plan: RequestPlan;
  readonly #target: Target;
  /** The Host field of the caller's; empty without one. */
  readonly #ownHost: string;
  /** What interceptors see of the body, by which they are understood again. */
  readonly #body: unknown;
  readonly #waiting: (() => void)[] = [];
  #isClosed = false;

  constructor(host: ExchangeHost, owner: HopOwner, plan: RequestPlan, target: Target) {
    this.#host = host;
    this.#owner = owner;
    this.#plan = plan;
    this.#target = target;
    this.#ownHost = plan.header.value('host');
    this.#body = shownBody(plan.source);
  }

  /** @throws TypeError for an interceptor that gives no function, and whatever an interceptor throws */
  begin(): void {
    const dispatch = composed((options, handler) => this.#send(options, handler), this.#host.settings.interceptors);
    const { header } = this.#plan;
    const options: InterceptedOptions = {
      origin: originOf(this.#target),
      path: header.path(),
      method: header.method(),
      headers: header.values().flat(),
      body: this.#body,
    };
    // Not for the interceptors: each of their requests gets that of the host that it goes to.
    if (!header.hasKey('host')) header.setValue('Host', hostField(this.#target));
    dispatch(ownProperties(options), this.#owner);
  }

  /** One has ended: the next that was asked for meanwhile may go. */
  next(): void {
    this.#waiting.shift()?.();
  }

  /**
   * The answer comes from somewhere else, such as a cache. Nothing more is sent: what an interceptor still wants to know
   * for itself, behind the back of the one who asked, would be in the way of the next command.
   */
  close(): void {
    this.#isClosed = true;
  }

  /** Where all interceptors end. */
  #send(options: InterceptedOptions, handler: Partial<DispatchHandler>): boolean {
    const hop = new Hop(handler);
    hop.begin();
    const start = () => {
      this.#start(options, hop);
    };
    const { sending } = this.#owner;
    if (sending && !sending.isOver()) this.#waiting.push(start);
    else start();
    return true;
  }

  #start(options: InterceptedOptions, hop: Hop): void {
    if (hop.aborted) return;
    try {
      if (this.#isClosed || this.#owner.isOver()) throw aborted();
      const request = this.#outgoing(options);
      const target = hopTarget(options, this.#target, this.#ownHost, this.#host);
      const sending = this.#owner.deliver(request, target, hop);
      hop.onAbort = (reason) => {
        sending.giveUp(reason);
      };
    } catch (error) {
      hop.onResponseError(undefined, errorFrom(error));
    }
  }

  #outgoing({ method, path, headers, body }: InterceptedOptions): OutgoingRequest {
    const header = new HttpRequestHeader(method, path);
    for (const [name, value] of fieldsOf(headers)) header.addValue(name, value);
    return { header, source: body === this.#body ? this.#plan.source : sourceOf(body) };
  }
}

/** What can be sent again shows itself as a whole; undici's interceptors take everything else for a stream. */
function shownBody(source: ByteSource | undefined): unknown {
  return source && (source.bytes ?? source.blob ?? source.open());
}

/** @throws TypeError for what cannot be a body */
function sourceOf(body: unknown): ByteSource | undefined {
  if (body === undefined || body === null) return undefined;
  if (typeof body === 'string') return new BytesSource(new TextEncoder().encode(body));
  if (body instanceof Uint8Array) return new BytesSource(body);
  if (body instanceof Blob) return new BlobSource([body], undefined);
  if (typeof body === 'object' && Symbol.asyncIterator in body) return new StreamSource(body as AsyncIterable<unknown>); // as the symbol says
  throw new TypeError('An interceptor made a body that cannot be sent');
}
