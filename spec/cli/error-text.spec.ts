import { codeOf, messageOf } from '../../src/cli/error-text.js';

test.each<[unknown, string, string | undefined]>([
  [Object.assign(new Error('out of paper'), { code: 'ENOPAPER' }), 'out of paper', 'ENOPAPER'],
  [new Error('out of paper'), 'out of paper', undefined],
  [{ message: 'of another realm', code: 7 }, 'of another realm', undefined],
  ['a text', 'a text', undefined],
  [null, 'null', undefined],
])('%p says %p, with the code %p', (error, message, code) => {
  expect([messageOf(error), codeOf(error)]).toEqual([message, code]);
});
