import type { HttpEvent, HttpRequest } from '@angular/common/http';
import type { Observable } from 'rxjs';

/** A backend of HttpClient, as a fact uses it. */
export interface Backend {
  handle(request: HttpRequest<unknown>): Observable<HttpEvent<unknown>>;
}

/** One thing that a backend of HttpClient does: a row of the table in docs/angular.md, and a test for each backend. */
export type Fact = Said & (Same | Different);

interface Said {
  /** What is done. */
  readonly what: string;
  /** Does it, and says what is seen. */
  readonly run: (backend: Backend, origin: string) => Promise<string>;
  /** What is seen with Angular's FetchBackend. */
  readonly fetch: string;
  /** What is seen with Angular's HttpXhrBackend, where that is something else. */
  readonly xhr?: string;
  /** Where something else is seen on a server than in a browser. */
  readonly onServer?: OnServer;
}

/** What is seen on a server with FetchBackend over the `fetch` of Node, and with QHttpBackend over undici. */
export interface OnServer {
  readonly fetch?: string;
  readonly qhttp?: string;
  readonly why: string;
}

interface Same {
  readonly qhttp?: never;
  readonly why?: string;
}

interface Different {
  /** What is seen with QHttpBackend, where that is something else than with FetchBackend. */
  readonly qhttp: string;
  readonly why: string;
}

/** Facts that stand together. */
export interface Chapter {
  readonly title: string;
  readonly facts: readonly Fact[];
}

/** What has to be seen of a fact on a server. */
export function wantedOnServer({ fetch, qhttp, onServer }: Fact): Pick<Required<OnServer>, 'fetch' | 'qhttp'> {
  return { fetch: onServer?.fetch ?? fetch, qhttp: onServer?.qhttp ?? qhttp ?? fetch };
}
