import { tap } from 'rxjs';
import type { Authenticator, QHttp, Signal, SslError } from 'rx-qhttp/browser';
import type { CertificateError } from './model.ts';
import type { UrlLogin } from './parse-urls.ts';
import type { Questions } from './questions.ts';

type LoginWanted = Extract<Signal, { readonly type: 'authenticationRequired' }>;

/** Answers what the server of one pipeline wants to know: what it knows by itself, else what a person says. */
export class Attendant {
  readonly #pipeline: string;
  readonly #http: QHttp;
  readonly #questions: Questions;
  /** Of URLs that have one, and have not been tried. */
  readonly #logins: UrlLogin[] = [];
  /** What a person has accepted, for as long as the pipeline is there: each new connection would ask again. */
  readonly #accepted = new Set<string>();

  constructor(pipeline: string, http: QHttp, questions: Questions) {
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
    const { realm, user } = authenticator; // whom the library has tried
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

function certificateError({ code, message, certificate }: SslError): CertificateError {
  if (!certificate) return { code, message };
  const { subject, issuer, validTo, fingerprint256 } = certificate;
  return { code, message, subject, issuer, validTo, fingerprint: fingerprint256 };
}
