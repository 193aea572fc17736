/** A text as it is compared with what somebody typed: without accents, and in small letters. */
export function plain(value: string): string {
  return value.normalize("NFKD").replace(/[\u0300-\u036f]/g, "").toLowerCase();
}
