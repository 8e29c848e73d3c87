import { Readable, Writable } from 'node:stream';
import { dataOf } from '../server/data.js';
import type { Data, Json } from '../recording.js';

/** A device of the recordings: `true`, or what is special about it. */
interface DeviceOptions {
  readonly seek?: number;
  readonly unopenable?: boolean;
  readonly readFailsAt?: number;
  readonly writeFailsAt?: number;
  readonly writeLimit?: number;
}

/** Takes a body and keeps it; fails where its device did. */
class RecordingSink extends Writable {
  readonly #options: DeviceOptions;
  #taken = Buffer.alloc(0);

  constructor(options: DeviceOptions) {
    super();
    this.#options = options;
  }

  get content(): Data {
    return dataOf(this.#taken);
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, callback: (error?: Error) => void): void {
    const { writeFailsAt = Infinity, writeLimit = Infinity } = this.#options;
    const after = this.#taken.length + chunk.length;
    if (after > writeFailsAt) {
      callback(new Error(`the device fails at byte ${writeFailsAt}`));
      return;
    }
    this.#taken = Buffer.concat([this.#taken, chunk]).subarray(0, writeLimit);
    if (after > writeLimit) callback(new Error(`the device takes ${writeLimit} bytes only`));
    else callback();
  }
}

function* bytesUntilFailure(bytes: Buffer, failsAt: number): Generator<Buffer> {
  yield bytes.subarray(0, failsAt);
  throw new Error(`the device fails at byte ${failsAt}`);
}

/** What stands for a source device: a `Blob`, or a `Readable` where reading is to fail. */
function sourceFrom(bytes: Buffer<ArrayBuffer>, { seek = 0, unopenable, readFailsAt }: DeviceOptions): Blob | Readable {
  if (unopenable === true) return Readable.from([bytes]).destroy();
  if (readFailsAt !== undefined) return Readable.from(bytesUntilFailure(bytes, readFailsAt));
  // The real class rewinds a device to its start: the whole of the slice is what is to be sent.
  return new Blob([Buffer.alloc(seek, '-'), bytes]).slice(seek);
}

/** Makes the devices of a replay and knows their names: `to1`, `from1`, `to2`, with one count for both kinds. */
export class Devices {
  readonly #names = new Map<object, string>();

  source(bytes: Buffer<ArrayBuffer>, options: Json): Blob | Readable {
    return this.#named('from', sourceFrom(bytes, optionsFrom(options)));
  }

  destination(options: Json): Writable {
    return this.#named('to', new RecordingSink(optionsFrom(options)));
  }

  nameOf(device: object | null | undefined): string | null {
    if (device === null || device === undefined) return null;
    return this.#names.get(device) ?? 'unknown device';
  }

  /** What was written to the destination devices. */
  contents(): Readonly<Record<string, Data>> {
    return Object.fromEntries(
      [...this.#names].flatMap(([device, name]) => (device instanceof RecordingSink ? [[name, device.content]] : [])),
    );
  }

  #named<Device extends object>(kind: 'from' | 'to', device: Device): Device {
    this.#names.set(device, `${kind}${this.#names.size + 1}`);
    return device;
  }
}

function optionsFrom(options: Json): DeviceOptions {
  return options === true ? {} : (options as DeviceOptions);
}
