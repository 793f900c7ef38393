import { Decimal } from "../numbers/decimal.ts";
import { formatDuration } from "../time/duration.ts";
import { MICRO } from "./limit-texts.ts";
import { codeNumber, RISK_CODES } from "./codes.ts";

/** What the figures of a finding are. */
export type FindingUnit = "money" | "lots" | "coins" | "ppm" | "ns" | "count" | "none";

/** How figures are shown that mean something to one instrument or asset only. */
export interface FindingTexts {
  readonly currency: string;
  readonly lots: (lots: number) => string;
  readonly coins: (atoms: number) => string;
}

/** What the last check that did not pass has found. One object, written anew each time. */
export class Finding {
  code = "";
  /** The figure that was found, and the limit that it is beyond. */
  found = 0;
  limit = 0;
  unit: FindingUnit = "none";
  /** The scope whose limit it is; empty for none. */
  scope = "";

  /** Notes a finding; returns false, which is what a check answers with it. */
  set(code: string, unit: FindingUnit, found: number, limit: number, scope: string): false {
    this.code = code;
    this.unit = unit;
    this.found = found;
    this.limit = limit;
    this.scope = scope;
    return false;
  }

  /** "R203 worst-case exposure 10,412 USDT above 10,000 USDT (strategy)". */
  text(show: FindingTexts): string {
    const { name } = RISK_CODES[codeNumber(this.code) - 1]!;
    const figure = (value: number): string => figureText(value, this.unit, show);
    const figures =
      this.unit === "none" ? "" : ` ${figure(this.found)} ${beyond(this)} ${figure(this.limit)}`;
    return `${this.code} ${name}${figures}${this.scope === "" ? "" : ` (${this.scope})`}`;
  }
}

function beyond({ found, limit }: Finding): string {
  if (found === limit) return "at";
  return found < limit ? "below" : "above";
}

function figureText(
  value: number,
  unit: FindingUnit,
  { currency, lots, coins }: FindingTexts,
): string {
  if (!Number.isFinite(value)) return "unknown";
  if (unit === "money") return amountText(value, currency);
  if (unit === "lots") return lots(value);
  if (unit === "coins") return coins(value);
  if (unit === "ppm") return `${grouped(new Decimal(value).div(100))}bps`;
  return unit === "ns" ? formatDuration(value) : grouped(new Decimal(value));
}

/** An amount of 10^-6 of a currency: "10,412.5 USDT". */
export function amountText(micro: number, currency: string): string {
  return `${grouped(new Decimal(micro).div(MICRO))} ${currency}`;
}

/** Decimal text with a comma every three digits. */
function grouped(value: Decimal): string {
  const [whole, fraction] = value.toFixed().split(".");
  const text = whole!.replaceAll(/\B(?=(\d{3})+$)/g, ",");
  return fraction === undefined ? text : `${text}.${fraction}`;
}
