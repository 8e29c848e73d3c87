import type { Authenticator, NetworkProxy, QHttp, Signal, SslError } from '../index.js';
import { certificateText } from './certificate-text.js';
import type { WholeLogin } from './logins.js';
import { printable } from './printable.js';
import type { Ask, Prompter } from './prompter.js';
import type { View } from './view.js';

/** How often somebody may mistype a password. */
const attempts = 3;

/** A signal that wants an answer. */
export type Question = Extract<Signal, { readonly type: `${string}Required` | 'sslErrors' }>;

/** Answers what a server or a proxy wants to know, or asks the person at the terminal; for all pipelines of a run. */
export class Attendant {
  readonly #prompter: Prompter;
  readonly #view: View;
  readonly #isInsecure: boolean;
  /** What was decided about a certificate, by what was shown of it. */
  readonly #decisions = new Map<string, boolean>();
  /** The last login that was typed for a server or a proxy. */
  readonly #typed = new Map<string, WholeLogin>();
  /** The logins that were typed for a server or a proxy and that a pipeline has handed over. */
  readonly #used = new WeakMap<QHttp, Map<string, Set<WholeLogin>>>();

  /** @param isInsecure - whether any certificate will do */
  constructor(prompter: Prompter, view: View, isInsecure: boolean) {
    this.#prompter = prompter;
    this.#view = view;
    this.#isInsecure = isInsecure;
  }

  /** Called inside a signal, which then waits for the answer. */
  attend(http: QHttp, signal: Question, origin: string): void {
    switch (signal.type) {
      case 'sslErrors':
        this.#onCertificate(http, origin, signal.errors);
        break;
      case 'authenticationRequired':
        this.#onLogin(http, signal.authenticator, origin);
        break;
      case 'proxyAuthenticationRequired':
        this.#onLogin(http, signal.authenticator, `the proxy ${proxyName(signal.proxy)}`);
        break;
    }
  }

  #onCertificate(http: QHttp, origin: string, errors: readonly SslError[]): void {
    if (this.#isInsecure) {
      http.ignoreSslErrors();
      return;
    }
    const text = certificateText(origin, errors);
    const decided = this.#decisions.get(text);
    if (decided === true) http.ignoreSslErrors();
    if (decided !== undefined) return;
    if (!this.#prompter.isThere) {
      this.#decisions.set(text, false);
      this.#view.failure(`${text}\n  ${hint}`);
      return;
    }
    http.waitFor(
      this.#prompter.converse(async (ask) => {
        const isTrusted = this.#decisions.get(text) ?? (await isYes(ask, `${text}\nGo on all the same? [y/N] `));
        this.#decisions.set(text, isTrusted);
        if (isTrusted) http.ignoreSslErrors();
      }),
    );
  }

  #onLogin(http: QHttp, authenticator: Authenticator, place: string): void {
    const used = this.#usedBy(http, place);
    if (!this.#prompter.isThere || used.size >= attempts) return;
    http.waitFor(
      this.#prompter.converse(async (ask) => {
        // Another pipeline may have asked about the same place meanwhile.
        const typed = this.#typed.get(place);
        const login = typed && !used.has(typed) ? typed : await askForLogin(ask, authenticator, place);
        if (login === undefined) return;
        used.add(login);
        this.#typed.set(place, login);
        authenticator.setUser(login.user);
        authenticator.setPassword(login.password);
      }),
    );
  }

  #usedBy(http: QHttp, place: string): Set<WholeLogin> {
    const places = this.#used.get(http) ?? new Map<string, Set<WholeLogin>>();
    const used = places.get(place) ?? new Set<WholeLogin>();
    this.#used.set(http, places.set(place, used));
    return used;
  }
}

const hint =
  'It was refused, as there is no terminal to ask: --cacert FILE trusts its issuer, --insecure anything at all.';

function proxyName({ host, port }: NetworkProxy): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}

async function isYes(ask: Ask, question: string): Promise<boolean> {
  return /^\s*y(?:es)?\s*$/i.test((await ask(question, 'shown')) ?? '');
}

/** @returns undefined where nobody wants to log in */
async function askForLogin(
  ask: Ask,
  { user: known, realm }: Authenticator,
  place: string,
): Promise<WholeLogin | undefined> {
  const where = `${printable(place)}${realm === '' ? '' : ` (${printable(realm, 100)})`}`;
  // One who is known has been refused.
  const user = known === '' ? await ask(`User at ${where}: `, 'shown') : known;
  if (user === undefined || user === '') return undefined;
  const refused = known === '' ? '' : `'${printable(user)}' was refused at ${where}. `;
  const password = await ask(`${refused}Password: `, 'hidden');
  return password === undefined ? undefined : { user, password };
}
