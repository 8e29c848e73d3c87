import { provideHttpClient } from '@angular/common/http';
import { TestBed } from '@angular/core/testing';
import { provideQHttp, withPool } from 'rx-qhttp/angular';
import { marbleDispatcher } from 'rx-qhttp/testing';
import { map } from 'rxjs';
import { TestScheduler } from 'rxjs/testing';
import { Printer } from './printer.ts';

/** Two pages, of which the printer prints each in 7 ms. */
export function printsOneByOne(scheduler: TestScheduler): void {
  scheduler.run(({ expectObservable }) => {
    const dispatcher = marbleDispatcher(scheduler, { 'POST /pages': 's----h-|' });
    TestBed.configureTestingModule({
      providers: [provideHttpClient(), provideQHttp(withPool({ dispatcher, scheduler }))],
    });
    const printer = TestBed.inject(Printer);

    expectObservable(printer.print('first').pipe(map(() => 1))).toBe('-------(1|)', { 1: 1 });
    expectObservable(printer.print('second').pipe(map(() => 2))).toBe('--------------(2|)', { 2: 2 });
  });
}
