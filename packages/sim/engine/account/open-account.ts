import { ConfigError, type Instrument, parseDuration, Rate } from "@mexoms/core";
import type { AccountOptions } from "@mexoms/core/internal";
import type { AccountConfig, FeeRates } from "./account-config.ts";
import type { AccountMarkets } from "./account-markets.ts";
import { parseAmount, parseBorrowRate, parseThousandths } from "./amount.ts";
import type { Clearing } from "./clearing.ts";
import { CoinClearing } from "./coin-clearing.ts";
import { CoinMarket } from "./coin-market.ts";
import { Credit } from "./credit.ts";
import { parseFunding } from "./funding.ts";
import { FuturesClearing } from "./futures-clearing.ts";
import { FuturesPosition } from "./futures-position.ts";
import type { Ledger } from "./ledger.ts";
import { MarginBrackets } from "./margin-brackets.ts";
import { Wallets } from "./wallets.ts";

type Fees = AccountOptions["fees"];

interface Setting {
  readonly config: AccountConfig;
  /** Where the account stands in the config, for messages. */
  readonly field: string;
  /** Number of the account in the run. */
  readonly index: number;
  /** Instruments that it trades, by their number. */
  readonly traded: ReadonlyMap<number, Instrument>;
  readonly fees: Fees;
  readonly wallets: Wallets;
  readonly markets: AccountMarkets;
}

/** An account with its opening balances booked. */
export interface OpenAccount {
  readonly clearing: Clearing;
  /** What the kernel is told of it before the start. */
  readonly options: AccountOptions;
  /** Schedules what must happen without any order. */
  start(): void;
}

/** Opens an account. Throws ConfigError for settings that cannot be. */
export function openAccount(options: {
  config: AccountConfig;
  index: number;
  instruments: readonly Instrument[];
  ledger: Ledger;
  markets: AccountMarkets;
}): OpenAccount {
  const { config, index, ledger, markets } = options;
  const { name, venue, kind } = config;
  const field = `accounts.${index}`;
  if (!/^[a-z0-9]+([-_][a-z0-9]+)*$/.test(name)) {
    throw new ConfigError(`${field}.name`, `"${name}" is not a name such as main or sub_arb`);
  }
  const traded = tradedBy(config, field, options.instruments);
  const wallets = new Wallets({ name, venue, ledger, mayBorrow: kind !== "spot" });
  deposit(config, field, { wallets, traded });
  const fees = feesOf(config, field, traded);
  const setting = { config, field, index, traded, fees, wallets, markets };
  const made = kind === "futures" ? openFutures(setting) : openCoins(setting);
  const opening = made.clearing.state();
  return {
    ...made,
    options: { name, venue, kind, markets: [...traded.keys()], opening, fees },
  };
}

function tradedBy(
  { venue, trades }: AccountConfig,
  field: string,
  instruments: readonly Instrument[],
): Map<number, Instrument> {
  for (const [i, what] of trades.entries()) {
    if (!what.startsWith(`${venue}:`) || what.split(":").length > 3) {
      const example = `"${venue}:spot" or "${venue}:spot:BTCUSDT"`;
      const problem = `"${what}" is not a market or instrument of ${venue}, such as ${example}`;
      throw new ConfigError(`${field}.trades.${i}`, problem);
    }
  }
  const traded = new Map<number, Instrument>();
  instruments.forEach((instrument, market) => {
    const { spec, id } = instrument;
    if (trades.includes(id) || trades.includes(`${spec.venue}:${spec.market}`)) {
      traded.set(market, instrument);
    }
  });
  return traded;
}

function deposit(
  config: AccountConfig,
  field: string,
  { wallets, traded }: { wallets: Wallets; traded: ReadonlyMap<number, Instrument> },
): void {
  for (const [currency, text] of Object.entries(config.balances)) {
    const cause = { kind: "deposit", counterparty: "owner", market: -1, orderId: 0 } as const;
    wallets.open(currency);
    wallets.move(currency, parseAmount(text, `${field}.balances.${currency}`), {
      atNs: 0,
      ...cause,
    });
  }
  for (const instrument of traded.values()) {
    if (config.kind !== "futures") wallets.open(instrument.spec.base);
    wallets.open(config.kind === "futures" ? instrument.settle : instrument.spec.quote);
  }
}

function feesOf(
  { fees }: AccountConfig,
  field: string,
  traded: ReadonlyMap<number, Instrument>,
): Fees {
  const parsed = new Map<number, { readonly maker: Rate; readonly taker: Rate }>();
  if (fees === undefined) return parsed;
  const parse = (rates: FeeRates, at: string): { maker: Rate; taker: Rate } => ({
    maker: Rate.parse(rates.maker, `${at}.maker`),
    taker: Rate.parse(rates.taker, `${at}.taker`),
  });
  for (const [market, instrument] of traded) {
    const key = instrument.spec.market in fees ? instrument.spec.market : "default";
    const rates = fees[key];
    if (rates) parsed.set(market, parse(rates, `${field}.fees.${key}`));
  }
  return parsed;
}

