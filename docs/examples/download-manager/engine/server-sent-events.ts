import { Observable, type OperatorFunction } from 'rxjs';

/**
 * The data of Server-Sent Events, out of bytes that may be cut anywhere (WHATWG HTML, 9.2.6). Comments, names and numbers of
 * events are passed over; an event that has not ended is none.
 */
export function eventData(): OperatorFunction<Uint8Array, string> {
  return (source) =>
    new Observable((subscriber) => {
      const decoder = new TextDecoder();
      let rest = '';
      let data: string[] = [];
      const take = (line: string) => {
        if (line.startsWith('data:')) data.push(line.slice(line[5] === ' ' ? 6 : 5));
        if (line !== '' || data.length === 0) return;
        const event = data.join('\n');
        data = [];
        subscriber.next(event);
      };
      return source.subscribe({
        next: (bytes) => {
          // A CR at the end may be the first half of a line's end.
          const text = rest + decoder.decode(bytes, { stream: true });
          const end = text.endsWith('\r') ? text.length - 1 : text.length;
          const lines = text.slice(0, end).split(/\r\n|\r|\n/);
          rest = (lines.pop() ?? '') + text.slice(end);
          for (const line of lines) take(line);
        },
        error: (error: unknown) => subscriber.error(error),
        complete: () => subscriber.complete(),
      });
    });
}
