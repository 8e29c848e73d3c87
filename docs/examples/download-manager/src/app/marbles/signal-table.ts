import { Component, effect, input, signal } from '@angular/core';
import type { LoggedSignal } from '../../../engine/model.ts';
import type { DeskStore } from '../desk/desk-store';

/** The last signals as a table, for who does not see the diagram. Brought up to date once a second while it is open. */
@Component({
  selector: 'dm-signal-table',
  template: `
    <details #details (toggle)="open.set(details.open)">
      <summary>The last {{ most }} signals as a table</summary>
      @if (open()) {
        <div class="scroll" tabindex="0" role="region" aria-label="The last signals">
          <table>
            <thead>
              <tr>
                <th scope="col">Seconds</th>
                <th scope="col">Letter</th>
                <th scope="col">Signal</th>
                <th scope="col">Pipeline</th>
              </tr>
            </thead>
            <tbody>
              @for (row of rows(); track row) {
                <tr>
                  <td>{{ (row.at / 1000).toFixed(3) }}</td>
                  <td>{{ row.letter }}</td>
                  <td>{{ row.text }}</td>
                  <td>{{ row.pipeline }}</td>
                </tr>
              } @empty {
                <tr>
                  <td colspan="4">No signals yet.</td>
                </tr>
              }
            </tbody>
          </table>
        </div>
      }
    </details>
  `,
  styleUrl: './signal-table.css',
})
export class SignalTable {
  readonly store = input.required<DeskStore>();
  protected readonly most = 50;
  protected readonly open = signal(false);
  protected readonly rows = signal<readonly LoggedSignal[]>([]);

  constructor() {
    effect((cleanup) => {
      if (!this.open()) return;
      const { log } = this.store();
      const read = () => this.rows.set(log.newest(this.most));
      read();
      const timer = setInterval(read, 1000);
      cleanup(() => clearInterval(timer));
    });
  }
}
