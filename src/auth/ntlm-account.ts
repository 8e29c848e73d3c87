/** Whom NTLM authenticates, and where. */
export interface NtlmAccount {
  readonly domain: string;
  readonly user: string;
}

/** `DOMAIN\user` is taken apart; `user@domain` goes as it is, the server knows such names. */
export function ntlmAccount(user: string): NtlmAccount {
  const backslash = user.indexOf('\\');
  if (backslash < 0) return { domain: '', user };
  return { domain: user.slice(0, backslash), user: user.slice(backslash + 1) };
}
