import type { Instrument } from "../instrument/instrument.ts";
import { ConfigError } from "../errors.ts";
import { Decimal } from "../numbers/decimal.ts";
import { parseDuration } from "../time/duration.ts";
import { Distance } from "./distance.ts";
import type { Param, ParamOptions, ParamScope } from "./param.ts";

interface Kind<T> {
  readonly kind: string;
  readonly example: string;
  /** The value, and the number that its range is checked on. */
  parse(text: string, field: string, scope: ParamScope): { value: T; size: Decimal | number };
}

function param<T>(kind: Kind<T>, options: ParamOptions): Param<T> {
  const size = (text: string, field: string, scope: ParamScope): Decimal =>
    new Decimal(kind.parse(text, field, scope).size);
  return {
    kind: kind.kind,
    example: kind.example,
    doc: options.doc ?? "",
    default: options.default,
    min: options.min,
    max: options.max,
    read(text, field, scope) {
      const parsed = kind.parse(text, field, scope);
      const { min, max } = options;
      if (min !== undefined && size(min, field, scope).gt(parsed.size)) {
        throw new ConfigError(field, `${text} is below the minimum of ${min}`);
      }
      if (max !== undefined && size(max, field, scope).lt(parsed.size)) {
        throw new ConfigError(field, `${text} is above the maximum of ${max}`);
      }
      return parsed.value;
    },
  };
}

/**
 * An instrument of the run, by id; when not given, roles take the run's instruments in order. An
 * optional one is only ever given by id, and undefined otherwise.
 */
export function instrument(options?: {
  readonly doc?: string;
  readonly optional?: false;
}): Param<Instrument>;
export function instrument(options: {
  readonly doc?: string;
  readonly optional: true;
}): Param<Instrument | undefined>;
export function instrument(
  options: { readonly doc?: string; readonly optional?: boolean } = {},
): Param<Instrument> {
  return {
    ...(options.optional === true && { optional: true }),
    kind: "instrument",
    example: "binance:usdm:BTCUSDT",
    doc: options.doc ?? "",
    default: undefined,
    min: undefined,
    max: undefined,
    read(text, field, scope) {
      const found = scope.instruments.find((each) => each.id === text);
      if (found) return found;
      const known = scope.instruments.map((each) => each.id).join(", ");
      throw new ConfigError(field, `no instrument "${text}" in this run; it has ${known}`);
    },
  };
}

/**
 * Any number of instruments of the run, by their ids with commas between, "none", or "all" (also when
 * nothing is given): all that no role of kind instrument has taken, in the order of the tapes.
 */
export function instruments(
  options: { readonly default?: "all" | "none"; readonly doc?: string } = {},
): Param<readonly Instrument[]> {
  const kind = instrument();
  return {
    kind: "instruments",
    example: "binance:spot:BTCUSDT,binance:usdm:BTCUSDT",
    doc: options.doc ?? "",
    default: options.default ?? "all",
    min: undefined,
    max: undefined,
    read(text, field, scope) {
      if (text === "none") return [];
      if (text === "all") {
        const taken = new Set(scope.roles.values());
        return scope.instruments.filter((each) => !taken.has(each));
      }
      const ids = text.split(",").map((id) => id.trim());
      const twice = ids.find((id, i) => ids.indexOf(id) !== i);
      if (twice !== undefined) throw new ConfigError(field, `${twice} stands there twice`);
      return ids.map((id) => kind.read(id, field, scope));
    },
  };
}

/** An exact amount of a currency. */
export interface Amount {
  readonly value: Decimal;
  readonly currency: string;
}

/** An amount with its currency, "10000USDT". */
export function amount(options: ParamOptions = {}): Param<Amount> {
  return param(
    {
      kind: "amount",
      example: "10000USDT",
      parse(text, field) {
        const match = /^(\d+(?:\.\d+)?)([A-Z][A-Z0-9]*)$/.exec(text);
        if (!match) {
          throw new ConfigError(
            field,
            `"${text}" is no amount with its currency such as 10000USDT`,
          );
        }
        const value = new Decimal(match[1]!);
        return { value: { value, currency: match[2]! }, size: value };
      },
    },
    options,
  );
}

