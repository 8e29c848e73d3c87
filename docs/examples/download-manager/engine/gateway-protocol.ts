import type { Answer } from './model.ts';

// What the page and the gateway say to each other: gateway/README.md.

/** What a page asks the gateway to do: a `POST` of one of them to `/api/commands`. */
export type GatewayCommand =
  | { readonly command: 'add'; readonly urls: readonly string[] }
  /** Answered by the id of the transfer; the file is sent when its turn has come. */
  | {
      readonly command: 'upload';
      readonly url: string;
      readonly name: string;
      readonly size: number;
      readonly type: string;
      /** Names the page that has the file, as the one whose events are open does. */
      readonly page: string;
    }
  | { readonly command: 'move'; readonly id: string; readonly before: string | null }
  | { readonly command: 'remove' | 'pause' | 'resume' | 'retry'; readonly id: string }
  | { readonly command: 'abortCurrent' | 'clearWaiting'; readonly pipeline: string }
  | { readonly command: 'answer'; readonly question: string; readonly answer: Answer };

/** @throws TypeError for anything else */
export function commandFrom(value: unknown): GatewayCommand {
  const fields = new Fields(value);
  const command = fields.text('command');
  switch (command) {
    case 'add':
      return { command, urls: fields.texts('urls') };
    case 'upload':
      return {
        command,
        url: fields.text('url'),
        name: fields.text('name'),
        size: fields.count('size'),
        type: fields.text('type'),
        page: fields.text('page'),
      };
    case 'move':
      return { command, id: fields.text('id'), before: fields.textOrNull('before') };
    case 'remove':
    case 'pause':
    case 'resume':
    case 'retry':
      return { command, id: fields.text('id') };
    case 'abortCurrent':
    case 'clearWaiting':
      return { command, pipeline: fields.text('pipeline') };
    case 'answer':
      return { command, question: fields.text('question'), answer: answerFrom(fields.value('answer')) };
    default:
      throw new TypeError(`There is no command ${JSON.stringify(command)}`);
  }
}

function answerFrom(value: unknown): Answer {
  const fields = new Fields(value);
  const kind = fields.text('kind');
  switch (kind) {
    case 'login':
      return { kind, user: fields.text('user'), password: fields.text('password') };
    case 'certificate':
      return { kind, accept: fields.flag('accept') };
    case 'closed':
      return { kind };
    default:
      throw new TypeError(`There is no answer ${JSON.stringify(kind)}`);
  }
}

/** The fields of an object that somebody has sent: own ones only, and of their types. */
class Fields {
  readonly #fields: ReadonlyMap<string, unknown>;

  constructor(value: unknown) {
    if (typeof value !== 'object' || value === null) throw new TypeError('An object was expected');
    this.#fields = new Map(Object.entries(value));
  }

  value(name: string): unknown {
    return this.#fields.get(name);
  }

  text(name: string): string {
    const value = this.value(name);
    return typeof value === 'string' ? value : refuse(name, 'a text');
  }

  textOrNull(name: string): string | null {
    return this.value(name) === null ? null : this.text(name);
  }

  texts(name: string): string[] {
    const value = this.value(name);
    if (!Array.isArray(value)) return refuse(name, 'a list of texts');
    return value.map((one: unknown) => (typeof one === 'string' ? one : refuse(name, 'a list of texts')));
  }

  count(name: string): number {
    const value = this.value(name);
    return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : refuse(name, 'a count');
  }

  flag(name: string): boolean {
    const value = this.value(name);
    return typeof value === 'boolean' ? value : refuse(name, 'true or false');
  }
}

function refuse(name: string, wanted: string): never {
  throw new TypeError(`${name} has to be ${wanted}`);
}
