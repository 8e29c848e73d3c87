import { TestBed } from '@angular/core/testing';
import { StateStrip } from './state-strip';

describe('StateStrip', () => {
  it('says the present state in words, and lights up its segment', async () => {
    const fixture = TestBed.createComponent(StateStrip);
    fixture.componentRef.setInput('pipeline', { name: 'http://films.test', state: 4, visits: [0, 0, 1, 1, 1, 0, 0] });
    await fixture.whenStable();
    const strip = fixture.nativeElement as HTMLElement;

    expect(strip.querySelector('.present')?.textContent.trim()).toBe('State: Reading');
    expect([...strip.querySelectorAll('.step.lit')].map(({ textContent }) => textContent.trim())).toEqual(['Reading']);
    expect([...strip.querySelectorAll('.label')].map(({ textContent }) => textContent)).toEqual([
      'Unconnected',
      'Host lookup',
      'Connecting',
      'Sending',
      'Reading',
      'Connected',
      'Closing',
    ]);
  });
});
