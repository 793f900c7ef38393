import { saveAccount } from "@mexoms/core/internal";
import { engineOptions } from "@mexoms/sim";
import { type OpenVenues, openVenues, tradedTapes } from "@mexoms/sim/internal";
import type { PaperSettings } from "../paper/paper-settings.ts";
import type { StartAccount } from "../kernel/session-start.ts";

/** The accounts that a paper venue opens for its settings, as a session's first record has them. */
export async function startAccounts(settings: PaperSettings): Promise<StartAccount[]> {
  if (settings.accounts === undefined) return [];
  const options = await engineOptions({
    tapes: settings.tapes,
    latency: "0ms",
    queue: settings.queue,
    exchange: settings.exchange,
    accounts: settings.accounts,
    rules: settings.rules,
    seed: settings.seed,
    ...(settings.fees === undefined ? {} : { fees: settings.fees }),
  });
  const open = openVenues(options, tradedTapes(options));
  for (const cursor of open.cursors) cursor.close();
  return openedAccounts(open);
}

/** The accounts of opened venues, likewise. */
export function openedAccounts({ accounts }: OpenVenues): StartAccount[] {
  return accounts.opened.map(({ options: { name, venue, kind, markets, fees, opening } }) => ({
    name,
    venue,
    kind,
    markets,
    fees: [...fees].map(([market, { maker, taker }]) => ({
      market,
      maker: maker.toString(),
      taker: taker.toString(),
    })),
    opening: saveAccount(name, opening),
  }));
}
