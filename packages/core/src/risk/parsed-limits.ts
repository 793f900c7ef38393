import { ConfigError } from "../errors.ts";
import {
  parseAmount,
  parseDepthShare,
  parseDistance,
  parseOrderToTrade,
  parsePart,
  parseRateLimit,
  parseRejects,
  parseShare,
  parseSize,
  type RateLimit,
  type SizeText,
} from "./limit-texts.ts";
import { parseDuration } from "../time/duration.ts";

const NONE = Number.POSITIVE_INFINITY;

/** Limits of one scope as integers; Infinity or undefined where there is none. */
export interface ParsedLimits {
  readonly orderNotional: number;
  readonly orderQty: SizeText | undefined;
  readonly priceCollar: number;
  readonly tradeCollar: number;
  readonly depth: { readonly share: number; readonly levels: number } | undefined;
  readonly volumeShare: number;
  readonly crossing: number;
  /** 0 for none: here the longest is the tightest. */
  readonly duplicateNs: number;
  readonly denySelfCross: boolean;
  readonly bookAgeNs: number;
  readonly position: number;
  readonly netPosition: number;
  readonly positionQty: SizeText | undefined;
  readonly orderRate: RateLimit | undefined;
  readonly cancelRate: RateLimit | undefined;
  readonly messageRate: RateLimit | undefined;
  readonly orderToTrade: { readonly most: number; readonly after: number } | undefined;
  readonly rejects: { readonly most: number; readonly pauseNs: number } | undefined;
  readonly dailyLoss: number;
  readonly drawdown: number;
  readonly hourLoss: number;
  readonly minBalance: number;
  readonly maxBalance: number;
  readonly dailyVolume: SizeText | undefined;
  readonly netQty: SizeText | undefined;
  readonly marginUse: number;
  /** 0 for none: here the longest is the tightest. */
  readonly liquidationDistance: number;
  readonly borrowed: number;
  readonly fundingPaid: number;
}

const OF_AN_ORDER = [
  "orderNotional",
  "orderQty",
  "priceCollar",
  "tradeCollar",
  "depthShare",
  "volumeShare",
  "crossing",
  "duplicateWithin",
  "selfCross",
  "bookAge",
] as const;
const OF_A_GROUP = [
  ...OF_AN_ORDER,
  "position",
  "netPosition",
  "positionQty",
  "orderRate",
  "cancelRate",
  "messageRate",
  "orderToTrade",
  "rejectsInARow",
] as const;
const WITH_LOSSES = [...OF_A_GROUP, "dailyLoss", "drawdown", "hourLoss"] as const;

/** What may be limited in a scope of each kind. */
export const LIMITS_OF: Readonly<Record<ScopeKind, readonly string[]>> = {
  order: OF_AN_ORDER,
  strategy: WITH_LOSSES,
  global: WITH_LOSSES,
  account: [
    ...OF_A_GROUP,
    "minBalance",
    "maxBalance",
    "marginUse",
    "liquidationDistance",
    "borrowed",
    "fundingPaid",
  ],
  venue: OF_A_GROUP,
  instrument: [...OF_A_GROUP, "dailyVolume"],
  asset: ["position", "netPosition", "netQty"],
};

export type ScopeKind =
  | "order"
  | "strategy"
  | "account"
  | "venue"
  | "instrument"
  | "asset"
  | "global";

/** Reads the limits of a scope. Throws ConfigError with the dotted field. */
export function parseLimits(
  kind: ScopeKind,
  given: Readonly<Record<string, unknown>>,
  field: string,
  currency: string,
): ParsedLimits {
  const known = LIMITS_OF[kind];
  for (const name of Object.keys(given)) {
    if (known.includes(name)) continue;
    throw new ConfigError(`${field}.${name}`, `is no limit here; there are ${known.join(", ")}`);
  }
  const read = <T, D>(name: string, none: D, parse: (text: string, at: string) => T): T | D => {
    const text = given[name];
    if (text === undefined) return none;
    const at = `${field}.${name}`;
    if (typeof text !== "string") throw new ConfigError(at, "must be text with its unit");
    return parse(text, at);
  };
  const amount = (name: string, none = NONE): number =>
    read(name, none, (text, at) => parseAmount(text, currency, at));
  const size = (name: string): SizeText | undefined =>
    read(name, undefined, (t, at) => parseSize(t, at));
  return {
    orderNotional: amount("orderNotional"),
    orderQty: size("orderQty"),
    priceCollar: read("priceCollar", NONE, parseDistance),
    tradeCollar: read("tradeCollar", NONE, parseDistance),
    depth: read("depthShare", undefined, parseDepthShare),
    volumeShare: read("volumeShare", NONE, parseShare),
    crossing: read("crossing", NONE, parseDistance),
    duplicateNs: read("duplicateWithin", 0, parseDuration),
    denySelfCross: read("selfCross", false, parseSelfCross),
    bookAgeNs: read("bookAge", NONE, parseDuration),
    position: amount("position"),
    netPosition: amount("netPosition"),
    positionQty: size("positionQty"),
    orderRate: read("orderRate", undefined, (text, at) => parseRateLimit(text, at, false)),
    cancelRate: read("cancelRate", undefined, (text, at) => parseRateLimit(text, at, false)),
    messageRate: read("messageRate", undefined, (text, at) => parseRateLimit(text, at, true)),
    orderToTrade: read("orderToTrade", undefined, parseOrderToTrade),
    rejects: read("rejectsInARow", undefined, parseRejects),
    dailyLoss: amount("dailyLoss"),
    drawdown: amount("drawdown"),
    hourLoss: amount("hourLoss"),
    minBalance: amount("minBalance", 0),
    maxBalance: amount("maxBalance"),
    dailyVolume: size("dailyVolume"),
    netQty: size("netQty"),
    marginUse: read("marginUse", NONE, parsePart),
    liquidationDistance: read("liquidationDistance", 0, parsePart),
    borrowed: amount("borrowed"),
    fundingPaid: amount("fundingPaid"),
  };
}

function parseSelfCross(text: string, field: string): boolean {
  if (text === "deny") return true;
  if (text === "allow") return false;
  throw new ConfigError(field, `"${text}" is not deny or allow`);
}
