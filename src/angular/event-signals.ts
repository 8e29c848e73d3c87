import { HttpEventType, type HttpEvent } from '@angular/common/http';
import { HttpResponseHeader } from '../headers/http-response-header.js';
import type { CommandSignal } from '../values/signal.js';

/** The events of a call of `HttpClient` as the signals that progress is made of; the rest of them says nothing of it. */
export function eventSignals(event: HttpEvent<unknown>): CommandSignal[] {
  switch (event.type) {
    case HttpEventType.Sent:
      return [{ type: 'requestStarted', id: 0 }];
    case HttpEventType.UploadProgress:
      return [{ type: 'dataSendProgress', done: event.loaded, total: event.total ?? 0 }];
    case HttpEventType.DownloadProgress:
      return [{ type: 'dataReadProgress', done: event.loaded, total: event.total ?? 0 }];
    case HttpEventType.ResponseHeader:
      return [{ type: 'responseHeaderReceived', header: new HttpResponseHeader(event.status) }];
    case HttpEventType.Response:
      return [{ type: 'requestFinished', id: 0, error: false }];
    case HttpEventType.User:
      return [];
  }
}
