import { ConfigError } from "../errors.ts";
import { Decimal } from "../numbers/decimal.ts";
import { parseDuration } from "../time/duration.ts";
import { parseShare, parseTimeOfDay } from "./limit-texts.ts";
import { type ParsedLimits, parseLimits, type ScopeKind } from "./parsed-limits.ts";
import type { RiskConfig } from "./risk-config.ts";

const FIELDS = [
  "currency",
  "count",
  "resetAt",
  "lookEvery",
  "thresholds",
  "order",
  "strategy",
  "global",
  "accounts",
  "venues",
  "instruments",
  "assets",
];

/** How one currency counts: at a fixed rate num / den, or by the first of some instruments. */
export type CountRule =
  | { readonly num: number; readonly den: number }
  | { readonly instruments: readonly string[] };

/** The limits of one scope of the config; `name` is "*" or that of an account, venue, instrument or asset. */
export interface ParsedScope {
  readonly kind: ScopeKind;
  readonly name: string;
  readonly limits: ParsedLimits;
  readonly field: string;
}

/** When losses are looked at and what follows, in 10^-6 of the limit. */
export interface LossRules {
  readonly resetNs: number;
  readonly everyNs: number;
  readonly warn: readonly number[];
  readonly reduceOnly: number;
  readonly halt: number;
}

/** A RiskConfig whose texts were read once. */
export interface ParsedRisk {
  readonly config: RiskConfig;
  readonly currency: string;
  readonly count: ReadonlyMap<string, CountRule>;
  readonly scopes: readonly ParsedScope[];
  /** Undefined when no loss is limited. */
  readonly losses: LossRules | undefined;
  /** Time of day at which funding counts anew; undefined when it is not limited. */
  readonly fundingResetNs: number | undefined;
}

/** Reads a config. Throws ConfigError that names the dotted field and a valid value. */
export function parseRisk(config: RiskConfig): ParsedRisk {
  const given = asRecord(config, "risk");
  for (const name of Object.keys(given)) {
    if (!FIELDS.includes(name)) {
      throw new ConfigError(`risk.${name}`, `is no setting; there are ${FIELDS.join(", ")}`);
    }
  }
  const { currency } = config;
  if (typeof currency !== "string" || !/^[A-Za-z0-9]*[A-Za-z]$/.test(currency)) {
    throw new ConfigError("risk.currency", "must name a currency such as USDT");
  }
  const scopes: ParsedScope[] = [];
  const add = (kind: ScopeKind, name: string, value: unknown, field: string): void => {
    const limits = parseLimits(kind, asRecord(value, field), field, currency);
    const unit = limits.netQty?.unit ?? name;
    if (name !== "*" && unit !== name) {
      throw new ConfigError(`${field}.netQty`, `must be in ${name}, such as 1${name}`);
    }
    scopes.push({ kind, name, limits, field });
  };
  for (const kind of ["order", "strategy", "global"] as const) {
    if (config[kind] !== undefined) add(kind, kind, config[kind], `risk.${kind}`);
  }
  const groups = {
    accounts: "account",
    venues: "venue",
    instruments: "instrument",
    assets: "asset",
  } as const;
  for (const [group, kind] of Object.entries(groups)) {
    const named = asRecord(given[group] ?? {}, `risk.${group}`);
    for (const [name, value] of Object.entries(named)) {
      add(kind, name, value, `risk.${group}.${name}`);
    }
  }
  return {
    config,
    currency,
    count: parseCount(config),
    scopes,
    losses: parseLosses(config, scopes),
    fundingResetNs: parseFundingReset(config, scopes),
  };
}

function parseFundingReset(
  { resetAt }: RiskConfig,
  scopes: readonly ParsedScope[],
): number | undefined {
  const limited = scopes.find(({ limits }) => limits.fundingPaid < Infinity);
  if (limited === undefined) return undefined;
  const field = "risk.resetAt";
  if (resetAt !== undefined) return parseTimeOfDay(resetAt, field);
  throw new ConfigError(field, `is due with ${limited.field}.fundingPaid; for example "00:00"`);
}

