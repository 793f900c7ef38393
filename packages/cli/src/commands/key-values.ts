import { ConfigError } from "@mexoms/core";

/** Reads texts of the form key=value. Throws ConfigError naming `flag` for another form or a double. */
export function keyValues(
  texts: readonly string[],
  flag: string,
  example: string,
): Record<string, string> {
  const values: Record<string, string> = {};
  for (const text of texts) {
    const at = text.indexOf("=");
    if (at < 1) throw new ConfigError(flag, `"${text}" is not like ${example}`);
    const key = text.slice(0, at);
    if (Object.hasOwn(values, key)) throw new ConfigError(flag, `${key} is given twice`);
    values[key] = text.slice(at + 1);
  }
  return values;
}
