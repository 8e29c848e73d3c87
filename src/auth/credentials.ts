import { hasControls } from './bytes.js';

/** A user and a password, which nothing that prints an object finds. */
export class Credentials {
  readonly #user: string;
  readonly #password: string;

  constructor(user: string, password: string) {
    this.#user = user;
    this.#password = password;
  }

  get user(): string {
    return this.#user;
  }

  get password(): string {
    return this.#password;
  }

  /** Whether nobody is meant. */
  get isEmpty(): boolean {
    return this.#user === '' && this.#password === '';
  }

  equals(other: Credentials): boolean {
    return this.#user === other.#user && this.#password === other.#password;
  }
}

/** @throws TypeError for what is no text, and for a user with characters that cannot be sent; the message shows nothing of it */
export function checkUser(user: string, password = ''): void {
  if (typeof user !== 'string') throw new TypeError(`The user must be a string, not ${typeof user}`);
  if (typeof password !== 'string') throw new TypeError(`The password must be a string, not ${typeof password}`);
  if (hasControls(user)) throw new TypeError('The user must not hold control characters');
}
