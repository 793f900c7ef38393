import { arbitrage } from "@mexoms/arbitrage";
import { bindParams, Kernel, type KernelObserver, type OrderGateway } from "@mexoms/core/internal";
import { describe, expect, it } from "vitest";
import type { Action } from "../src/executor/action.ts";
import { Deal } from "../src/executor/deal.ts";
import { Deals } from "../src/executor/deals.ts";
import { ExposureCap } from "../src/executor/exposure-cap.ts";
import { readDeal, savedDeal } from "../src/executor/saved-deal.ts";
import { SavedFields } from "../src/executor/saved-fields.ts";
import { Universe } from "../src/executor/universe.ts";
import { planOf } from "../src/executor/deal-plan.ts";
import { Money } from "@mexoms/core";
import { EAST, FixedLook, PERP, RULES, usdt, WEST } from "./markets.ts";

const UNIVERSE = new Universe([EAST, WEST, PERP]);
const EPOCH = 1_700_000_000_000_000_000n;

/** A deal whose first leg is filled while the second has no answer yet. */
function halfDone(): Deal {
  const leg = (instrument: typeof EAST, side: "buy" | "sell", qtyLots: number) => ({
    instrument,
    side,
    qtyLots,
    limitTicks: instrument.priceTicks("50000"),
    expectedTicks: instrument.priceTicks("50000"),
    depthLots: qtyLots,
  });
  const plan = planOf({
    kind: "cross-venue",
    name: "BTC east>west",
    legs: [leg(EAST, "buy", 100), leg(WEST, "sell", 10_000)],
    net: new Money(5n, 0),
    currency: "USDT",
    netBps: 10,
    foundNs: 1_000,
  });
  const deal = new Deal({ id: 7, plan, rules: RULES, universe: UNIVERSE });
  deal.prepare(1_000);
  deal.begin(1_000, new FixedLook(), []);
  deal.filled({ ref: 0, ticks: 500_000, lots: 100, maker: false, tradeId: 3, nowNs: 2_000 });
  return deal;
}

const saved = (deal: Deal, epochNs: bigint): string =>
  JSON.stringify(savedDeal(deal, UNIVERSE, epochNs));

const read = (text: string, epochNs: bigint): Deal =>
  readDeal(new SavedFields(JSON.parse(text), "saved.deals[0]"), {
    rules: RULES,
    universe: UNIVERSE,
    epochNs,
  });

describe("a deal that is saved", () => {
  it("comes back as it was, with its deadlines, but that orders which were out are unknown", () => {
    const text = saved(halfDone(), EPOCH);
    // A later run counts its time from another instant.
    const later = EPOCH + 123_456_789n;
    const again = read(text, later);
    expect(saved(again, later)).toBe(text.replace('"state":"sent"', '"state":"unknown"'));
    expect(again.tickets[1]!.dueNs).toBe(1_000 + RULES.answerNs - 123_456_789);
    expect(again.filled({ ref: 0, ticks: 1, lots: 1, maker: false, tradeId: 3, nowNs: 0 })).toBe(
      false,
    );
  });

  it("counts all of a lost order under the cap, and is held with an alarm in time", () => {
    const cap = new ExposureCap({ value: usdt("10000"), currency: "USDT" });
    const said: Action[] = [];
    const look = new FixedLook().set(EAST, "50000", "50001").set(WEST, "50000", "50001");
    const deals = new Deals({
      universe: UNIVERSE,
      rules: RULES,
      cap,
      look,
      host: { act: (_deal, actions) => void said.push(...actions) },
    });
    deals.resume(read(saved(halfDone(), EPOCH), EPOCH));
    expect(cap.used().toString()).toBe("5000");
    for (let second = 0; second < 30; second++) deals.step(second * 1e9);
    expect(said.some(({ kind }) => kind === "send")).toBe(false);
    expect(said.filter(({ kind }) => kind === "alarm")).toEqual([
      { kind: "alarm", why: "an order has no answer: holds 0 to 0.1 BTC" },
    ]);
    expect(deals.open[0]!.phase).toBe("held");
  });
});

const GATEWAY: OrderGateway = {
  submit: () => undefined,
  cancel: () => undefined,
  amend: () => undefined,
  cancelAll: () => undefined,
};

function start(text: string | undefined): Kernel<typeof arbitrage.params> {
  const instruments = [EAST, WEST];
  const { values } = bindParams({ params: arbitrage.params, given: {}, instruments });
  const nobody = new Proxy({}, { get: () => () => undefined }) as KernelObserver;
  const kernel = new Kernel({
    instruments,
    strategy: arbitrage,
    params: values,
    seed: 1,
    epochNs: EPOCH,
    gateway: GATEWAY,
    observer: nobody,
    bookIncludesOwn: true,
    saved: text,
  });
  kernel.start(0);
  return kernel;
}

describe("the strategy", () => {
  it("saves deals, dust and inventory, and starts from them", () => {
    const state = JSON.stringify({
      version: 1,
      lastDeal: 9,
      deals: [JSON.parse(saved(read(saved(halfDone(), EPOCH), EPOCH), EPOCH)) as unknown],
      dust: [{ asset: "BTC", currency: "USDT", amount: "-0.00002" }],
      inventory: [{ instrument: EAST.id, lots: 40 }],
      moved: [
        { place: "east:spot", asset: "BTC", amount: "0.04" },
        { place: "east:spot", asset: "USDT", amount: "-2002" },
      ],
    });
    expect(start(state).save()).toBe(state);
    expect(start(undefined).save()).toBe(
      JSON.stringify({ version: 1, lastDeal: 0, deals: [], dust: [], inventory: [], moved: [] }),
    );
  });

  it.each([
    ["{", /saved: is not JSON/],
    ["[]", /saved: is not an object/],
    ['{"version":2}', /saved\.version: is 2, this reads 1/],
    ['{"version":1,"inventory":[{"instrument":"a:b:c","lots":1}]}', /inventory\[0\]\.instrument/],
    ['{"version":1,"inventory":[],"dust":[{"asset":"BTC","amount":"x"}]}', /dust\[0\]\.amount/],
    ['{"version":1,"inventory":[],"dust":[],"deals":[{"id":1}]}', /deals\[0\]\.plan/],
    ['{"version":1,"inventory":[],"dust":[],"deals":[]}', /saved\.lastDeal: is not a whole number/],
  ])("refuses %s by the name of the field", (text, message) => {
    expect(() => start(text)).toThrow(message);
  });
});
