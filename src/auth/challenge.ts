/** One way to authenticate, as a server asks for it: RFC 9110, section 11.3. */
export interface Challenge {
  /** In lower case. */
  readonly scheme: string;
  /** The token68 that stands in the place of parameters. */
  readonly token: string | undefined;
  /** By their names in lower case; of two with the same name the first counts. */
  readonly parameters: ReadonlyMap<string, string>;
}
