/** A time of a session as a person reads it: seconds since its begin, "24.0494388s", exact. */
export function sessionTime(ns: number): string {
  const fraction = String(ns % 1e9)
    .padStart(9, "0")
    .replace(/0+$/, "");
  const seconds = Math.floor(ns / 1e9);
  return fraction === "" ? `${seconds}s` : `${seconds}.${fraction}s`;
}
