/** How a `FetchDispatcher` asks; what is left out is as the browser does it. */
export interface FetchDispatcherOptions {
  /** Whether cookies and the like go along: `same-origin` by default, `include` to other origins as well, or `omit`. */
  readonly credentials?: 'omit' | 'same-origin' | 'include';
  /** What the cache of the browser may answer: `default`, as with links, or what the Fetch Standard calls otherwise. */
  readonly cache?: 'default' | 'no-store' | 'reload' | 'no-cache' | 'force-cache';
  /**
   * `follow` by default. A browser shows nobody where a redirect leads, so that they are either followed by itself or an
   * error.
   */
  readonly redirect?: 'follow' | 'error';
  /** Who may be asked: with `cors`, the default, other origins that allow it, too; with `same-origin` they are an error. */
  readonly mode?: 'cors' | 'same-origin';
  /** Whether what is on its way outlives the page; false by default. A browser takes 64 KiB of such data in all. */
  readonly keepalive?: boolean;
  /** How soon it is sent among the other requests of the page: `auto` by default, `high` or `low`. */
  readonly priority?: 'auto' | 'high' | 'low';
  /** How much the server is told of the page's address (Referrer Policy); '', the default: as the page says. */
  readonly referrerPolicy?:
    | ''
    | 'no-referrer'
    | 'no-referrer-when-downgrade'
    | 'origin'
    | 'origin-when-cross-origin'
    | 'same-origin'
    | 'strict-origin'
    | 'strict-origin-when-cross-origin'
    | 'unsafe-url';
  /**
   * From which size on, in bytes, data is sent by `XMLHttpRequest`, which tells how much of it has gone; 64 KiB by default,
   * Infinity for never. Its answer is held in memory until it is whole, and another origin is asked for its permission
   * first (CORS, a preflight). It is left alone where it could not do what another option says.
   */
  readonly uploadProgressFrom?: number;
}

/** All that `fetch` is told of how to ask. */
type Manner = Required<Omit<FetchDispatcherOptions, 'uploadProgressFrom'>>;

/** What holds for every request of a dispatcher. */
export interface WebSettings {
  readonly manner: Manner;
  /** In bytes. */
  readonly uploadProgressFrom: number;
}

/** What may be chosen; the first of each is the usual. */
const choices: { readonly [Name in keyof Manner]: readonly Manner[Name][] } = {
  credentials: ['same-origin', 'omit', 'include'],
  cache: ['default', 'no-store', 'reload', 'no-cache', 'force-cache'],
  redirect: ['follow', 'error'],
  mode: ['cors', 'same-origin'],
  keepalive: [false, true],
  priority: ['auto', 'high', 'low'],
  referrerPolicy: [
    '',
    'no-referrer',
    'no-referrer-when-downgrade',
    'origin',
    'origin-when-cross-origin',
    'same-origin',
    'strict-origin',
    'strict-origin-when-cross-origin',
    'unsafe-url',
  ],
};

/** @throws TypeError or RangeError for options that cannot be */
export function webSettings(options: FetchDispatcherOptions): WebSettings {
  const own = Object.assign(Object.create(null) as FetchDispatcherOptions, options); // nothing inherited
  const manner = Object.entries<readonly unknown[]>(choices).map(([name, allowed]) => {
    const chosen = own[name as keyof Manner] ?? allowed[0]; // one of its keys
    if (allowed.includes(chosen)) return [name, chosen];
    throw new TypeError(`The option ${name} must be one of ${allowed.join(', ')}, not ${JSON.stringify(chosen)}`);
  });
  const { uploadProgressFrom = 65_536 } = own;
  if (!(uploadProgressFrom >= 0)) {
    throw new RangeError(`uploadProgressFrom must be a number of bytes from 0 on, not ${String(uploadProgressFrom)}`);
  }
  return { manner: Object.fromEntries(manner) as Manner, uploadProgressFrom }; // each name with one of its choices
}
