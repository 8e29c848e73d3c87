import { atEnd } from './at-end.js';

const names = ['http_proxy', 'HTTP_PROXY', 'https_proxy', 'all_proxy', 'ALL_PROXY', 'no_proxy', 'NO_PROXY'];

/** The variables are these alone until the test has ended. */
export function environment(variables: Record<string, string>): void {
  for (const name of names) {
    const before = process.env[name];
    atEnd(() => {
      if (before === undefined) Reflect.deleteProperty(process.env, name);
      else process.env[name] = before;
    });
    Reflect.deleteProperty(process.env, name);
  }
  Object.assign(process.env, variables);
}
