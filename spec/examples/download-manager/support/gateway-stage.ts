import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { filter, firstValueFrom } from 'rxjs';
import { DeskView } from '../../../../docs/examples/download-manager/engine/desk-view.ts';
import { GatewayDesk } from '../../../../docs/examples/download-manager/engine/gateway-desk.ts';
import type { Change, Snapshot, TransferDesk } from '../../../../docs/examples/download-manager/engine/model.ts';
import { Gateway, type GatewayOptions } from '../../../../docs/examples/download-manager/gateway/gateway.ts';
import { atEnd } from '../../../support/at-end.ts';

/** A folder that is gone when the test has ended. */
export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'gateway-'));
  atEnd(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** A gateway with a folder of its own. */
export async function openGateway(options: Partial<GatewayOptions> = {}): Promise<Gateway> {
  const gateway = await Gateway.open({ folder: options.folder ?? (await temporaryFolder()), ...options });
  atEnd(() => gateway.close());
  return gateway;
}

/** Name and text of each file of a folder, in the order of the names. */
export async function filesIn(folder: string): Promise<Record<string, string>> {
  const names = (await readdir(folder)).sort();
  return Object.fromEntries(
    await Promise.all(names.map(async (name) => [name, await readFile(join(folder, name), 'utf8')] as const)),
  );
}

/** Somebody who looks at a desk. */
export class DeskWatch<D extends TransferDesk> {
  readonly desk: D;
  readonly changes: Change[] = [];
  readonly #view = new DeskView();

  constructor(desk: D) {
    this.desk = desk;
    const looking = desk.changes$.subscribe((change) => {
      this.changes.push(change);
      this.#view.apply(change);
    });
    atEnd(() => {
      looking.unsubscribe();
      desk.destroy();
    });
  }

  get seen(): Snapshot {
    return this.#view.snapshot;
  }

  get states(): string[] {
    return this.seen.transfers.map(({ name, status }) => `${name}: ${status}`);
  }

  /** Resolves when what is seen is as it is wanted. */
  async until(isReached: (seen: Snapshot) => boolean): Promise<Snapshot> {
    if (isReached(this.seen)) return this.seen;
    await firstValueFrom(this.desk.changes$.pipe(filter(() => isReached(this.seen))));
    return this.seen;
  }

  untilStates(...states: readonly string[]): Promise<Snapshot> {
    return this.until(() => this.states.join() === states.join());
  }
}

export function watchGateway({ origin, token }: Gateway): DeskWatch<GatewayDesk> {
  return new DeskWatch(new GatewayDesk({ origin, token }));
}
