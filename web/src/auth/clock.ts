/**
 * A moment the server named, by this browser's clock, which may be wrong by hours: as far from now
 * as it is from the moment the server answered.
 *
 * @returns milliseconds since 1970, by the local clock.
 */
export function localTime(iso: string, response: Response): number {
  const answered = Date.parse(response.headers.get("Date") ?? "");
  const away = Date.parse(iso) - (Number.isNaN(answered) ? Date.now() : answered);
  return Date.now() + away;
}
