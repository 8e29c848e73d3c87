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

/** @throws TypeError for a user with characters that cannot be sent; the message does not show them */
export function checkUser(user: string): void {
  if (hasControls(user)) throw new TypeError('The user must not hold control characters');
}
