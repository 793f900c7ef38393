import { Decimal } from "@mexoms/core";

const UNITS = ["B", "kB", "MB", "GB", "TB"] as const;

/** A duration in nanoseconds with three digits or so: "850 ns", "12.3 us", "4.0 ms", "17 s". */
export function shortDuration(ns: number): string {
  if (ns < 1000) return `${Math.round(ns)} ns`;
  if (ns < 1e6) return `${digits(ns / 1e3)} us`;
  if (ns < 1e9) return `${digits(ns / 1e6)} ms`;
  if (ns < 120e9) return `${digits(ns / 1e9)} s`;
  if (ns < 7200e9) return `${Math.round(ns / 60e9)} min`;
  return `${Math.round(ns / 3600e9)} h`;
}

/** A count with thousands apart: "1,234,567". */
export function grouped(count: number): string {
  return Math.round(count)
    .toString()
    .replace(/\B(?=(\d{3})+$)/g, ",");
}

/** A rate a second: "0.4", "12", "1,234". */
export function perSecond(rate: number): string {
  return rate < 10 ? rate.toFixed(1) : grouped(rate);
}

export function shortBytes(bytes: number): string {
  let [size, unit] = [bytes, 0];
  for (; size >= 1000 && unit < UNITS.length - 1; unit++) size /= 1000;
  return `${unit === 0 ? size.toString() : digits(size)} ${UNITS[unit]}`;
}

/** Exact money as a glance needs it: four decimals, more only where there would be none. */
export function shortMoney(text: string): string {
  const money = new Decimal(text);
  return money.isZero() || money.abs().gte("0.0001") ? money.toFixed(4) : money.toPrecision(2);
}

/** Exact sum of decimal texts. */
export function sumOf(texts: readonly string[]): string {
  return texts.reduce((sum, text) => sum.plus(text), new Decimal(0)).toFixed();
}

function digits(value: number): string {
  return value < 10 ? value.toFixed(1) : Math.round(value).toString();
}
