/** Values of a JSON document by their paths, such as "params.spread"; an entry of a list by its name. */
export function flatValues(value: unknown, path = ""): Map<string, string> {
  const values = new Map<string, string>();
  collect(value, path, values);
  return values;
}

function collect(value: unknown, path: string, into: Map<string, string>): void {
  if (value === undefined || value === null) return;
  if (typeof value !== "object") {
    into.set(path, typeof value === "string" ? value : JSON.stringify(value));
    return;
  }
  const seen = new Set<string>();
  for (const [key, part] of Object.entries(value)) {
    const name = Array.isArray(value) ? freshName(part, key, seen) : key;
    collect(part, path === "" ? name : `${path}.${name}`, into);
  }
}

/** What tells an entry of a list from the others, so that lists in another order can be compared. */
function freshName(entry: unknown, index: string, seen: Set<string>): string {
  const own = entryName(entry);
  const name = own === undefined || seen.has(own) ? index : own;
  seen.add(name);
  return name;
}

function entryName(entry: unknown): string | undefined {
  if (typeof entry !== "object" || entry === null) return undefined;
  const part = (key: string): string | undefined => {
    const found: unknown = (entry as Readonly<Record<string, unknown>>)[key];
    return typeof found === "string" ? found : undefined;
  };
  const [venue, market, symbol] = [part("venue"), part("market"), part("symbol")];
  if (venue !== undefined && market !== undefined && symbol !== undefined) {
    return `${venue}:${market}:${symbol}`;
  }
  return part("instrument") ?? part("account") ?? part("name") ?? part("currency");
}
