import { renderApplication } from '@angular/platform-server';
import bootstrap from './main.server';

/** The page with what its calls were answered; `document` is the built index.html. */
export function render(url: string, document: string): Promise<string> {
  return renderApplication(bootstrap, { url, document, allowedHosts: ['127.0.0.1'] });
}

export { factsOnServer } from './facts-on-server';
