const ESCAPE = "*";
const BETWEEN = ".";

/** Several texts as one that stands in an address unencoded where they are plain: "03.04.05". */
export function pack(items: readonly (string | number)[]): string {
  return items.map((each) => String(each).replace(/[*.]/g, `${ESCAPE}$&`)).join(BETWEEN);
}

/** The texts that were packed; none of nothing. */
export function unpack(packed: string): string[] {
  if (packed === "") return [];
  const items = [""];
  for (let at = 0; at < packed.length; at += 1) {
    const sign = packed[at] as string;
    if (sign === BETWEEN) items.push("");
    else items[items.length - 1] += sign === ESCAPE ? (packed[(at += 1)] ?? "") : sign;
  }
  return items;
}
