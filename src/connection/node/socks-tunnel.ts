import { ErrorCode } from '../../values/error-code.js';
import type { Login } from '../dispatch-like.js';
import { groupsOf } from '../ip-address.js';
import { hostAndPort } from '../target.js';
import { net } from './builtins.js';
import { Tunnel } from './tunnel.js';

/**
 * A way through a SOCKS proxy: version 5 (RFC 1928), without credentials or with user and password (RFC 1929). Names go to
 * the proxy as they are: it is the proxy that looks them up.
 */
export class SocksTunnel extends Tunnel {
  override open(): void {
    this.stream.write(Buffer.of(version, 2, withoutLogin, withLogin));
    this.#expect(
      version,
      () => 2,
      (reply) => {
        const method = reply.readUInt8(1);
        if (method === withoutLogin) this.#request();
        else if (method === withLogin) this.#logIn();
        else this.fail(ErrorCode.ProxyAuthenticationRequiredError, 'takes neither a password nor none');
      },
    );
  }

  #logIn(): void {
    this.wait<Login>(
      (answer) => {
        const { user, password = '' } = this.target.proxy ?? {};
        const listener = this.connection();
        if (user !== undefined) answer({ user, password });
        else if (listener?.onLogin) listener.onLogin(answer);
        else this.#refuse();
      },
      ({ user, password }) => {
        this.#sendLogin(Buffer.from(user), Buffer.from(password));
      },
    );
  }

  #sendLogin(user: Buffer, password: Buffer): void {
    if (user.length === 0 || user.length > 255 || password.length > 255) {
      this.fail(
        ErrorCode.ProxyAuthenticationRequiredError,
        'takes a user of 1 to 255 bytes and a password of 255 bytes at most',
      );
      return;
    }
    const lengths = { user: Buffer.of(user.length), password: Buffer.of(password.length) };
    this.stream.write(Buffer.concat([Buffer.of(loginVersion), lengths.user, user, lengths.password, password]));
    this.#expect(
      loginVersion,
      () => 2,
      (reply) => {
        if (reply.readUInt8(1) === 0) this.#request();
        else {
          this.connection()?.onLoginRefused?.();
          this.#refuse();
        }
      },
    );
  }

  #request(): void {
    const address = addressOf(this.target.host);
    if (!address) {
      this.fail(ErrorCode.HostNotFound, `cannot be given the name ${this.target.host.slice(0, 40)}`);
      return;
    }
    const port = Buffer.alloc(2);
    port.writeUInt16BE(this.target.port);
    this.stream.write(Buffer.concat([Buffer.of(version, connectCommand, 0), address, port]));
    this.#expect(version, replyLength, (reply) => {
      const code = reply.readUInt8(1);
      if (code === 0 && reply.length < shortestReply) this.fail(ErrorCode.UnknownError, noSocks);
      else if (code === 0) this.succeed();
      else {
        const [error, reason] = replies.get(code) ?? [ErrorCode.UnknownError, `reply ${String(code)}`];
        this.fail(error, `could not open the way to ${hostAndPort(this.target)}: ${reason}`);
      }
    });
  }

  /** @param first - the byte that the message has to begin with */
  #expect(first: number, lengthOf: (bytes: Buffer) => number | undefined, take: (message: Buffer) => void): void {
    this.reader.next((bytes) => {
      if (bytes.length > 0 && bytes.readUInt8(0) !== first) {
        this.fail(ErrorCode.UnknownError, noSocks);
      }
      return this.isOver ? undefined : lengthOf(bytes);
    }, take);
  }

  #refuse(): void {
    this.fail(ErrorCode.ProxyAuthenticationRequiredError, 'wants a user and a password that it takes');
  }
}

// RFC 1928, 3 and 4; RFC 1929, 2.
const version = 5;
const withoutLogin = 0;
const withLogin = 2;
const loginVersion = 1;
const connectCommand = 1;

/** RFC 1928, 6: what a reply other than 0 means. */
const replies = new Map<number, readonly [ErrorCode, string]>([
  [1, [ErrorCode.UnknownError, 'general failure']],
  [2, [ErrorCode.UnknownError, 'not allowed']],
  [3, [ErrorCode.UnknownError, 'network unreachable']],
  [4, [ErrorCode.HostNotFound, 'host unreachable']],
  [5, [ErrorCode.ConnectionRefused, 'connection refused']],
  [6, [ErrorCode.UnknownError, 'time to live expired']],
  [7, [ErrorCode.UnknownError, 'command not supported']],
  [8, [ErrorCode.UnknownError, 'address type not supported']],
]);

/** RFC 1928, 6: the reply ends with an address of one of three kinds; a refusal needs none. */
function replyLength(bytes: Buffer): number | undefined {
  if (bytes.length < 5) return bytes.length >= 2 && bytes.readUInt8(1) !== 0 ? 2 : undefined;
  if (bytes.readUInt8(1) !== 0) return 2;
  switch (bytes.readUInt8(3)) {
    case ipv4:
      return 10;
    case domainName:
      return 7 + bytes.readUInt8(4);
    case ipv6:
      return 22;
    default:
      return 5; // nobody knows what else would belong to it
  }
}

/** In bytes, of one that opens the way: with a name of no letters. */
const shortestReply = 7;
const noSocks = 'does not speak SOCKS 5';

const ipv4 = 1;
const domainName = 3;
const ipv6 = 4;

/** RFC 1928, 5: the kind and the bytes of an address; undefined for what has no place there. */
function addressOf(host: string): Buffer | undefined {
  if (net.isIPv4(host)) return Buffer.of(ipv4, ...host.split('.').map(Number));
  if (host.includes(':')) {
    const groups = groupsOf(host);
    return groups && Buffer.of(ipv6, ...groups.flatMap((group) => [group >> 8, group & 0xff]));
  }
  const name = Buffer.from(host, 'latin1');
  return name.length > 255 ? undefined : Buffer.concat([Buffer.of(domainName, name.length), name]);
}
