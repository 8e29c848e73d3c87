/**
 * The question of an authentication signal, and the answer to it: a subscriber fills in user and password.
 *
 * The password is held where neither `console.log`, nor `JSON.stringify`, nor a loop over the keys finds it.
 *
 * Source: Qt 4, `QAuthenticator`.
 *
 * @example
 * ```ts
 * http.authenticationRequired$.subscribe(({ authenticator }) => {
 *   authenticator.setUser('aladdin');
 *   authenticator.setPassword('open sesame');
 * });
 * ```
 */
export class Authenticator {
  /** Whom the library has tried last, if anyone. */
  user: string;
  /** What the server calls the place that it protects; empty where it does not say. */
  readonly realm: string;
  #password = '';

  constructor(realm = '', user = '') {
    this.realm = realm;
    this.user = user;
  }

  /** Empty until it is set: what was refused is not handed out again. */
  get password(): string {
    return this.#password;
  }

  set password(password: string) {
    this.#password = password;
  }

  setUser(user: string): void {
    this.user = user;
  }

  setPassword(password: string): void {
    this.#password = password;
  }
}