function parseCount({ count, currency }: RiskConfig): ReadonlyMap<string, CountRule> {
  const rules = new Map<string, CountRule>([[currency, { num: 1, den: 1 }]]);
  if (count === undefined) {
    const example = `{} when all is in ${currency}, or {"BTC": ["binance:spot:BTCUSDT"]}`;
    throw new ConfigError("risk.count", `is due: what other currencies count as; ${example}`);
  }
  for (const [name, value] of Object.entries(asRecord(count, "risk.count"))) {
    const field = `risk.count.${name}`;
    const rule = countRule(value, field);
    if (name === currency && !("num" in rule && rule.num === 1 && rule.den === 1)) {
      throw new ConfigError(
        field,
        `${currency} is the currency of the limits: leave it out, or "1"`,
      );
    }
    rules.set(name, rule);
  }
  return rules;
}

function countRule(value: unknown, field: string): CountRule {
  const example = '"1", or an instrument such as "binance:spot:BTCUSDT", or a list of them';
  if (typeof value === "string" && /^\d+(\.\d{1,6})?$/.test(value)) {
    const [num, den] = new Decimal(value).toFraction();
    if (!num || !den || num.lte(0) || num.gt(den.mul(1e6))) {
      throw new ConfigError(field, `"${value}" must be above zero and at most 1000000`);
    }
    return { num: num.toNumber(), den: den.toNumber() };
  }
  const ids: readonly unknown[] = Array.isArray(value) ? value : [value];
  const instruments = ids.filter(
    (id): id is string => typeof id === "string" && id.split(":").length === 3,
  );
  if (ids.length === 0 || instruments.length < ids.length) {
    throw new ConfigError(field, `must be ${example}`);
  }
  return { instruments };
}

function parseLosses(config: RiskConfig, scopes: readonly ParsedScope[]): LossRules | undefined {
  const limited = scopes.find(
    ({ limits }) => Math.min(limits.dailyLoss, limits.drawdown, limits.hourLoss) < Infinity,
  );
  const { resetAt, lookEvery, thresholds } = config;
  if (limited === undefined) return undefined;
  const due = (field: string, example: string): ConfigError =>
    new ConfigError(field, `is due with the losses of ${limited.field}; for example ${example}`);
  if (resetAt === undefined) throw due("risk.resetAt", '"00:00"');
  if (lookEvery === undefined) throw due("risk.lookEvery", '"1s"');
  if (thresholds === undefined) {
    const example = '{"warn": ["50%", "75%"], "reduceOnly": "90%", "halt": "100%"}';
    throw due("risk.thresholds", example);
  }
  const everyNs = parseDuration(lookEvery, "risk.lookEvery");
  if (everyNs === 0) throw new ConfigError("risk.lookEvery", "must be above zero, for example 1s");
  const at = "risk.thresholds";
  if (!Array.isArray(thresholds.warn))
    throw new ConfigError(`${at}.warn`, 'must be a list such as ["50%", "75%"]');
  const warn = thresholds.warn.map((text, i) => parseShare(text, `${at}.warn.${i}`));
  const reduceOnly = parseShare(thresholds.reduceOnly, `${at}.reduceOnly`);
  const halt = parseShare(thresholds.halt, `${at}.halt`);
  const steps = [...warn, reduceOnly, halt];
  if (steps.some((step, i) => step <= (steps[i - 1] ?? 0))) {
    throw new ConfigError(at, "must rise from the first warning to halt, which is at most 100%");
  }
  return { resetNs: parseTimeOfDay(resetAt, "risk.resetAt"), everyNs, warn, reduceOnly, halt };
}

function asRecord(value: unknown, field: string): Readonly<Record<string, unknown>> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new ConfigError(field, "must be an object of names and texts");
  }
  return value as Readonly<Record<string, unknown>>;
}
