import { TestBed } from '@angular/core/testing';
import { FakeDesk, transfer } from '../../testing/fake-desk';
import type { Snapshot } from '../../../engine/model.ts';
import { DeskStore } from '../desk/desk-store';
import { TransferList } from './transfer-list';

describe('TransferList', () => {
  async function show(snapshot: Partial<Snapshot>) {
    const desk = new FakeDesk(snapshot);
    const store = new DeskStore(desk, document);
    const fixture = TestBed.createComponent(TransferList);
    fixture.componentRef.setInput('store', store);
    await settled();
    const page = fixture.nativeElement as HTMLElement;

    /** A frame in which the store writes, and what Angular does about it. */
    async function settled() {
      await new Promise((resolve) => requestAnimationFrame(resolve));
      await fixture.whenStable();
      await new Promise((resolve) => requestAnimationFrame(resolve));
      await fixture.whenStable();
    }
    const button = (name: string) => {
      const found = [...page.querySelectorAll('button')].find(
        (each) => (each.getAttribute('aria-label') ?? each.textContent).trim() === name,
      );
      if (!found) throw new Error(`There is no button ${name}.`);
      return found;
    };
    return { desk, page, button, settled };
  }

  it('shows how far a transfer is, how fast, and how long it will take', async () => {
    const { page } = await show({
      transfers: [
        transfer('film.mkv', {
          status: 'running',
          done: 12_300_000,
          total: 45_000_000,
          bytesPerSecond: 1_200_000,
          secondsLeft: 27.3,
        }),
      ],
    });

    expect(page.querySelector('.percent')?.textContent.trim()).toBe('27%');
    expect(page.querySelector('.bytes')?.textContent.trim()).toBe('12.3 MB of 45.0 MB');
    expect(page.querySelector('.rate')?.textContent).toBe('1.2 MB/s');
    expect(page.querySelector('.left')?.textContent).toBe('28s left');
    expect(page.querySelector('[role=progressbar]')?.getAttribute('aria-valuenow')).toBe('27');
    expect(page.querySelector<HTMLElement>('.fill')?.style.transform).toBe('scaleX(0.2733)');
  });

  it('has a busy bar without a percentage where nobody knows the length', async () => {
    const { page } = await show({ transfers: [transfer('radio.ogg', { status: 'running', done: 5_000_000 })] });

    const bar = page.querySelector('[role=progressbar]');
    expect(bar?.classList).toContain('busy');
    expect(bar?.hasAttribute('aria-valuenow')).toBe(false);
    expect(bar?.getAttribute('aria-valuetext')).toBe('of unknown length');
  });

  it('says who has dropped a transfer, and queues all that one failure has dropped again', async () => {
    const { desk, page, button } = await show({
      transfers: [
        transfer('report.pdf', { status: 'failed', httpStatus: 404, reason: 'The server answered 404 Not Found' }),
        transfer('a.bin', { status: 'dropped', causedBy: 'report.pdf' }),
        transfer('b.bin', { status: 'dropped', causedBy: 'report.pdf' }),
      ],
    });

    expect([...page.querySelectorAll('.outcome')].map(({ textContent }) => textContent.trim())).toEqual([
      'Failed: The server answered 404 Not Found. Check the address.',
      'Dropped: report.pdf failed',
      'Dropped: report.pdf failed',
    ]);
    expect(page.querySelector('dm-drops-row p')?.textContent).toBe(
      'report.pdf failed, and 2 that waited were dropped.',
    );
    button('Queue these again').click();
    expect(desk.calls).toEqual([
      ['retry', 'a.bin'],
      ['retry', 'b.bin'],
    ]);
  });

  it('does with a transfer what its buttons say', async () => {
    const { desk, button } = await show({
      pipelines: [{ name: 'http://films.test', state: 4, current: 'a' }],
      transfers: [transfer('a', { status: 'running' }), transfer('b'), transfer('c')],
    });

    button('Pause a').click();
    button('Abort and remove a').click();
    button('Move down b').click();
    button('Move up b').click(); // is the first that waits already
    button('Abort current of http://films.test').click();
    button('Clear waiting of http://films.test').click();

    expect(desk.calls).toEqual([
      ['pause', 'a'],
      ['remove', 'a'],
      ['move', 'b', null],
      ['abortCurrent', 'http://films.test'],
      ['clearWaiting', 'http://films.test'],
    ]);
  });

  it('keeps the focus where one goes on when a row is gone', async () => {
    const { desk, button, settled } = await show({ transfers: [transfer('a'), transfer('b')] });
    document.body.append(button('Remove a').closest('dm-transfer-list') ?? '');
    button('Remove a').focus();
    button('Remove a').click();

    desk.tell({ type: 'transfers', changed: [], removed: ['a'] });
    await settled();

    expect(document.activeElement).toBe(button('Remove b'));
  });

  it('has only the rows in sight in the page, out of a thousand', async () => {
    const { page } = await show({ transfers: Array.from({ length: 1000 }, (_, at) => transfer(`file-${at}`)) });

    const items = page.querySelectorAll('[role=listitem]');
    expect(items.length).toBeGreaterThan(3);
    expect(items.length).toBeLessThan(40);
    expect(items[0]?.getAttribute('aria-setsize')).toBe('1001');
  });
});
