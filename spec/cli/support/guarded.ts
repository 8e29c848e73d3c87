import { text, type Page } from './page-server.js';

/** `Authorization` or `Proxy-Authorization` of Basic (RFC 7617). */
export function basic(user: string, password: string): string {
  return `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
}

/** A page for one user alone. `seen` gets who asked for it: the field that came, or '-'. */
export function guarded(user: string, password: string, page: Page, seen: string[] = []): Page {
  return (request, response) => {
    const { authorization } = request.headers;
    seen.push(authorization ?? '-');
    if (authorization === basic(user, password)) page(request, response);
    else text('who are you?\n', 401, { 'WWW-Authenticate': 'Basic realm="the cave"' })(request, response);
  };
}

/** The same of a proxy. */
export function guardedProxy(user: string, password: string, page: Page, seen: string[] = []): Page {
  return (request, response) => {
    const field = request.headers['proxy-authorization'];
    seen.push(field ?? '-');
    if (field === basic(user, password)) page(request, response);
    else text('who are you?\n', 407, { 'Proxy-Authenticate': 'Basic realm="the gate"' })(request, response);
  };
}
