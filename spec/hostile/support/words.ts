import type { ErrorCode } from '../../../src/index.js';

/** What the first command tells until a byte of the answer comes, over a connection of its own. */
export const sent = 'S1 Connecting Sending q';

/** What it tells when the answer is no good. */
export const ends = (code: keyof typeof ErrorCode, id = 1): string => `F${id}!${code} DONE! Closing Unconnected`;
