import { ConfigError, type StrategyContext } from "@mexoms/core";
import type { Deals } from "./executor/deals.ts";
import type { DealRules } from "./executor/rules.ts";
import { readDeal, savedDeal } from "./executor/saved-deal.ts";
import { SavedFields } from "./executor/saved-fields.ts";
import type { Universe } from "./executor/universe.ts";
import type { Inventory } from "./inventory/inventory.ts";

/** Of what is saved: one that has another is refused. */
const VERSION = 1;

export interface SavedParts {
  readonly ctx: StrategyContext;
  readonly universe: Universe;
  readonly rules: DealRules;
  readonly deals: Deals;
  readonly inventory: Inventory;
}

/** Open deals, dust and inventory as JSON text. */
export function saveSession({ ctx, universe, deals, inventory }: SavedParts): string {
  const epochNs = ctx.time - BigInt(ctx.nowNs);
  return JSON.stringify({
    version: VERSION,
    lastDeal: deals.lastId,
    deals: deals.open.filter(({ over }) => !over).map((deal) => savedDeal(deal, universe, epochNs)),
    dust: deals.dust.entries().map(({ asset, currency, units }) => ({
      asset,
      currency,
      amount: universe.amount(asset, units),
    })),
    inventory: universe.instruments
      .filter((instrument) => inventory.lots(instrument) !== 0)
      .map((instrument) => ({ instrument: instrument.id, lots: inventory.lots(instrument) })),
    moved: inventory
      .holdings()
      .filter(({ moved }) => moved.units !== 0n)
      .map(({ place, asset, moved }) => ({ place, asset, amount: moved })),
  });
}

/** Goes on from what an earlier run has saved. Throws ConfigError naming the field that cannot be. */
export function resumeSession(text: string, parts: SavedParts): void {
  const { ctx, universe, rules, deals, inventory } = parts;
  const fields = new SavedFields(parse(text), "saved");
  if (fields.whole("version") !== VERSION) {
    throw new ConfigError("saved.version", `is ${fields.whole("version")}, this reads ${VERSION}`);
  }
  const epochNs = ctx.time - BigInt(ctx.nowNs);
  fields.list("inventory", (entry) => {
    const instrument = universe.byId(entry.text("instrument"), entry.path("instrument"));
    inventory.restore(instrument, entry.whole("lots"));
  });
  if (fields.has("moved")) {
    fields.list("moved", (entry) => {
      inventory.restoreMoved(entry.text("place"), entry.text("asset"), entry.money("amount"));
    });
  }
  fields.list("dust", (entry) => {
    const asset = entry.text("asset");
    const units = universe.unitsOf(asset, entry.money("amount"));
    deals.addDust(asset, entry.text("currency"), units);
  });
  fields.list("deals", (entry) => deals.resume(readDeal(entry, { rules, universe, epochNs })));
  deals.countFrom(fields.count("lastDeal"));
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new ConfigError("saved", "is not JSON; give what an earlier run has saved, whole");
  }
}
