import { Component, computed, inject } from '@angular/core';
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

  protected tidy(): void {
    for (const id of this.store().idsOf('finished')) this.store().desk.remove(id);
  }
}
