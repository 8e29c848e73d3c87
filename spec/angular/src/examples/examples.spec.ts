import { HttpClient } from '@angular/common/http';
import { TestBed } from '@angular/core/testing';
import { injectQHttpPool } from 'rx-qhttp/angular';
import { State } from 'rx-qhttp/browser';
import { filter, firstValueFrom } from 'rxjs';
import { TestScheduler } from 'rxjs/testing';
import { vi } from 'vitest';
import { application } from './application.ts';
import { Film } from './film.ts';
import { Printer } from './printer.ts';
import { printsOneByOne } from './printer-on-marbles.ts';
import { Upload } from './upload.ts';

afterEach(() => {
  vi.restoreAllMocks();
});

function answerWith(answer: () => Response): void {
  vi.spyOn(globalThis, 'fetch').mockImplementation(() => Promise.resolve(answer()));
}

describe('What stands in docs/angular.md', () => {
  test('is an application whose calls go through a pool', async () => {
    answerWith(() => new Response('{"a":1}'));
    TestBed.configureTestingModule({ providers: application.providers });
    expect(await firstValueFrom(TestBed.inject(HttpClient).get('/a'))).toEqual({ a: 1 });
  });

  test('is a service with a pipeline', async () => {
    answerWith(() => new Response('1'));
    TestBed.configureTestingModule({ providers: application.providers });
    const printer = TestBed.inject(Printer);
    expect(await firstValueFrom(printer.print('text'))).toBe(1);
    expect(printer.state()).toBe(State.Connected);

    const failed = firstValueFrom(printer.print('more'));
    printer.stop();
    await expect(failed).rejects.toMatchObject({
      error: { message: expect.stringContaining('it was aborted') as string },
    });
  });

  test('is a component that shows a download', async () => {
    answerWith(() => new Response('film'));
    const click = vi.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(() => undefined);
    const fixture = TestBed.createComponent(Film);
    const element = fixture.nativeElement as HTMLElement;
    await fixture.whenStable();
    expect(element.querySelector('progress')?.position).toBe(-1); // busy
    const done = firstValueFrom(fixture.componentInstance.http.done$);
    element.querySelector('button')?.click();
    expect(await done).toBe(false);
    expect(click).toHaveBeenCalledTimes(1);
    await fixture.whenStable();
    expect(element.querySelector('p')?.textContent).toBe('Connected: 4 bytes');
    expect(element.querySelector('progress')?.value).toBe(1);
  });

  test('is a component that shows an upload', async () => {
    answerWith(() => new Response('1'));
    TestBed.configureTestingModule({ providers: application.providers });
    const fixture = TestBed.createComponent(Upload);
    await fixture.whenStable();
    const bar = (fixture.nativeElement as HTMLElement).querySelector('progress');
    expect(bar?.position).toBe(-1);
    const pool = TestBed.runInInjectionContext(() => injectQHttpPool());
    const done = firstValueFrom(pool.signals$.pipe(filter(({ type }) => type === 'done')));
    fixture.componentInstance.send(new Blob(['film']));
    await done;
    await fixture.whenStable();
    expect(bar?.position).toBe(1);
  });

  test('is a test on virtual time', () => {
    printsOneByOne(new TestScheduler((actual, expected) => expect(actual).toEqual(expected)));
  });
});
