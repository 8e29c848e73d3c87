import { tap } from 'rxjs';
import type { Authenticator, QHttp, Signal, SslError } from 'rx-qhttp/browser';
import { printableName } from './file-name.ts';
import type { CertificateError } from './model.ts';
import type { UrlLogin } from './parse-urls.ts';
import type { Questions } from './questions.ts';

type LoginWanted = Extract<Signal, { readonly type: 'authenticationRequired' }>;

const longestText = 200;

/** Answers what the server of one pipeline wants to know: what it knows by itself, else what a person says. */
export class Attendant {
  readonly #pipeline: string;
  readonly #http: QHttp;
  readonly #questions: Questions;
  readonly #isLedAway: () => boolean;
  /** Of URLs that have one, and have not been tried. */
  readonly #logins: UrlLogin[] = [];
  /** What a person has accepted, for as long as the pipeline is there: each new connection would ask again. */
  readonly #accepted = new Set<string>();

  /** @param isLedAway - whether a redirect has led the request to another origin */
  constructor(pipeline: string, http: QHttp, questions: Questions, isLedAway: () => boolean) {
    this.#isLedAway = isLedAway;
    this.#pipeline = pipeline;
    this.#http = http;
    this.#questions = questions;
  }

  offer(login: UrlLogin): void {
    this.#logins.push(login);
  }

  /** Called inside the signal, which then waits for the answer. */
  attend(signal: Signal): void {
    if (signal.type === 'authenticationRequired') this.#askForLogin(signal);
    else if (signal.type === 'sslErrors') this.#askForTrust(signal.errors);
  }

  #askForLogin({ host, port, authenticator }: LoginWanted): void {
    const known = this.#logins.shift();
    if (known) {
      logIn(authenticator, known);
      return;
    }
    const { user } = authenticator; // whom the library has tried
    const realm = shown(authenticator.realm);
    const again = user !== '' && { again: true as const };
    const pipeline = this.#pipeline;
    this.#http.waitFor(
      this.#questions
        .ask((id) => ({ id, kind: 'login', pipeline, host, port, realm, ...again }))
        .pipe(
          tap((answer) => {
            if (answer.kind === 'login') logIn(authenticator, answer);
          }),
        ),
    );
  }

  #askForTrust(sslErrors: readonly SslError[]): void {
    // A person would be asked about this pipeline, and trust somebody else.
    if (this.#isLedAway()) return;
    const errors = sslErrors.map(certificateError);
    const key = errors.every(({ fingerprint }) => fingerprint !== undefined) ? JSON.stringify(errors) : undefined;
    if (key !== undefined && this.#accepted.has(key)) {
      this.#http.ignoreSslErrors();
      return;
    }
    const pipeline = this.#pipeline;
    this.#http.waitFor(
      this.#questions
        .ask((id) => ({ id, kind: 'certificate', pipeline, errors }))
        .pipe(
          tap((answer) => {
            if (answer.kind !== 'certificate' || !answer.accept) return;
            this.#http.ignoreSslErrors();
            if (key !== undefined) this.#accepted.add(key);
          }),
        ),
    );
  }
}

function logIn(authenticator: Authenticator, { user, password }: UrlLogin): void {
  authenticator.setUser(user);
  authenticator.setPassword(password);
}

/** A text of a server: one line, in which nothing is hidden, and no longer than a person reads. */
function shown(text: string): string {
  const line = printableName(text.replace(/\s*\n\s*/g, ', '));
  return line.length > longestText ? `${line.slice(0, longestText)}…` : line;
}

function certificateError({ code, message: said, certificate }: SslError): CertificateError {
  const message = shown(said);
  if (!certificate) return { code, message };
  const { subject, issuer, validTo, fingerprint256 } = certificate;
  return { code, message, subject: shown(subject), issuer: shown(issuer), validTo, fingerprint: fingerprint256 };
}
