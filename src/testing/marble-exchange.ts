import { Subscription } from 'rxjs';
import { textOf } from '../values/reason-of.js';
import type { DispatchController, DispatchHandler, DispatchOptions } from '../connection/dispatch-like.js';
import type { Answer } from './marble-answer.js';
import type { Letter } from './diagram.js';
import type { MarbleConnection, OnConnection } from './marble-connection.js';
import { RequestBytes } from './request-bytes.js';

/** One request and its answer on virtual time: tells each letter of a diagram when it is due. */
export class MarbleExchange implements DispatchController, OnConnection {
  /** Names and values in turn. */
  readonly rawHeaders: readonly string[];
  readonly #connection: MarbleConnection;
  readonly #answer: Answer;
  readonly #handler: DispatchHandler;
  readonly #bytes: RequestBytes;
  readonly #timers = new Subscription();
  /** Letters whose time came while nothing was taken. */
  readonly #due: Letter[] = [];
  readonly #isSentBySilence: boolean;
  #isPaused = false;
  #isConnecting = false;
  #isLookingUp = false;
  #isStarted = false;
  #isOver = false;

  constructor(connection: MarbleConnection, answer: Answer, options: DispatchOptions, handler: DispatchHandler) {
    this.#connection = connection;
    this.#answer = answer;
    this.#handler = handler;
    this.#bytes = new RequestBytes(options, answer.letters.filter(({ letter }) => letter === 'u').length);
    this.#isSentBySilence = !answer.letters.some(({ letter }) => letter === 'u' || letter === 's');
    this.rawHeaders = answer.fields.flat();
  }

  begin(): void {
    const { letters } = this.#answer;
    this.#connection.join(this);
    const looksUp = letters[0]?.letter === 'l';
    this.#at(0, () => {
      if (this.#connection.isStanding) this.#start();
      else if (!looksUp) this.#connecting();
    });
    for (const letter of letters) {
      this.#at(letter.frame, () => {
        this.#due.push(letter);
        this.#deliver();
      });
    }
  }

  pause(): void {
    this.#isPaused = true;
  }

  /** What came meanwhile comes at once, in the same frame, yet not inside this call. */
  resume(): void {
    this.#isPaused = false;
    this.#at(0, () => {
      this.#deliver();
    });
  }

  /** Gives the exchange up; that closes the connection, which is told when this has returned. */
  abort(reason: Error): void {
    if (this.#isOver) return;
    this.#end();
    this.#connection.isSpoilt = true;
    this.#connection.schedule(() => {
      this.#connection.close();
      this.#handler.onResponseError(this, reason);
    }, 0);
  }

  onClosed(): void {
    this.#end();
    this.#handler.onResponseError(this, errorWith('UND_ERR_SOCKET'));
  }

  onDropped(): void {
    this.#end();
  }

  #at(frame: number, work: () => void): void {
    this.#timers.add(this.#connection.schedule(work, frame));
  }

  #deliver(): void {
    while (!this.#isPaused && !this.#isOver) {
      const next = this.#due.shift();
      if (!next) return;
      this.#tell(next);
    }
  }

  #tell({ letter, chunk }: Letter): void {
    switch (letter) {
      case 'l':
        this.#lookup();
        break;
      case 'c':
        this.#connect();
        break;
      case 'u':
        this.#send(false);
        break;
      case 's':
        this.#send(true);
        break;
      case 'h':
        this.#answerBegins();
        break;
      case 'd':
        if (chunk) this.#handler.onResponseData(this, chunk);
        break;
      case '|':
        this.#answerEnds();
        break;
      case '#':
        this.#breakOff();
        break;
    }
  }

  #lookup(): void {
    if (this.#connection.isStanding) return;
    this.#isLookingUp = true;
    this.#connection.listener?.onLookup();
  }

  #connecting(): void {
    if (this.#isConnecting || this.#isOver) return;
    this.#isConnecting = true;
    this.#connection.listener?.onConnecting();
  }

  #connect(): void {
    if (!this.#connection.isStanding) {
      this.#connecting();
      if (this.#over()) return;
      this.#connection.isStanding = true;
      this.#connection.listener?.onConnected();
    }
    this.#start();
  }

  #start(): void {
    if (this.#isStarted || this.#isOver) return;
    this.#isStarted = true;
    this.#handler.onRequestStart(this, undefined);
    if (!this.#over()) this.#connection.listener?.onSending?.();
  }

  #send(isAll: boolean): void {
    this.#connect();
    if (this.#isOver) return;
    this.#connection.listener?.onBytesSent(isAll ? this.#bytes.all : this.#bytes.next(), this.#bytes.total);
    if (isAll && !this.#over()) this.#handler.onRequestSent();
  }

  #answerBegins(): void {
    const { status, reason, version, fields } = this.#answer;
    if (this.#isSentBySilence) this.#send(true);
    else this.#connect();
    if (this.#isOver) return;
    this.#connection.listener?.onFirstByte?.();
    if (this.#over()) return;
    this.#connection.listener?.onStatusLine?.(`HTTP/${version} ${status} ${reason}`);
    this.#handler.onResponseStart(this, status, recordOf(fields), reason);
  }

  #answerEnds(): void {
    const { letters, endsConnection } = this.#answer;
    this.#end();
    const last = letters.at(-1);
    const end = letters.at(-2);
    if (last?.letter === '#' && end) {
      this.#connection.schedule(() => {
        this.#connection.close();
      }, last.frame - end.frame);
    }
    this.#handler.onResponseEnd(this, {});
    if (endsConnection) this.#connection.close();
  }

  #breakOff(): void {
    const { error } = this.#answer;
    const isOpen = this.#connection.isStanding;
    const code = isOpen ? 'UND_ERR_SOCKET' : this.#isLookingUp && !this.#isConnecting ? 'ENOTFOUND' : 'ECONNREFUSED';
    const given = error instanceof Error ? error : errorWith(error ?? code);
    // Whatever else is wrong than the name, it has been found.
    if (!isOpen && textOf(given, 'code') !== 'ENOTFOUND') this.#connecting();
    if (this.#isOver) return;
    this.#end();
    if (isOpen) this.#connection.close();
    this.#handler.onResponseError(this, given);
    if (!isOpen) this.#connection.close();
  }

  #end(): void {
    this.#isOver = true;
    this.#timers.unsubscribe();
    this.#due.length = 0;
    this.#connection.leave(this);
  }

  /** As a call: whoever was told something may have ended it since the last look at the field. */
  #over(): boolean {
    return this.#isOver;
  }
}

function errorWith(code: string): Error {
  return Object.assign(new Error(texts[code] ?? code), { code });
}

const texts: Readonly<Record<string, string>> = {
  UND_ERR_SOCKET: 'other side closed',
  ECONNRESET: 'read ECONNRESET',
  ECONNREFUSED: 'connect ECONNREFUSED',
  ENOTFOUND: 'getaddrinfo ENOTFOUND',
};

/** Fields as undici gives them: names in lower case, several of one name as a list. */
function recordOf(fields: Answer['fields']): Record<string, string | string[]> {
  const record: Record<string, string | string[]> = {};
  for (const [name, value] of fields) {
    const key = name.toLowerCase();
    const before = record[key];
    record[key] = before === undefined ? value : [before, value].flat();
  }
  return record;
}
