import { Component, computed, inject } from '@angular/core';
import { type Way, Ways } from '../desk/ways';
import { countText, rateText } from '../shared/format';

/** The name of the page, the switch of way, and one line that says how things are. */
@Component({
  selector: 'dm-page-head',
  templateUrl: './page-head.html',
  styleUrl: './page-head.css',
})
export class PageHead {
  protected readonly ways = inject(Ways);
  protected readonly choices: readonly { readonly way: Way; readonly label: string }[] = [
    { way: 'browser', label: 'In this browser' },
    { way: 'gateway', label: 'By the gateway' },
  ];
  protected readonly status = computed(() => {
    const { counts } = this.ways.store().summary();
    const parts = [
      counts.running > 0 && `${countText(counts.running)} running`,
      counts.paused > 0 && `${countText(counts.paused)} paused`,
      counts.waiting > 0 && `${countText(counts.waiting)} waiting`,
    ].filter(Boolean);
    return parts.length > 0 ? parts.join(' · ') : 'Nothing is running';
  });
  protected readonly rate = computed(() => {
    const { counts, bytesPerSecond } = this.ways.store().summary();
    return counts.running > 0 && bytesPerSecond > 0 ? rateText(bytesPerSecond) : '';
  });
  protected readonly link = computed((): { readonly tone: 'good' | 'bad' | 'soft'; readonly text: string } => {
    if (!this.ways.has('gateway')) return { tone: 'soft', text: 'For the gateway start with “npm start”' };
    if (this.ways.way() === 'browser') return { tone: 'soft', text: 'Files go where your browser keeps downloads' };
    const store = this.ways.store();
    const lost = store.lost();
    if (lost !== undefined) {
      return {
        tone: 'bad',
        text: lost.startsWith('The gateway') ? lost : 'The gateway is out of reach. Trying again …',
      };
    }
    return store.ready()
      ? { tone: 'good', text: 'The gateway is connected' }
      : { tone: 'soft', text: 'Connecting to the gateway …' };
  });

  /** What goes on where nobody looks. */
  protected elsewhere(way: Way): number {
    return way === this.ways.way() ? 0 : this.ways.running(way);
  }
}
