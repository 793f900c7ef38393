import { Decimal, parseDuration } from "@mexoms/core";
import { countColumn, type FrameColumn, numberColumn, textColumn } from "./frame-column.ts";

const AMOUNT = /^(-?\d+(?:\.\d+)?)([A-Za-z%]*)$/;
const NS_PER_SECOND = 1e9;
const BPS_PER_PERCENT = 100;

/**
 * The column of a parameter. Numbers of one unit are numbers, and the name says the unit:
 * "halfSpread_bps", "size_BTC", "target_percent". Durations in several units are in seconds, rates in
 * several units in basis points. What is true or false is a boolean; everything else stays the text
 * that it is. `undefined` is a row without this parameter.
 */
export function parameterColumn(name: string, texts: readonly (string | undefined)[]): FrameColumn {
  const given = texts.filter((text) => text !== undefined);
  const amounts = given.map((text) => AMOUNT.exec(text));
  const units = new Set(amounts.map((match) => match?.[2]));
  if (given.length === 0 || units.has(undefined)) return unmeasured(name, texts);
  const [unit] = units;
  if (units.size === 1) {
    return measured(name, unit!, texts, (text) => Number(AMOUNT.exec(text)![1]));
  }
  if (given.every(isDuration)) {
    return measured(name, "s", texts, (text) =>
      new Decimal(parseDuration(text, name)).div(NS_PER_SECOND).toNumber(),
    );
  }
  if (given.every((text) => /(bps|%)$/.test(text))) {
    return measured(name, "bps", texts, (text) => {
      const [, digits, of] = AMOUNT.exec(text)!;
      return new Decimal(digits!).mul(of === "%" ? BPS_PER_PERCENT : 1).toNumber();
    });
  }
  return unmeasured(name, texts);
}

function measured(
  name: string,
  unit: string,
  texts: readonly (string | undefined)[],
  read: (text: string) => number,
): FrameColumn {
  const values = texts.map((text) => (text === undefined ? Number.NaN : read(text)));
  if (unit === "") return countColumn(name, values);
  return numberColumn(`${name}_${unit === "%" ? "percent" : unit}`, values);
}

function unmeasured(name: string, texts: readonly (string | undefined)[]): FrameColumn {
  if (texts.length > 0 && texts.every((text) => text === "true" || text === "false")) {
    return { name, dtype: "boolean", values: texts.map((text) => text === "true") };
  }
  return textColumn(
    name,
    texts.map((text) => text ?? ""),
  );
}

function isDuration(text: string): boolean {
  return /^\d+(\.\d+)?(ns|us|ms|s|m|h|d)$/.test(text);
}
