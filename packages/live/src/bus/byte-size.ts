import { ConfigError, Decimal } from "@mexoms/core";

/** Stands for no limit, in the words of nats-server. */
export const UNLIMITED = -1;

const UNITS: ReadonlyMap<string, number> = new Map([
  ["B", 1],
  ["KB", 1e3],
  ["MB", 1e6],
  ["GB", 1e9],
  ["TB", 1e12],
  ["KiB", 2 ** 10],
  ["MiB", 2 ** 20],
  ["GiB", 2 ** 30],
  ["TiB", 2 ** 40],
]);
const SIZE_TEXT = /^(\d+(?:\.\d+)?)([KMGT]i?B|B)$/;

/** Parses "20GB", "512MiB" or "unlimited" (-1) into whole bytes. Throws ConfigError naming `field`. */
export function parseByteSize(text: string, field: string): number {
  if (text === "unlimited") return UNLIMITED;
  const match = SIZE_TEXT.exec(text);
  const bytes = match ? new Decimal(match[1]!).mul(UNITS.get(match[2]!)!) : undefined;
  if (bytes === undefined || !bytes.isInteger() || !bytes.gt(0) || bytes.gt(2 ** 53 - 1)) {
    throw new ConfigError(field, `"${text}" is not a size such as 20GB, 512MiB or unlimited`);
  }
  return bytes.toNumber();
}

/** A size in three digits: 20GB, 1.53MB, 0B. */
export function formatByteSize(bytes: number): string {
  if (bytes < 0) return "unlimited";
  let text = `${bytes}B`;
  for (const unit of ["KB", "MB", "GB", "TB"]) {
    const size = bytes / UNITS.get(unit)!;
    if (size >= 1) text = `${Number(size.toPrecision(3))}${unit}`;
  }
  return text;
}
