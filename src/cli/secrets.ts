/** Fields whose values open doors (RFC 9110, section 11; RFC 6265). */
const credentials = new Set(['authorization', 'proxy-authorization', 'cookie', 'cookie2']);
const cookies = new Set(['set-cookie', 'set-cookie2']);

/** The value of a header field as it may be printed: without credentials, the values of cookies, and users in URLs. */
export function shownValue(name: string, value: string): string {
  const key = name.toLowerCase();
  if (credentials.has(key)) return '…';
  // Of a cookie the name and the attributes are worth knowing.
  if (cookies.has(key)) return /^[^=;]*=/.test(value) ? value.replace(/=[^;]*/, '=…') : '…';
  return withoutUserInfo(value);
}

/** Text in which URLs may stand, without their users and passwords. */
export function withoutUserInfo(text: string): string {
  return text.replace(/\/\/[^/?#\s"'<>]*@/g, '//…@');
}

/** An argument that was meant as a URL, however badly it is written: without what may be a user and a password. */
export function withoutLogin(argument: string): string {
  return argument.replace(/^([a-z][a-z0-9+.-]*:\/\/)?[^]*@/i, '$1…@');
}
