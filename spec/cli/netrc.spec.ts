import { loginAt, parseNetrc } from '../../src/cli/netrc.js';

const entry = (machine: string | undefined, login: string, password?: string): object => ({ machine, login, password });

describe('a netrc file', () => {
  it.each([
    ['', []],
    ['machine h login u password p', [entry('h', 'u', 'p')]],
    ['machine H.Example\n\tlogin u\n\tpassword p\n', [entry('h.example', 'u', 'p')]],
    ['machine h password p account a login u', [entry('h', 'u', 'p')]],
    ['machine h\r\nlogin u\r\npassword p\r\n', [entry('h', 'u', 'p')]],
    ['machine h login u', [entry('h', 'u')]],
    ['machine h password p', []],
    ['machine a login u machine b login v password w', [entry('a', 'u'), entry('b', 'v', 'w')]],
    ['machine a login u default login v password w', [entry('a', 'u'), entry(undefined, 'v', 'w')]],
    ['machine h login "a b" password "p\\"q\\\\r\\n\\t\\x"', [entry('h', 'a b', 'p"q\\r\n\tx')]],
    ['machine h login u password ""', [entry('h', 'u', '')]],
    ['machine h login u password #p"q', [entry('h', 'u', '#p"q')]],
    ['# machine x login y\nmachine h # of mine\nlogin u #password p', [entry('h', 'u')]],
    ['machine machine login login password password', [entry('machine', 'login', 'password')]],
    ['machine h login u macdef init\ncd /x\nlogin evil\n\npassword p', [entry('h', 'u', 'p')]],
    ['macdef init\nmachine h login u', []],
    ['macdef init\nquit\n \t\r\nmachine h login u', [entry('h', 'u')]],
  ])('%j', (text, entries) => {
    expect(parseNetrc(text, 'F')).toEqual(entries);
  });

  it.each([
    ['login u', 1],
    ['machine h login u\nsecret', 2],
    ['machine h\n"machine" x', 2],
    ['machine h login u password', 1],
    ['machine h\nlogin "secret', 2],
    ['machine h\n\nlogin "secret"x', 3],
  ])('is not understood: %j', (text, line) => {
    expect(() => parseNetrc(text, 'F')).toThrow(`F: line ${line} is not understood`);
  });
});

describe('who logs in at a host', () => {
  const entries = parseNetrc('machine a login u password 1 machine a login v password 2 default login w', 'F');

  it.each([
    ['a', undefined, { user: 'u', password: '1' }],
    ['A', undefined, { user: 'u', password: '1' }],
    ['a', 'v', { user: 'v', password: '2' }],
    ['b', undefined, { user: 'w', password: undefined }],
    ['sub.a', undefined, { user: 'w', password: undefined }],
    ['a', 'w', { user: 'w', password: undefined }],
    ['b', 'u', undefined],
  ])('%s as %s', (host, user, login) => {
    expect(loginAt(entries, host, user)).toEqual(login);
  });
});
