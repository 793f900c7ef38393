const NUMBER_TEXT = /^(-?\d+(?:\.\d+)?)([A-Za-z%][A-Za-z0-9]*)?$/;
const NS: Readonly<Record<string, number>> = {
  ns: 1,
  us: 1e3,
  ms: 1e6,
  s: 1e9,
  m: 60e9,
  h: 3600e9,
  d: 86400e9,
};

/**
 * By what part of it a value of a parameter was moved, for example 0.1 from "10bps" to "11bps" and from
 * "1s" to "1100ms"; undefined for texts without a number, for different units, and from 0.
 */
export function relativeChange(from: string, to: string): number | undefined {
  const [one, other] = [sizeOf(from), sizeOf(to)];
  if (one === undefined || other === undefined) return undefined;
  if (one.unit !== other.unit || one.size === 0) return undefined;
  return Number(((other.size - one.size) / Math.abs(one.size)).toPrecision(12));
}

function sizeOf(text: string): { size: number; unit: string } | undefined {
  const match = NUMBER_TEXT.exec(text);
  if (!match) return undefined;
  const size = Number(match[1]);
  const unit = match[2] ?? "";
  if (unit === "%") return { size: size * 100, unit: "bps" };
  const ns = Object.hasOwn(NS, unit) ? NS[unit] : undefined;
  return ns === undefined ? { size, unit } : { size: size * ns, unit: "ns" };
}
