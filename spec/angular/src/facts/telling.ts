import {
  HttpErrorResponse,
  HttpEventType,
  type HttpEvent,
  type HttpHeaders,
  type HttpRequest,
  type HttpResponse,
} from '@angular/common/http';
import { catchError, endWith, lastValueFrom, map, of, toArray, type Observable } from 'rxjs';
import type { Backend, Fact } from './fact.ts';

/** What a fact is told of: the answer, or the failure, that came at last. */
export interface Told {
  readonly line: string;
  readonly body: unknown;
  readonly headers: HttpHeaders | undefined;
  readonly url: string | null;
  readonly redirected: boolean | undefined;
  readonly error: unknown;
}

type Happened = { readonly event: HttpEvent<unknown> } | { readonly error: unknown } | 'complete';

/** Subscribes, and waits for the end. */
export async function follow(events$: Observable<HttpEvent<unknown>>): Promise<Told> {
  const happened = await lastValueFrom(
    events$.pipe(
      map((event): Happened => ({ event })),
      endWith<Happened>('complete'),
      catchError((error: unknown) => of<Happened>({ error })),
      toArray(),
    ),
  );
  const last = happened.flatMap((one) => (one === 'complete' ? [] : 'event' in one ? [one.event] : [one.error])).at(-1);
  const answer = (last ?? {}) as Partial<HttpResponse<unknown>> & Partial<HttpErrorResponse>; // each of its fields is looked at
  return {
    line: await lineOf(happened),
    body: answer.body,
    headers: answer.headers,
    url: answer.url ?? null,
    redirected: answer.redirected,
    error: answer.error,
  };
}

/** The run of a fact: sends a request, and tells what is seen of it. */
export function asking(
  request: (origin: string) => HttpRequest<unknown>,
  tell: (told: Told, origin: string) => string = ({ line }) => line,
): Fact['run'] {
  return async (backend: Backend, origin) => tell(await follow(backend.handle(request(origin))), origin);
}

/** All that happened in one line; progress that only grows is one word. */
async function lineOf(happened: readonly Happened[]): Promise<string> {
  const words: string[] = [];
  for (const [index, one] of happened.entries()) {
    if (one === 'complete') {
      const before = happened[index - 1];
      const isAnswered =
        typeof before === 'object' && 'event' in before && before.event.type === HttpEventType.Response;
      if (!isAnswered) words.push('complete');
    } else if ('error' in one) words.push(await failure(one.error));
    else if (!isOvertaken(one.event, happened[index + 1])) words.push(await word(one.event));
  }
  return words.join(', ');
}

/** Of progress of one direction the last is told; one that does not grow is told itself, so that it shows. */
function isOvertaken(event: HttpEvent<unknown>, next: Happened | undefined): boolean {
  if (typeof next !== 'object' || !('event' in next) || next.event.type !== event.type) return false;
  if (event.type !== HttpEventType.DownloadProgress && event.type !== HttpEventType.UploadProgress) return false;
  return 'loaded' in next.event && next.event.loaded >= event.loaded && next.event.total === event.total;
}

async function word(event: HttpEvent<unknown>): Promise<string> {
  switch (event.type) {
    case HttpEventType.Sent:
      return 'sent';
    case HttpEventType.ResponseHeader:
      return `header ${event.status}`;
    case HttpEventType.UploadProgress:
      return `up ${event.loaded} of ${event.total ?? '?'}`;
    case HttpEventType.DownloadProgress:
      if (event.partialText?.startsWith(gzipMagic)) return 'down still compressed';
      return `down ${event.loaded} of ${event.total ?? '?'}${event.partialText === undefined ? '' : ` "${event.partialText}"`}`;
    case HttpEventType.Response:
      return `${event.status} ${event.statusText} ${await value(event.body)}`;
    default:
      return 'user';
  }
}

async function failure(error: unknown): Promise<string> {
  if (!(error instanceof HttpErrorResponse)) return `fails: ${kind(error)}`;
  return `fails: ${error.status} ${error.statusText} ${await value(error.error)}`;
}

/** A body, or what stands in its place. */
export async function value(body: unknown): Promise<string> {
  if (body instanceof Blob) return `Blob of ${JSON.stringify(body.type)} ${JSON.stringify(await body.text())}`;
  if (body instanceof ArrayBuffer) return `ArrayBuffer ${JSON.stringify(new TextDecoder().decode(body))}`;
  if (body instanceof Error || body instanceof Event) return kind(body);
  if (typeof body === 'string' && body.startsWith(gzipMagic)) return 'still compressed';
  if (body instanceof Object && 'error' in body && 'text' in body) {
    return `{ error: ${kind(body.error)}, text: ${JSON.stringify(body.text)} }`;
  }
  return JSON.stringify(body);
}

/** What bytes of gzip (RFC 1952, section 2.3.1) begin with, when they are read as UTF-8. */
const gzipMagic = '\u001f\ufffd\b';

/** Errors are told apart by their names: their words are the platform's. */
function kind(error: unknown): string {
  if (error instanceof Error || error instanceof DOMException) return error.name;
  return error instanceof Object ? error.constructor.name : String(error);
}
