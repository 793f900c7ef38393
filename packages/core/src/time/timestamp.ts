import { ConfigError } from "../errors.ts";

const NS_PER_S = 1_000_000_000n;
const NS_PER_DAY = 86_400n * NS_PER_S;
const ISO_TEXT = /^(\d{4})-(\d\d)-(\d\d)(?:T(\d\d):(\d\d):(\d\d)(?:\.(\d{1,9}))?Z?)?$/;

/** ISO 8601 text in UTC with nine digits, for example "2024-08-08T23:54:16.298000000Z". */
export function formatTimestamp(ns: bigint): string {
  const day = ns >= 0n ? ns / NS_PER_DAY : (ns - NS_PER_DAY + 1n) / NS_PER_DAY;
  const inDay = ns - day * NS_PER_DAY;
  const seconds = Number(inDay / NS_PER_S);
  const [year, month, dayOfMonth] = civilFromDays(Number(day));
  const two = (n: number): string => n.toString().padStart(2, "0");
  const date = `${year.toString().padStart(4, "0")}-${two(month)}-${two(dayOfMonth)}`;
  const hours = Math.floor(seconds / 3600);
  const time = `${two(hours)}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
  return `${date}T${time}.${(inDay % NS_PER_S).toString().padStart(9, "0")}Z`;
}

/** Parses a UTC ISO time or date, or integer nanoseconds since 1970. Throws ConfigError. */
export function parseTimestamp(text: string, field: string): bigint {
  if (/^\d{16,20}$/.test(text)) return BigInt(text);
  const match = ISO_TEXT.exec(text);
  if (!match) {
    throw new ConfigError(
      field,
      `"${text}" is not a UTC time such as 2024-08-08T23:54:16Z or nanoseconds since 1970`,
    );
  }
  const part = (i: number): number => Number(match[i] ?? 0);
  const days = daysFromCivil(part(1), part(2), part(3));
  const seconds = part(4) * 3600 + part(5) * 60 + part(6);
  const fraction = BigInt((match[7] ?? "").padEnd(9, "0"));
  const ns = BigInt(days) * NS_PER_DAY + BigInt(seconds) * NS_PER_S + fraction;
  const round = formatTimestamp(ns);
  if (!round.startsWith(text.slice(0, 10)) || (match[4] && !round.startsWith(text.slice(0, 19)))) {
    throw new ConfigError(field, `"${text}" is not a date in the calendar`);
  }
  return ns;
}

// Days since 1970-01-01 in the proleptic Gregorian calendar; years start in March so that the leap
// day comes last.
function daysFromCivil(year: number, month: number, day: number): number {
  const y = month <= 2 ? year - 1 : year;
  const era = Math.floor(y / 400);
  const yearOfEra = y - era * 400;
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  const leap = Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100);
  return era * 146097 + yearOfEra * 365 + leap + dayOfYear - 719468;
}

function civilFromDays(days: number): [year: number, month: number, day: number] {
  const shifted = days + 719468;
  const era = Math.floor(shifted / 146097);
  const dayOfEra = shifted - era * 146097;
  const yearOfEra = Math.floor(
    (dayOfEra -
      Math.floor(dayOfEra / 1460) +
      Math.floor(dayOfEra / 36524) -
      Math.floor(dayOfEra / 146096)) /
      365,
  );
  const leap = Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100);
  const dayOfYear = dayOfEra - (365 * yearOfEra + leap);
  const m = Math.floor((5 * dayOfYear + 2) / 153);
  const day = dayOfYear - Math.floor((153 * m + 2) / 5) + 1;
  const month = m < 10 ? m + 3 : m - 9;
  return [yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day];
}
