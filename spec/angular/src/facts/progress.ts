import { HttpEventType, HttpRequest, type HttpEvent } from '@angular/common/http';
import { tap } from 'rxjs';
import type { Chapter, Fact } from './fact.ts';
import { asking, follow } from './telling.ts';

type Reports = { reportProgress?: boolean; reportDownloadProgress?: boolean; reportUploadProgress?: boolean };
type ResponseType = HttpRequest<unknown>['responseType'];

const large = 3_000_000;

function download(path: string, responseType: ResponseType, reports: Reports = { reportProgress: true }): Fact['run'] {
  return asking((origin) => new HttpRequest('GET', `${origin}${path}`, { responseType, ...reports }));
}

function upload(body: unknown, reports: Reports = { reportProgress: true }): Fact['run'] {
  return asking((origin) => new HttpRequest('POST', `${origin}/answer?body=1`, body, { ...reports }));
}

export const progress: Chapter = {
  title: 'Progress',
  facts: [
    {
      what: 'nothing, unless it is asked for',
      run: download('/hello', 'text', {}),
      fetch: 'sent, 200 OK "hello"',
    },
    {
      what: 'of a text, with what has come of it',
      run: download('/hello', 'text'),
      fetch: 'sent, header 200, down 5 of 5 "hello", 200 OK "hello"',
    },
    {
      what: 'of a text, letter by letter whole',
      run: async (backend, origin) => {
        const parts: string[] = [];
        const request = new HttpRequest('GET', `${origin}/in-two?body=%C3%BCx&at=1`, {
          responseType: 'text',
          reportProgress: true,
        });
        await backend.handle(request).forEach((event) => {
          if (event.type === HttpEventType.DownloadProgress) parts.push(event.partialText ?? '');
        });
        const areBeginnings = parts.every((part) => 'üx'.startsWith(part));
        return areBeginnings ? `beginnings of it, at last ${parts.at(-1)}` : parts.join();
      },
      fetch: 'beginnings of it, at last üx',
    },
    { what: 'of JSON', run: download('/answer?body=[1]', 'json'), fetch: 'sent, header 200, down 3 of 3, 200 OK [1]' },
    {
      what: 'of a body of unknown length',
      run: download('/answer?body=hello&length=no', 'text'),
      fetch: 'sent, header 200, down 5 of ? "hello", 200 OK "hello"',
    },
    {
      what: 'of a body that was compressed',
      run: download('/zipped', 'text'),
      fetch: 'sent, header 200, down 13 of ? "hello, zipped", 200 OK "hello, zipped"',
      onServer: { qhttp: 'sent, header 200, down still compressed, 200 OK still compressed', why: 'it is not decoded' },
    },
    {
      what: 'of nothing',
      run: download('/answer?body=', 'text'),
      fetch: 'sent, header 200, 200 OK ""',
      xhr: 'sent, 200 OK ""',
    },
    {
      what: 'of 204',
      run: download('/answer?status=204', 'text'),
      fetch: 'sent, header 204, 204 No Content ""',
      xhr: 'sent, 204 No Content null',
      qhttp: 'sent, header 204, 204 No Content null',
      why: 'there is no body',
      onServer: { fetch: 'sent, header 204, 204 No Content null', why: 'there is no body' },
    },
    {
      what: 'of an answer that is a failure',
      run: download('/answer?status=404&body=no', 'text'),
      fetch: 'sent, header 404, down 2 of 2 "no", fails: 404 Not Found "no"',
      xhr: 'sent, header 404, down 2 of 2, fails: 404 Not Found "no"',
    },
    {
      what: 'of a body that breaks off',
      run: async (backend, origin) => {
        const key = crypto.randomUUID();
        const request = new HttpRequest('GET', `${origin}/begins?key=${key}`, {
          responseType: 'text',
          reportProgress: true,
        });
        const breakOff = ({ type }: HttpEvent<unknown>): void => {
          if (type === HttpEventType.DownloadProgress) void fetch(`${origin}/break?key=${key}`);
        };
        return (await follow(backend.handle(request).pipe(tap(breakOff)))).line;
      },
      fetch: 'sent, header 200, down 5 of 10 "begin", fails: 0 Unknown Error TypeError',
      xhr: 'sent, header 200, down 5 of 10 "begin", fails: 0 Unknown Error ProgressEvent',
      qhttp: 'sent, header 200, down 5 of 10 "begin", fails: 0 Unknown Error QHttpError',
      why: 'its `code` and its text say what is known',
    },
    {
      what: 'of a large body: in steps that only grow, to its end',
      run: async (backend, origin) => {
        const steps: number[] = [];
        const request = new HttpRequest('GET', `${origin}/bytes?bytes=${large}`, {
          responseType: 'arraybuffer',
          reportProgress: true,
        });
        const step = (event: HttpEvent<unknown>): void => {
          if (event.type === HttpEventType.DownloadProgress) steps.push(event.loaded);
        };
        const { error } = await follow(backend.handle(request).pipe(tap(step)));
        if (error) return 'fails';
        return `${steps.length > 1 ? 'steps' : 'one step'}, ${isGrowing(steps) ? 'growing' : steps.join()}, ${steps.at(-1)}`;
      },
      fetch: `steps, growing, ${large}`,
      onServer: {
        fetch: 'fails',
        why: 'Angular limits what a server reads; here `withPool({ limits: { bodyBytes } })` does',
      },
    },
    {
      what: 'the fields of the header before the body is whole',
      run: async (backend, origin) => {
        let told = 'none';
        const request = new HttpRequest('GET', `${origin}/answer?body=1`, { reportProgress: true });
        await backend.handle(request).forEach((event) => {
          if (event.type === HttpEventType.ResponseHeader) told = `${event.statusText}, ${event.headers.get('x-one')}`;
        });
        return told;
      },
      fetch: 'OK, first',
    },
    {
      what: '`reportProgress` with a small upload',
      run: upload('hello'),
      fetch: 'sent, header 200, down 1 of 1, 200 OK 1',
      xhr: 'sent, up 5 of 5, header 200, down 1 of 1, 200 OK 1',
      qhttp: 'sent, up 5 of 5, header 200, down 1 of 1, 200 OK 1',
      why: 'as HttpXhrBackend; FetchBackend tells nothing of uploads',
    },
    {
      what: '`reportProgress` with an upload of 3 MB: to its end',
      run: upload(new Blob([new Uint8Array(large)])),
      fetch: 'sent, header 200, down 1 of 1, 200 OK 1',
      xhr: `sent, up ${large} of ${large}, header 200, down 1 of 1, 200 OK 1`,
      qhttp: `sent, up ${large} of ${large}, header 200, down 1 of 1, 200 OK 1`,
      why: 'as HttpXhrBackend; FetchBackend tells nothing of uploads',
    },
    {
      what: '`reportUploadProgress` alone',
      run: upload('hello', { reportUploadProgress: true }),
      fetch: 'fails: 0 Unknown Error Error',
      xhr: 'sent, up 5 of 5, 200 OK 1',
      qhttp: 'sent, up 5 of 5, 200 OK 1',
      why: 'as HttpXhrBackend; FetchBackend tells nothing of uploads',
    },
    {
      what: '`reportDownloadProgress` alone',
      run: upload('hello', { reportDownloadProgress: true }),
      fetch: 'sent, header 200, down 1 of 1, 200 OK 1',
    },
    {
      what: '`reportProgress` with POST of nothing',
      run: upload(null),
      fetch: 'sent, header 200, down 1 of 1, 200 OK 1',
    },
    {
      what: 'of what is sent, where the answer is a failure',
      run: async (backend, origin) => {
        const request = new HttpRequest('POST', `${origin}/answer?status=413&body=1`, 'hello', {
          reportProgress: true,
        });
        return (await follow(backend.handle(request))).line;
      },
      fetch: 'sent, header 413, down 1 of 1, fails: 413 Payload Too Large 1',
      xhr: 'sent, up 5 of 5, header 413, down 1 of 1, fails: 413 Payload Too Large 1',
      qhttp: 'sent, up 5 of 5, header 413, down 1 of 1, fails: 413 Payload Too Large 1',
      why: 'as HttpXhrBackend; FetchBackend tells nothing of uploads',
    },
  ],
};

function isGrowing(steps: readonly number[]): boolean {
  return steps.every((step, index) => step >= (steps[index - 1] ?? 0));
}
