import { transfer } from '../../testing/fake-desk';
import { rowsOf } from './row';

describe('rowsOf', () => {
  it('has a head for each pipeline, then what was dropped there, then its transfers', () => {
    const rows = rowsOf(
      ['http://films.test'],
      [
        transfer('a', { status: 'failed' }),
        transfer('b', { status: 'dropped', causedBy: 'a' }),
        transfer('c', { status: 'dropped', causedBy: 'a' }),
        transfer('d', { pipeline: 'http://music.test' }),
      ],
    );

    expect(rows.map(({ key }) => key)).toEqual([
      'pipeline http://films.test',
      'drops a',
      'transfer a',
      'transfer b',
      'transfer c',
      'pipeline http://music.test',
      'transfer d',
    ]);
    expect(rows[1]).toMatchObject({ cause: 'a', dropped: ['b', 'c'] });
  });

  it('knows where those that wait can be moved to, past what does not wait', () => {
    const rows = rowsOf(
      [],
      [
        transfer('runs', { status: 'running' }),
        transfer('first'),
        transfer('over', { status: 'finished' }),
        transfer('second'),
        transfer('third'),
      ],
    );
    const places = rows.flatMap((row) => (row.kind === 'transfer' ? [[row.id, row.place]] : []));

    expect(places).toEqual([
      ['runs', undefined],
      ['first', { up: undefined, down: 'third' }],
      ['over', undefined],
      ['second', { up: 'first', down: null }],
      ['third', { up: 'second', down: undefined }],
    ]);
  });
});
