import { of } from 'rxjs';
import { HttpResponseHeader, toResponse } from '../../src/index.js';
import { data, headed, letters } from '../support/command-letters.js';
import { itKeepsTheRules } from '../support/operator-rules.js';
import { onVirtualTime } from '../support/virtual-time.js';

const bytes = (text: string) => new TextEncoder().encode(text);
const header = new HttpResponseHeader(200, 'OK');
const values = { x: { header, body: bytes('abcd') }, 0: { header, body: bytes('') } };

describe('toResponse', () => {
  itKeepsTheRules({ operator: toResponse, whole: '------------(x|)', broken: '--------#', values });

  it('gives an empty body for an answer without one', () => {
    onVirtualTime(({ cold, expectObservable }) => {
      expectObservable(cold('s-h-(f|)', letters).pipe(toResponse())).toBe('----(0|)', values);
    });
  });

  it('gives nothing for a command without an answer', () => {
    onVirtualTime(({ cold, expectObservable }) => {
      expectObservable(cold('s-(f|)', letters).pipe(toResponse())).toBe('--|');
    });
  });

  it('takes an error status for an answer like any other, and gives its very header', () => {
    const signal = headed(404, 'Not Found');
    const told: unknown[] = [];
    of(signal, data('no'))
      .pipe(toResponse())
      .subscribe(({ header, body }) => told.push(header, body));
    expect(told).toEqual([signal.header, bytes('no')]);
    expect(told[0]).toBe(signal.header);
  });

  it('is an error for a body without a header', () => {
    onVirtualTime(({ cold, expectObservable }) => {
      const error = new TypeError('The source told a body and no header: it is no command');
      expectObservable(cold('d-|', letters).pipe(toResponse())).toBe('--#', {}, error);
    });
  });
});
