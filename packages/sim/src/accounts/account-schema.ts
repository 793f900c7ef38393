import type { AccountConfig, FeeRates, FuturesConfig, MarginBracket } from "@mexoms/sim/engine";
import { z } from "zod";

const amount = z.string().regex(/^\d+(\.\d+)?$/, 'an amount as text, for example "10000" or "0.5"');
const rate = z.string().regex(/^-?\d+(\.\d+)?(bps|%)$/, 'a rate with its unit, for example "2bps"');
const interval = z.string().regex(/^\d+(\.\d+)?(ms|s|m|h|d)$/, 'a time such as "1s"');
const borrow = z.string().regex(/^\d+(\.\d+)?(bps|%)\/(hour|day|year)$/, 'such as "3%/year"');
const fixedFunding = z.string().regex(/^(none|-?\d+(\.\d+)?(bps|%)\/\d+(m|h))$/, {
  error: '"none", a rate for an interval such as "1bps/8h", or {"file": "FUNDING.csv"}',
});

/** Futures terms as a person writes them: brackets may be the venue's, funding may be a file. */
export interface WrittenFutures extends Omit<FuturesConfig, "brackets" | "funding"> {
  readonly brackets?: FuturesConfig["brackets"];
  readonly funding: Readonly<Record<string, string | { readonly file: string }>>;
}

/** An account as a person writes it: fees may be a tier of the venue's file. */
export interface WrittenAccount extends Omit<AccountConfig, "futures"> {
  readonly feeTier?: string;
  readonly futures?: WrittenFutures;
}

/** A file of accounts. */
export interface AccountFile {
  readonly note?: string;
  readonly accounts: readonly WrittenAccount[];
}

/** What a venue publishes of fees and margin: data/accounts/VENUE.json. */
export interface VenueFile {
  readonly venue: string;
  readonly note: string;
  /** Date on which it was so. */
  readonly asOf: string;
  /** Rates by tier and market. */
  readonly feeTiers: Readonly<Record<string, Readonly<Record<string, FeeRates>>>>;
  /** By instrument id. */
  readonly brackets: Readonly<Record<string, readonly MarginBracket[]>>;
}

const feeRatesSchema = z.strictObject({ maker: rate, taker: rate }).readonly();

const bracketSchema = z
  .strictObject({
    upTo: z.exactOptional(amount),
    maxLeverage: amount,
    maintenance: rate,
    maintenanceAmount: amount,
  })
  .readonly();

const fundingFile = z.strictObject({ file: z.string().min(1) });

const futures = z.strictObject({
  marginMode: z.enum(["cross", "isolated"]),
  positionMode: z.literal("one-way"),
  leverage: z.record(z.string(), amount),
  brackets: z.exactOptional(z.record(z.string(), z.array(bracketSchema).min(1))),
  liquidationFee: rate,
  funding: z.record(z.string(), z.union([fixedFunding, fundingFile])),
  markInterval: interval,
});

const margin = z.strictObject({
  leverage: amount,
  liquidationLevel: amount,
  liquidationFee: rate,
  borrow: z.record(z.string(), borrow),
  markInterval: interval,
});

const account = z.strictObject({
  name: z.string().min(1),
  venue: z.string().min(1),
  kind: z.enum(["spot", "margin", "futures"]),
  trades: z.array(z.string().min(1)).min(1),
  balances: z.record(z.string(), amount),
  fees: z.exactOptional(z.record(z.string(), feeRatesSchema)),
  feeTier: z.exactOptional(z.string().min(1)),
  feeCurrency: z.exactOptional(z.enum(["quote", "received"])),
  futures: z.exactOptional(futures),
  margin: z.exactOptional(margin),
});

export const accountFileSchema: z.ZodType<AccountFile> = z.strictObject({
  note: z.exactOptional(z.string()),
  accounts: z.array(account).min(1),
});

export const venueFileSchema: z.ZodType<VenueFile> = z.strictObject({
  venue: z.string().min(1),
  note: z.string(),
  asOf: z.iso.date(),
  feeTiers: z.record(z.string(), z.record(z.string(), feeRatesSchema)),
  brackets: z.record(z.string(), z.array(bracketSchema).min(1)),
});
