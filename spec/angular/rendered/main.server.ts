import { mergeApplicationConfig, type ApplicationRef } from '@angular/core';
import { bootstrapApplication, type BootstrapContext } from '@angular/platform-browser';
import { provideServerRendering } from '@angular/platform-server';
import { config } from './config';
import { Page } from './page';

const onServer = mergeApplicationConfig(config, { providers: [provideServerRendering()] });

export default function bootstrap(context: BootstrapContext): Promise<ApplicationRef> {
  return bootstrapApplication(Page, onServer, context);
}
