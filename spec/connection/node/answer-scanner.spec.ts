import { AnswerScanner } from '../../../src/connection/node/answer-scanner.js';

/** Scans `text` in the given pieces: what was seen, and what was passed on. */
function scan(pieces: readonly string[], limit = 1024) {
  const seen: string[] = [];
  const scanner = new AnswerScanner(
    {
      onFirstByte: () => seen.push('first'),
      onContinue: () => seen.push('100'),
      onStatusLine: (line) => seen.push(line),
      onTooLarge: () => seen.push('too large'),
      onForeign: () => seen.push('foreign'),
    },
    limit,
  );
  scanner.begin();
  let passed = '';
  for (const piece of pieces) {
    const chunk = Buffer.from(piece, 'latin1');
    passed += (scanner.isIdle ? chunk : scanner.scan(chunk))?.toString('latin1') ?? '';
  }
  return { seen, passed };
}

const answer = 'HTTP/1.1 200 Very well\r\nContent-Length: 2\r\n\r\nhi';
const interim = 'HTTP/1.1 100 Continue\r\nX: 1\r\n\r\nHTTP/1.0 103 Early Hints\r\nLink: a\r\n\r\n';

describe('the answer scanner', () => {
  it('shows the first byte and the status line, and passes everything on', () => {
    expect(scan([answer])).toEqual({ seen: ['first', 'HTTP/1.1 200 Very well'], passed: answer });
  });

  it('sees the same wherever the answer is cut in two', () => {
    const whole = scan([interim + answer]);
    const text = interim + answer;
    for (let cut = 1; cut < text.length; cut++) {
      expect(scan([text.slice(0, cut), text.slice(cut)])).toEqual(whole);
    }
    expect(whole).toEqual({ seen: ['first', '100', 'HTTP/1.1 200 Very well'], passed: answer });
  });

  it('sees the same byte by byte', () => {
    expect(scan(Array.from(interim + answer))).toEqual({
      seen: ['first', '100', 'HTTP/1.1 200 Very well'],
      passed: answer,
    });
  });

  it('finds the end of a head without fields wherever it is cut, so that the body counts for no head', () => {
    const head = 'HTTP/1.0 200 Fine\r\n\r\n';
    const body = 'x'.repeat(100);
    for (let cut = 1; cut < head.length; cut++) {
      const pieces = [head.slice(0, cut), head.slice(cut), body];
      expect(scan(pieces, 50)).toEqual({ seen: ['first', 'HTTP/1.0 200 Fine'], passed: head + body });
    }
    expect(scan([...Array.from(head), body], 50).seen).toEqual(['first', 'HTTP/1.0 200 Fine']);
  });

  it('leaves a 101 in: that is refused, not skipped', () => {
    const upgrade = 'HTTP/1.1 101 Switching Protocols\r\n\r\n';
    expect(scan(Array.from(upgrade))).toEqual({ seen: ['first', 'HTTP/1.1 101 Switching Protocols'], passed: upgrade });
  });

  it.each([
    'HTTP/2.0 200 OK\r\n',
    'HTTP/0.9 200 OK\r\n',
    'RTSP/1.1 200 OK\r\n',
    'ICE/1.0 200 OK\r\n',
    'ICY 200 OK\r\n',
    '\r\nHTTP/1.1 200 OK\r\n',
  ])('shows the status line of another protocol: %j', (text) => {
    expect(scan([text]).seen).toEqual(['first', 'foreign']);
    expect(scan(Array.from(text)).seen).toEqual(['first', 'foreign']);
  });

  it.each(['garbage', 'HTTP/1.1 1000 x\r\n'])('passes on what is no interim answer at once: %j', (text) => {
    expect(scan([text]).passed).toBe(text);
    expect(scan(Array.from(text)).passed).toBe(text);
  });

  it('keeps what may become an interim answer back until it is known', () => {
    expect(scan(['HTTP/1.1 1']).passed).toBe('');
    expect(scan(['HTTP/1.1 1', '99 x\r\n\r\n']).passed).toBe('');
    expect(scan(['HTTP/1.1 2']).passed).toBe('HTTP/1.1 2');
  });

  it('gives up on a status line without end', () => {
    const endless = ['HTTP/1.1 200 ', ...Array<string>(20).fill('very well ')];
    expect(scan(endless, 100).seen).toEqual(['first', 'too large']);
  });

  it('gives up on interim answers without end, be it by number, by fields or by one line', () => {
    const limit = 100;
    expect(scan(Array<string>(20).fill('HTTP/1.1 102 Processing\r\n\r\n'), limit).seen).toEqual(['first', 'too large']);
    expect(scan(['HTTP/1.1 102 x\r\n', ...Array<string>(20).fill('a: 1234567\r\n')], limit).seen).toEqual([
      'first',
      'too large',
    ]);
    expect(scan(['HTTP/1.1 102 ', ...Array<string>(200).fill('x')], limit).seen).toEqual(['first', 'too large']);
  });

  it('counts every byte of a head, also of many small fields', () => {
    const flood = `HTTP/1.1 200 OK\r\n${'a: b\r\n'.repeat(50)}\r\n`;
    const seen = ['first', 'HTTP/1.1 200 OK'];
    expect(scan([flood], flood.length).seen).toEqual(seen);
    expect(scan(Array.from(flood), flood.length).seen).toEqual(seen);
    expect(scan([flood], 250).seen).toEqual(['first', 'too large', 'HTTP/1.1 200 OK']);
    expect(scan(Array.from(flood), 250).seen).toEqual([...seen, 'too large']);
  });

  it('does not count what follows the head', () => {
    const body = 'x'.repeat(5000);
    for (const cut of [answer.length - 2, answer.length - 3, answer.length - 4, answer.length - 5, answer.length]) {
      expect(scan([answer.slice(0, cut), answer.slice(cut) + body, body], 100).seen).toEqual([
        'first',
        'HTTP/1.1 200 Very well',
      ]);
    }
  });

  it('reads Latin-1', () => {
    expect(scan(['HTTP/1.1 200 D\u00e9j\u00e0\r\n\r\n']).seen).toEqual(['first', 'HTTP/1.1 200 D\u00e9j\u00e0']);
  });
});
