import {
  bps,
  ConfigError,
  count,
  type Distance,
  duration,
  factor,
  type Param,
  type ParamValues,
  Rate,
} from "@mexoms/core";
import type { DetectorConfig } from "./detector-config.ts";
import type { OpportunityKind } from "./opportunity.ts";

const KINDS: readonly OpportunityKind[] = ["cross-venue", "spot-perpetual", "triangular"];

/** Parameters of detection, to be spread among those of a strategy. */
export const detectorParams = {
  kinds: words({
    example: KINDS.join(","),
    known: KINDS,
    default: KINDS.join(","),
    doc: "What is looked for, out of cross-venue, spot-perpetual and triangular.",
  }),
  equivalents: words({
    example: "USDT=USDC",
    default: "none",
    doc: "Currencies that count as one; none are unless named here.",
  }),
  minNetBps: bps({
    default: "10bps",
    min: "0bps",
    max: "1000bps",
    doc: "Least profit after all fees, of what is paid; higher means fewer and safer deals.",
  }),
  basisOpenBps: bps({
    default: "10bps",
    min: "0bps",
    max: "1000bps",
    doc: "Least profit to open a perpetual against another market, after the fees of entry and exit.",
  }),
  basisCloseBps: bps({
    default: "0bps",
    min: "-1000bps",
    max: "1000bps",
    doc: "Least profit of the closing deal after its fees; below zero it closes before the basis is gone.",
  }),
  maxValue: amounts({
    default: "10000USDT",
    doc: "The most that one deal may pay, for each currency that deals are paid in.",
  }),
  maxAge: duration({
    default: "2s",
    min: "1ms",
    max: "1h",
    doc: "A book that did not change for longer is not traded on; shorter means safer, and blind on quiet markets.",
  }),
  maxSkew: duration({
    default: "1s",
    min: "1ms",
    max: "1h",
    doc: "The most that the exchange times of the books may be apart, where they are known.",
  }),
  minEdgeAge: duration({
    default: "0ms",
    min: "0ms",
    max: "1h",
    doc: "An edge must have been there for so long; longer leaves out flickers, and comes late.",
  }),
  minEdgeLooks: count({
    default: "1",
    min: "1",
    max: "1000000",
    doc: "An edge must have been seen in so many book changes in a row; 1 is at once.",
  }),
  reserveFactor: factor({
    default: "1",
    min: "0",
    max: "100",
    doc: "Times sigma * sqrt(latency), asked on top as a reserve against one leg alone; 0 is none.",
  }),
  sigma: sigmaParam(),
  sigmaHalfLife: duration({
    default: "5m",
    min: "1s",
    max: "7d",
    doc: "Half-life of the measured volatility; shorter reacts sooner.",
  }),
  cooldown: duration({
    default: "100ms",
    min: "0ms",
    max: "1h",
    doc: "No deal in the same pair or cycle for so long after one was taken.",
  }),
  bookLevels: count({
    default: "50",
    min: "1",
    max: "1000",
    doc: "Levels of each book that a size may come from.",
  }),
} as const;

/** The configuration that values of `detectorParams` say. */
export function detectorConfig(values: ParamValues<typeof detectorParams>): DetectorConfig {
  return {
    kinds: values.kinds as readonly OpportunityKind[],
    equivalents: values.equivalents,
    minNet: rateOf(values.minNetBps, "minNetBps"),
    basisOpen: rateOf(values.basisOpenBps, "basisOpenBps"),
    basisClose: rateOf(values.basisCloseBps, "basisCloseBps"),
    maxValue: values.maxValue,
    maxAgeNs: values.maxAge,
    maxSkewNs: values.maxSkew,
    minEdgeNs: values.minEdgeAge,
    minEdgeLooks: values.minEdgeLooks,
    reserveFactor: values.reserveFactor,
    sigmaBps: values.sigma,
    sigmaHalfLifeNs: values.sigmaHalfLife,
    cooldownNs: values.cooldown,
    levels: values.bookLevels,
  };
}

function rateOf(distance: Distance, field: string): Rate {
  return Rate.parse(`${distance.amount.toFixed()}bps`, field);
}

/** Words with commas between them, or "none". */
function words(options: {
  readonly example: string;
  readonly default: string;
  readonly doc: string;
  readonly known?: readonly string[];
}): Param<readonly string[]> {
  const { example, known, doc } = options;
  return {
    kind: "words",
    example,
    doc,
    default: options.default,
    min: undefined,
    max: undefined,
    read(text, field) {
      if (text === "none") return [];
      const given = text.split(",");
      const strange = given.find((word) => word === "" || (known && !known.includes(word)));
      if (strange !== undefined) {
        throw new ConfigError(
          field,
          `"${strange}" in "${text}" is not right; for example ${example}`,
        );
      }
      return given;
    },
  };
}

/** Amounts with their currencies, "10000USDT,0.2BTC"; the value is the amounts by currency. */
function amounts(options: {
  readonly default: string;
  readonly doc: string;
}): Param<Readonly<Record<string, string>>> {
  return {
    kind: "amounts",
    example: "10000USDT,0.2BTC",
    doc: options.doc,
    default: options.default,
    min: undefined,
    max: undefined,
    read(text, field) {
      const byCurrency: Record<string, string> = {};
      for (const each of text.split(",")) {
        const match = /^(\d+(?:\.\d+)?)([A-Za-z0-9]*[A-Za-z])$/.exec(each);
        if (!match || Number(match[1]) === 0 || byCurrency[match[2]!] !== undefined) {
          throw new ConfigError(
            field,
            `"${each}" in "${text}" is not an amount with its currency; for example 10000USDT,0.2BTC`,
          );
        }
        byCurrency[match[2]!] = match[1]!;
      }
      return byCurrency;
    },
  };
}

/** Volatility in basis points per square root of a second, or "measured" (undefined). */
function sigmaParam(): Param<number | undefined> {
  return {
    kind: "sigma",
    example: "1.5bps",
    doc: "Volatility for the reserve, in bps per square root of a second; measured takes each book's own.",
    default: "measured",
    min: "0bps",
    max: "1000bps",
    read(text, field, scope) {
      if (text === "measured") return undefined;
      return bps({ min: "0bps", max: "1000bps" }).read(text, field, scope).amount.toNumber();
    },
  };
}