function openCoins(setting: Setting): { clearing: CoinClearing; start: () => void } {
  const { config, field, traded, wallets, markets, index } = setting;
  const coins = new Map<number, CoinMarket>();
  for (const [market, instrument] of traded) {
    if (instrument.payoff !== "linear") {
      throw new ConfigError(`${field}.kind`, `${instrument.id} is no pair of coins; use futures`);
    }
    const feeCurrency = config.feeCurrency ?? "quote";
    coins.set(market, new CoinMarket({ instrument, fees: feesFor(setting, market), feeCurrency }));
  }
  if (config.kind === "spot") {
    const clearing = new CoinClearing({ wallets, coins, markets, credit: undefined });
    return { clearing, start: () => undefined };
  }
  const credit = new Credit({
    wallets,
    coins,
    markets,
    account: index,
    terms: termsOf(setting, coins),
  });
  const clearing = new CoinClearing({ wallets, coins, markets, credit });
  return { clearing, start: () => credit.start() };
}

function termsOf(
  { config, field }: Setting,
  coins: ReadonlyMap<number, CoinMarket>,
): ConstructorParameters<typeof Credit>[0]["terms"] {
  const { margin } = config;
  if (!margin) throw new ConfigError(`${field}.margin`, "a margin account needs its terms here");
  const quotes = new Set([...coins.values()].map((coin) => coin.quote));
  if (quotes.size > 1) {
    const given = [...quotes].join(" and ");
    throw new ConfigError(`${field}.trades`, `one quote currency an account, not ${given}`);
  }
  const at = `${field}.margin`;
  const leverage = parseThousandths(margin.leverage, `${at}.leverage`);
  const liquidationLevel = parseThousandths(margin.liquidationLevel, `${at}.liquidationLevel`);
  for (const [name, value] of Object.entries({ leverage, liquidationLevel })) {
    if (value < 1000n) throw new ConfigError(`${at}.${name}`, "must be at least 1, such as 1.1");
  }
  const borrow = new Map(
    Object.entries(margin.borrow).map(([currency, rate]) => [
      currency,
      parseBorrowRate(rate, `${at}.borrow.${currency}`),
    ]),
  );
  return {
    leverage,
    liquidationLevel,
    liquidationFee: feeRate(margin.liquidationFee, `${at}.liquidationFee`),
    borrow,
    markNs: interval(margin.markInterval, `${at}.markInterval`),
  };
}

function openFutures(setting: Setting): { clearing: FuturesClearing; start: () => void } {
  const { config, field, traded, wallets, markets, index } = setting;
  const { futures } = config;
  if (!futures) throw new ConfigError(`${field}.futures`, "a futures account needs its terms here");
  const at = `${field}.futures`;
  const positions = new Map<number, FuturesPosition>();
  const funding = new Map<number, ReturnType<typeof parseFunding>>();
  for (const [market, instrument] of traded) {
    const { id } = instrument;
    const [leverageAt, leverageText] = entryFor(futures.leverage, id, `${at}.leverage`);
    const [bracketsAt, brackets] = entryFor(futures.brackets, id, `${at}.brackets`);
    const [fundingAt, payments] = entryFor(futures.funding, id, `${at}.funding`);
    const leverage = parseThousandths(leverageText, leverageAt);
    const position = new FuturesPosition({
      instrument,
      leverage,
      leverageText,
      brackets: new MarginBrackets(brackets, bracketsAt),
      fees: feesFor(setting, market),
    });
    if (!position.brackets.allows(0n, leverage)) {
      throw new ConfigError(leverageAt, `${leverageText} is above the largest of ${id}`);
    }
    positions.set(market, position);
    funding.set(market, parseFunding(payments, fundingAt, markets.epochNs));
  }
  const terms = {
    isolated: futures.marginMode === "isolated",
    liquidationFee: feeRate(futures.liquidationFee, `${at}.liquidationFee`),
    markNs: interval(futures.markInterval, `${at}.markInterval`),
    funding,
  };
  const clearing = new FuturesClearing({ wallets, positions, markets, account: index, terms });
  return { clearing, start: () => undefined };
}

/** The entry of an instrument, or the one for all others. Throws ConfigError when there is none. */
function entryFor<T>(
  entries: Readonly<Record<string, T>>,
  id: string,
  field: string,
): readonly [field: string, entry: T] {
  const key = id in entries ? id : "default";
  const entry = entries[key];
  if (entry === undefined)
    throw new ConfigError(field, `says nothing for ${id} and has no default`);
  return [`${field}.${key}`, entry];
}

function feesFor({ fees, traded }: Setting, market: number): { maker: Rate; taker: Rate } {
  const { makerFee, takerFee } = traded.get(market)!;
  return fees.get(market) ?? { maker: makerFee, taker: takerFee };
}

function feeRate(text: string, field: string): Rate {
  const rate = Rate.parse(text, field);
  if (rate.units < 0) throw new ConfigError(field, `${text} is below zero`);
  return rate;
}

function interval(text: string, field: string): number {
  const ns = parseDuration(text, field);
  if (ns < 1e6) throw new ConfigError(field, `"${text}" must be at least 1ms, for example 1s`);
  return ns;
}
