import { plainRequest } from '../../src/headers/plain-request.js';

describe('the fields that requests without any of their own share', () => {
  it('cannot be changed by who does not heed that the list is to be read', () => {
    const fields = plainRequest('GET', '/a').values() as [string, string][]; // as a program without types has it

    expect(() => fields.push(['X', 'evil'])).toThrow(TypeError);
    expect(() => fields[0]?.splice(1, 1, 'evil')).toThrow(TypeError);
    expect(plainRequest('GET', '/b').toString()).toBe('GET /b HTTP/1.1\r\nConnection: Keep-Alive\r\n\r\n');
  });

  it('are those of a header alone as soon as it has another', () => {
    const header = plainRequest('GET', '/a');
    header.setValue('Connection', 'close');
    header.addValue('X', '1');

    expect([header.toString(), plainRequest('GET', '/b').toString()]).toEqual([
      'GET /a HTTP/1.1\r\nConnection: close\r\nX: 1\r\n\r\n',
      'GET /b HTTP/1.1\r\nConnection: Keep-Alive\r\n\r\n',
    ]);
  });
});
