import { Instrument, Rate, type Strategy } from "@mexoms/core";
import {
  type AccountOptions,
  bindParams,
  Kernel,
  type KernelObserver,
  LEDGER,
  type OrderGateway,
  parseRisk,
  restoreAccount,
} from "@mexoms/core/internal";
import type { SessionStart, StartAccount } from "./session-start.ts";

/**
 * The kernel that a session begins with, live or replayed; not started. Throws ConfigError for a
 * start that does not go with the strategy.
 */
export function openKernel(
  start: SessionStart,
  parts: {
    strategy: Strategy;
    gateway: OrderGateway;
    observer: KernelObserver;
    /** As all kernels that run for long: see KernelOptions. */
    forgets: boolean;
  },
): Kernel {
  const instruments = start.instruments.map((spec) => new Instrument(spec));
  const { strategy } = parts;
  const given = strategy === LEDGER ? {} : start.params;
  const kernel = new Kernel({
    ...parts,
    instruments,
    params: bindParams({ params: strategy.params, given, instruments }).values,
    seed: start.seed,
    epochNs: BigInt(start.clock.epochNs),
    bookIncludesOwn: start.bookIncludesOwn,
    warming: start.warmupNs > 0,
    opening: start.opening,
    accounts: start.accounts.map(accountOf),
    risk: start.risk && parseRisk(start.risk),
  });
  return kernel;
}

/** Starts it. The time that the strategy warms up counts from the start of a session. */
export function startKernel(kernel: Kernel, start: SessionStart, nowNs: number): void {
  const { warmupNs } = start;
  if (warmupNs > 0) kernel.timers.add(nowNs + warmupNs, 0, () => kernel.openTrading());
  kernel.start(nowNs);
}

function accountOf({ name, venue, kind, markets, fees, opening }: StartAccount): AccountOptions {
  const at = (market: number): string => `account ${name} fees of market ${market}`;
  return {
    name,
    venue,
    kind,
    markets,
    fees: new Map(
      fees.map(({ market, maker, taker }) => [
        market,
        { maker: Rate.parse(maker, at(market)), taker: Rate.parse(taker, at(market)) },
      ]),
    ),
    opening: restoreAccount(opening),
  };
}
