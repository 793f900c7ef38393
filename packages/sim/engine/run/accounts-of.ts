import { ConfigError, type Instrument } from "@mexoms/core";
import type { AccountConfig, FeeRates } from "../account/account-config.ts";
import type { AccountMarkets } from "../account/account-markets.ts";
import { unlimitedClearing } from "../account/clearing.ts";
import { Ledger } from "../account/ledger.ts";
import { type OpenAccount, openAccount } from "../account/open-account.ts";
import type { LinkFaults } from "../faults/link-faults.ts";
import { latencyOf } from "../latency/by-venue.ts";
import type { LatencyModel } from "../latency/latency-model.ts";
import { Connection } from "../venue/connection.ts";
import type { VenueAccount } from "../venue/venue-account.ts";

/** The accounts of a run and the way of each instrument's orders. */
export interface RunAccounts {
  /** In the order of their numbers; those that the config names come first. */
  readonly all: readonly VenueAccount[];
  /** Those that the config names. */
  readonly opened: readonly OpenAccount[];
  /** Number of the account that an instrument's orders go to unless they name another. */
  readonly defaults: readonly number[];
  readonly ledger: Ledger;
}

/** Fees that the account of an instrument's orders says for it; undefined when it says none. */
export function feesOfMarket(
  configs: readonly AccountConfig[],
  { id, spec }: Instrument,
): FeeRates | undefined {
  const own = configs.find(
    ({ trades }) => trades.includes(id) || trades.includes(`${spec.venue}:${spec.market}`),
  );
  return own?.fees?.[spec.market] ?? own?.fees?.["default"];
}

/**
 * Opens the accounts of the config. Instruments that none of them trades have one account at each
 * venue, without limits: when the config names no accounts, these are all.
 */
export function accountsOf(options: {
  configs: readonly AccountConfig[];
  instruments: readonly Instrument[];
  latency: LatencyModel;
  seed: number;
  epochNs: bigint;
  markets: AccountMarkets;
  /** What goes wrong on the way to a venue, if anything. */
  faultsOf?: (venue: string) => LinkFaults | undefined;
}): RunAccounts {
  const { configs, instruments, latency, seed, epochNs, markets, faultsOf } = options;
  const ledger = new Ledger();
  const all: VenueAccount[] = [];
  const connect = (venue: string): Connection =>
    new Connection(
      latencyOf(latency, venue).from({ epochNs, seed, connection: all.length }),
      faultsOf?.(venue),
    );
  const names = new Set<string>();
  const opened = configs.map((config, index) => {
    if (names.has(config.name)) {
      throw new ConfigError(`accounts.${index}.name`, `"${config.name}" stands twice`);
    }
    names.add(config.name);
    const account = openAccount({ config, index, instruments, ledger, markets });
    all.push({ connection: connect(config.venue), clearing: account.clearing });
    return account;
  });
  const byVenue = new Map<string, number>();
  const defaults = instruments.map(({ spec }, market) => {
    const own = opened.findIndex((account) => account.options.markets.includes(market));
    const known = own >= 0 ? own : byVenue.get(spec.venue);
    if (known !== undefined) return known;
    byVenue.set(spec.venue, all.length);
    all.push({ connection: connect(spec.venue), clearing: unlimitedClearing });
    return all.length - 1;
  });
  return { all, opened, defaults, ledger };
}
