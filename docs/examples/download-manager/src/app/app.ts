import { Component, computed, effect, inject } from '@angular/core';
import { Title } from '@angular/platform-browser';
import { AddForm } from './add/add-form';
import { UploadForm } from './add/upload-form';
import { Ways } from './desk/ways';
import { PageHead } from './head/page-head';
import { TransferList } from './list/transfer-list';
import { MarbleDiagram } from './marbles/marble-diagram';
import { QuestionDialog } from './questions/question-dialog';

/** The page. */
@Component({
  selector: 'dm-root',
  imports: [AddForm, MarbleDiagram, PageHead, QuestionDialog, TransferList, UploadForm],
  templateUrl: './app.html',
  styleUrl: './app.css',
})
export class App {
  protected readonly store = inject(Ways).store;
  protected readonly empty = computed(() => this.store().ready() && this.store().rows().length === 0);
  protected readonly finished = computed(() => this.store().summary().counts.finished);

  constructor() {
    const title = inject(Title);
    // For the tab that nobody looks at.
    effect(() => {
      const { running } = this.store().summary().counts;
      title.setTitle(running > 0 ? `(${running}) Download manager` : 'Download manager');
    });
  }

  protected tidy(): void {
    for (const id of this.store().idsOf('finished')) this.store().desk.remove(id);
  }
}
