import { describe, expect, it } from "vitest";
import type { RiskConfig } from "@mexoms/core";
import { parseRisk } from "@mexoms/core/internal";
import { handDriven } from "../kernel/hand-driven.ts";

const parse = (config: object): unknown => parseRisk({ currency: "USDT", count: {}, ...config });

describe("a risk config", () => {
  it.each([
    [{ strategy: { position: "10000" } }, /^risk\.strategy\.position: .* such as 10000USDT/],
    [{ strategy: { position: "5BTC" } }, /^risk\.strategy\.position: .* in USDT/],
    [{ strategy: { position: 5 } }, /^risk\.strategy\.position: must be text/],
    [
      { strategy: { positon: "5USDT" } },
      /^risk\.strategy\.positon: is no limit here; there are orderNotional/,
    ],
    [{ order: { position: "5USDT" } }, /^risk\.order\.position: is no limit here/],
    [
      { venues: { binance: { dailyLoss: "5USDT" } } },
      /^risk\.venues\.binance\.dailyLoss: is no limit/,
    ],
    [{ strategy: { orderRate: "50" } }, /^risk\.strategy\.orderRate: .* such as 50\/1s/],
    [{ strategy: { messageRate: "50/1s" } }, /^risk\.strategy\.messageRate: .* 20% for cancels/],
    [{ strategy: { priceCollar: "5" } }, /^risk\.strategy\.priceCollar: .* 2bps or 0\.1%/],
    [{ order: { depthShare: "5%" } }, /^risk\.order\.depthShare: .* 20% of 10 levels/],
    [{ order: { selfCross: "no" } }, /^risk\.order\.selfCross: "no" is not deny or allow/],
    [
      { strategy: { dailyLoss: "5USDT" } },
      /^risk\.resetAt: is due with the losses of risk\.strategy/,
    ],
    [{ thresholds: {}, limits: {} }, /^risk\.limits: is no setting; there are currency/],
    [
      { assets: { BTC: { netQty: "1ETH" } } },
      /^risk\.assets\.BTC\.netQty: .* in BTC, such as 1BTC/,
    ],
    [
      { assets: { "*": { orderRate: "5/1s" } } },
      /^risk\.assets\.\*\.orderRate: is no limit here; there are position, netPosition, netQty/,
    ],
    [{ strategy: { netQty: "1BTC" } }, /^risk\.strategy\.netQty: is no limit here/],
    [{ accounts: { main: { marginUse: "0.6" } } }, /^risk\.accounts\.main\.marginUse: .*2bps/],
    [
      { accounts: { main: { marginUse: "100%" } } },
      /^risk\.accounts\.main\.marginUse: .* below 100%, such as 60%/,
    ],
    [
      { accounts: { main: { liquidationDistance: "100%" } } },
      /^risk\.accounts\.main\.liquidationDistance: .* below 100%/,
    ],
    [{ accounts: { main: { borrowed: "1BTC" } } }, /^risk\.accounts\.main\.borrowed: .* in USDT/],
    [
      { accounts: { main: { fundingPaid: "100USDT" } } },
      /^risk\.resetAt: is due with risk\.accounts\.main\.fundingPaid; for example "00:00"/,
    ],
    [{ count: { BTC: "x" } }, /^risk\.count\.BTC: must be "1", or an instrument/],
    [{ currency: "" }, /^risk\.currency: must name a currency such as USDT/],
  ])("%j is refused with its field and what would be right", (config, message) => {
    expect(() => parse(config)).toThrow(message);
  });

  it.each([
    [["75%", "50%"], "90%", "100%"],
    [["50%"], "40%", "100%"],
    [["50%"], "100%", "100%"],
  ])(
    "with thresholds %j, %s, %s is refused: they must rise, to 100 % at most",
    (warn, reduceOnly, halt) => {
      const losses = { resetAt: "00:00", lookEvery: "1s", strategy: { dailyLoss: "5USDT" } };
      expect(() => parse({ ...losses, thresholds: { warn, reduceOnly, halt } })).toThrow(
        /^risk\.thresholds: must rise/,
      );
    },
  );

  it("must count every currency of the run, by instruments of the run", () => {
    const start = (risk: RiskConfig): unknown => handDriven(() => {}, { risk });
    expect(() => start({ currency: "USD", count: {} })).toThrow(/^risk\.count\.USDT: is due/);
    const count = { USDT: "binance:spot:USDTUSD" };
    expect(() => start({ currency: "USD", count })).toThrow(
      /^risk\.count\.USDT: .*none is part of the run/,
    );
  });

  it("says which of its names the run does not have", () => {
    const on = handDriven(() => {}, {
      risk: {
        currency: "USDT",
        count: {},
        venues: { "*": {}, okx: {} },
        accounts: { main: {} },
        assets: { "*": {}, SOL: {} },
      },
    });
    expect(on.kernel.risk!.unused).toEqual(["account main", "venue okx", "asset SOL"]);
  });
});
