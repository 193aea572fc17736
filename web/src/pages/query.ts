/** A whole number in the address, or null where there is none. */
export function numberIn(query: URLSearchParams, key: string): number | null {
  const value = query.get(key);
  return value !== null && /^\d{1,6}$/.test(value) ? Number(value) : null;
}
