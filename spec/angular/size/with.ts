import { provideHttpClient } from '@angular/common/http';
import { bootstrapApplication } from '@angular/platform-browser';
import { provideQHttp } from 'rx-qhttp/angular';
import { App } from './app';

await bootstrapApplication(App, { providers: [provideHttpClient(), provideQHttp()] });
