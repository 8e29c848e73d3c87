/**
 * One line of a header as key and value, without the colon between them.
 *
 * The key keeps its case; neither part is checked against RFC 9110, section 5.
 */
export type HeaderField = readonly [key: string, value: string];
