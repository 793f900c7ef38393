/** A share from 0 to 1 as percent; small shares keep two digits, so that none looks like zero. */
export function percentText(share: number): string {
  const percent = 100 * share;
  const small = percent !== 0 && Math.abs(percent) < 0.1;
  return `${small ? significant(percent, 2) : percent.toFixed(1)} %`;
}

/** With a sign, and two decimals or as many as show two digits. */
export function signedText(value: number): string {
  const small = value !== 0 && Math.abs(value) < 0.01;
  const text = small ? significant(value, 2) : value.toFixed(2);
  return value > 0 ? `+${text}` : text;
}

/** A plain number, at most this many digits, without an exponent where that is readable. */
export function significant(value: number, digits: number): string {
  return String(Number(value.toPrecision(digits)));
}

const DURATIONS: readonly (readonly [name: string, ns: number])[] = [
  ["d", 86_400e9],
  ["h", 3600e9],
  ["min", 60e9],
  ["s", 1e9],
  ["ms", 1e6],
  ["us", 1e3],
];

/** A length of time with three digits, for example "1.25 s"; whole nanoseconds below a microsecond. */
export function durationText(ns: number): string {
  for (const [name, unit] of DURATIONS) {
    if (Math.abs(ns) >= unit) return `${significant(ns / unit, 3)} ${name}`;
  }
  return ns === 0 ? "0 s" : `${significant(ns, 3)} ns`;
}
