import { bootstrapApplication } from '@angular/platform-browser';
import { GatewayDesk } from '../engine/gateway-desk.ts';
import { PageDesk } from '../engine/page-desk.ts';
import { App } from './app/app';
import { appConfig } from './app/app.config';
import { readPageStart, type PageStart } from './app/desk/page-start';
import type { Desks } from './app/desk/ways';

/** The desks of this page; the one that measures has no other beside it. */
async function desksFor({ bench, token }: PageStart): Promise<Desks> {
  if (bench > 0) {
    const { BenchDesk } = await import('./app/desk/bench-desk');
    return { browser: () => new BenchDesk(bench), gateway: undefined };
  }
  return {
    browser: () => new PageDesk(),
    gateway: token === undefined ? undefined : () => new GatewayDesk({ origin: location.origin, token }),
  };
}

const start = readPageStart(window);

desksFor(start)
  .then((desks) => bootstrapApplication(App, appConfig(start, desks)))
  .catch((error: unknown) => console.error(error));