/** A proportion of a price: "5bps" or "0.2%". */
export function bps(options: ParamOptions = {}): Param<Distance> {
  return param(
    {
      kind: "bps",
      example: "5bps",
      parse(text, field) {
        const value = Distance.parse(text, field);
        if (value.unit === "ticks") throw new ConfigError(field, `"${text}" must be in bps or %`);
        return { value, size: value.amount };
      },
    },
    options,
  );
}

/** A distance from a price, not negative: "5bps", "0.2%" or "3ticks". */
export function distance(options: Omit<ParamOptions, "min" | "max"> = {}): Param<Distance> {
  return param(
    {
      kind: "distance",
      example: "3ticks",
      parse(text, field) {
        const value = Distance.parse(text, field);
        if (value.amount.isNegative()) throw new ConfigError(field, `${text} must not be negative`);
        return { value, size: value.amount };
      },
    },
    options,
  );
}

/** A size with its unit, "0.01BTC" or "10contracts", as whole lots of the instrument `of`. */
export function quantity(options: ParamOptions & { readonly of?: string } = {}): Param<number> {
  return param(
    {
      kind: "quantity",
      example: "0.01BTC",
      parse(text, field, scope) {
        const role =
          options.of === undefined ? [...scope.roles.values()][0] : scope.roles.get(options.of);
        if (!role) throw new ConfigError(field, "a quantity needs a parameter of kind instrument");
        const match = /^(\d+(?:\.\d+)?)([A-Za-z0-9]*[A-Za-z])$/.exec(text);
        if (!match || match[2] !== role.sizeUnit) {
          const hint = `${role.lot.text}${role.sizeUnit}`;
          throw new ConfigError(
            field,
            `"${text}" is not a size in ${role.sizeUnit}, the unit of ${role.id}; for example ${hint}`,
          );
        }
        const value = role.qtyLots(match[1]!, field);
        if (value === 0) throw new ConfigError(field, `${text} must be above zero`);
        return { value, size: value };
      },
    },
    options,
  );
}

/** A time span: "250ms", "1.5s". The value is whole nanoseconds. */
export function duration(options: ParamOptions = {}): Param<number> {
  return param(
    {
      kind: "duration",
      example: "250ms",
      parse(text, field) {
        const value = parseDuration(text, field);
        return { value, size: value };
      },
    },
    options,
  );
}

/** A whole number without a unit, such as a number of levels. */
export function count(options: ParamOptions = {}): Param<number> {
  return param(
    {
      kind: "count",
      example: "3",
      parse(text, field) {
        if (!/^-?\d{1,15}$/.test(text)) {
          throw new ConfigError(field, `"${text}" is not a whole number such as 3`);
        }
        return { value: Number(text), size: Number(text) };
      },
    },
    options,
  );
}

/** A plain factor without a unit, such as 0.5. For signals only. */
export function factor(options: ParamOptions = {}): Param<number> {
  return param(
    {
      kind: "factor",
      example: "0.5",
      parse(text, field) {
        if (!/^-?\d+(\.\d+)?$/.test(text)) {
          throw new ConfigError(field, `"${text}" is not a plain number such as 0.5`);
        }
        return { value: Number(text), size: new Decimal(text) };
      },
    },
    options,
  );
}

/** One of some words. */
export function choice<const W extends string>(
  words: readonly W[],
  options: { readonly default?: W; readonly doc?: string } = {},
): Param<W> {
  return param(
    {
      kind: words.join("|"),
      example: words[0] ?? "",
      parse(text, field) {
        const value = words.find((word) => word === text);
        if (value === undefined) {
          throw new ConfigError(field, `"${text}" is not one of ${words.join(", ")}`);
        }
        return { value, size: 0 };
      },
    },
    options,
  );
}

/** "true" or "false". */
export function flag(options: ParamOptions = {}): Param<boolean> {
  return param(
    {
      kind: "flag",
      example: "true",
      parse(text, field) {
        if (text !== "true" && text !== "false") {
          throw new ConfigError(field, `"${text}" is not true or false`);
        }
        return { value: text === "true", size: 0 };
      },
    },
    options,
  );
}
