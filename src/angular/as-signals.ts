import { HttpEventType, type HttpEvent } from '@angular/common/http';
import { concatMap, defer, type OperatorFunction } from 'rxjs';
import { HttpResponseHeader } from '../headers/http-response-header.js';
import type { CommandSignal } from '../values/signal.js';

/** Tells the events of a call of `HttpClient` as the signals that progress is made of; signals stay what they are. */
export function asSignals(): OperatorFunction<CommandSignal | HttpEvent<unknown>, CommandSignal> {
  return (source) =>
    defer(() => {
      let hasHead = false; // told once: what came before would count for nothing
      const head = (status: number): CommandSignal[] => {
        if (hasHead) return [];
        hasHead = true;
        return [{ type: 'responseHeaderReceived', header: new HttpResponseHeader(status) }];
      };
      return source.pipe(
        concatMap((event): CommandSignal[] => {
          if (isSignal(event)) return [event];
          switch (event.type) {
            case HttpEventType.Sent:
              hasHead = false;
              return [{ type: 'requestStarted', id: 0 }];
            case HttpEventType.UploadProgress:
              return [{ type: 'dataSendProgress', done: event.loaded, total: event.total ?? 0 }];
            case HttpEventType.ResponseHeader:
              return head(event.status);
            case HttpEventType.DownloadProgress:
              return [...head(0), { type: 'dataReadProgress', done: event.loaded, total: event.total ?? 0 }];
            case HttpEventType.Response:
              return [...head(event.status), { type: 'requestFinished', id: 0, error: false }];
            case HttpEventType.User:
              return [];
          }
        }),
      );
    });
}

function isSignal(one: CommandSignal | HttpEvent<unknown>): one is CommandSignal {
  return typeof one.type === 'string';
}
