import { bootstrapApplication } from '@angular/platform-browser';
import { App } from './app/app';
import { appConfig } from './app/app.config';
import { readPageStart } from './app/desk/page-start';
import type { Desks } from './app/desk/ways';

const start = readPageStart(window);

async function desks(): Promise<Desks> {
  const { SceneDesk } = await import('./scene-desk');
  return { browser: () => new SceneDesk(), gateway: undefined };
}

bootstrapApplication(App, appConfig(start, await desks())).catch((error: unknown) => console.error(error));
