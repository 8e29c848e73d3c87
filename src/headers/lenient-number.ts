/** The decimal number that `text` is, or 0 where it is none or is greater than `greatest`. A leading plus is allowed. */
export function lenientNumber(text: string, greatest: number): number {
  if (!/^\+?\d+$/.test(text)) return 0;
  const number = Number(text);
  return number <= greatest ? number : 0;
}
