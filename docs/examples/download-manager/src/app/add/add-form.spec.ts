import { provideHttpClient } from '@angular/common/http';
import { HttpTestingController, provideHttpClientTesting } from '@angular/common/http/testing';
import { TestBed } from '@angular/core/testing';
import { provideQHttp, withPipelines } from 'rx-qhttp/angular';
import { FakeDesk } from '../../testing/fake-desk';
import { DeskStore } from '../desk/desk-store';
import { PAGE_START } from '../desk/page-start';
import { AddForm } from './add-form';

describe('AddForm', () => {
  async function open() {
    TestBed.configureTestingModule({
      providers: [
        { provide: PAGE_START, useValue: { token: undefined, urls: [], uploadUrl: '', bench: 0 } },
        provideHttpClient(),
        provideQHttp(withPipelines({ pages: {} })),
        provideHttpClientTesting(),
      ],
    });
    const desk = new FakeDesk();
    const fixture = TestBed.createComponent(AddForm);
    fixture.componentRef.setInput('store', new DeskStore(desk, document));
    await fixture.whenStable();
    const form = fixture.nativeElement as HTMLElement;
    const area = form.querySelector('textarea');
    if (!area) throw new Error('There is no text area.');
    const type = async (field: HTMLInputElement | HTMLTextAreaElement, text: string) => {
      field.value = text;
      field.dispatchEvent(new Event('input'));
      await fixture.whenStable();
    };
    const press = async (name: string) => {
      const button = [...form.querySelectorAll('button')].find(({ textContent }) => textContent.trim() === name);
      if (!button) throw new Error(`There is no button ${name}.`);
      button.click();
      await fixture.whenStable();
    };
    return { desk, form, area, type, press, settled: () => fixture.whenStable() };
  }

  it('adds one address a line by Ctrl+Enter, and is empty again', async () => {
    const { desk, area, type, settled } = await open();
    await type(area, '  https://a.test/1 \n\nhttp://b.test/2\n');

    area.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', ctrlKey: true }));
    await settled();

    expect(desk.calls).toEqual([['add', 'https://a.test/1', 'http://b.test/2']]);
    expect(area.value).toBe('');
  });

  it('says by its line what is wrong, adds nothing, and selects the line', async () => {
    const { desk, form, area, type, press } = await open();
    await type(area, 'https://a.test/1\n\nb.test/2\nftp://c.test/3');

    await press('Add download');

    expect(
      [...form.querySelectorAll('.errors li')].map((item) => item.textContent.replaceAll(/\s+/g, ' ').trim()),
    ).toEqual([
      'Line 3: begin “b.test/2” with http:// or https://.',
      'Line 4: “ftp://c.test/3” is neither http:// nor https://.',
    ]);
    expect(desk.calls).toEqual([]);
    expect(area.value.slice(area.selectionStart, area.selectionEnd)).toBe('b.test/2');
  });

  it('takes the links of a page over, those to files if there are any', async () => {
    const { form, area, type, press, settled } = await open();
    await press('Links from a page');
    await type(form.querySelector('input') ?? area, 'https://a.test/films/');
    await press('Read');

    TestBed.inject(HttpTestingController)
      .expectOne('https://a.test/films/')
      .flush('<p><a href="one.mkv">1</a> <a href="/about">about</a> <a href="https://b.test/two.mkv#t=3">2</a></p>');
    await settled();

    expect(area.value).toBe('https://a.test/films/one.mkv\nhttps://b.test/two.mkv');
  });

  it('cancels the reading of a page, which its server sees', async () => {
    const { form, area, type, press } = await open();
    await press('Links from a page');
    await type(form.querySelector('input') ?? area, 'https://a.test/films/');
    await press('Read');
    const request = TestBed.inject(HttpTestingController).expectOne('https://a.test/films/');

    await press('Cancel');

    expect(request.cancelled).toBe(true);
  });
});
