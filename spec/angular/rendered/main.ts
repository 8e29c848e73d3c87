import { bootstrapApplication } from '@angular/platform-browser';
import { config } from './config';
import { Page } from './page';

await bootstrapApplication(Page, config);
document.body.dataset['state'] = 'started';
