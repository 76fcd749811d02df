/** Seconds as milliseconds that a timer can take: browsers take more than 2^31 for none at all. What is no positive number is no time. */
export function milliseconds(seconds: number): number {
  return seconds > 0 ? Math.min(seconds * 1000, 2 ** 31 - 1) : 0;
}
