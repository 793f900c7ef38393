import type { AccountConfig } from "@mexoms/sim/engine";
import type { RulePicture } from "../draw/picture.ts";
import { bookAtStart, story } from "./stories.ts";

const FUTURES: AccountConfig = {
  name: "futures",
  venue: "test",
  kind: "futures",
  trades: ["test:swap"],
  balances: { USDT: "25" },
  futures: {
    marginMode: "cross",
    positionMode: "one-way",
    leverage: { default: "50" },
    brackets: { default: [{ maxLeverage: "50", maintenance: "2%", maintenanceAmount: "0" }] },
    liquidationFee: "1%",
    funding: { default: "none" },
    markInterval: "1ms",
  },
};

const FALLING = story({
  rows: [
    ...bookAtStart({ 100: 9, 99: 9, 98: 9, 97: 9, 96: 9 }, { 101: 9, 102: 9 }),
    ["bid", 100, 0, 38],
    ["ask", 100, 4, 38],
    ["bid", 99, 0, 48],
    ["ask", 99, 4, 48],
    ["bid", 98, 0, 58],
    ["ask", 98, 4, 58],
  ],
  acts: [
    { at: 4, place: "buy", price: 101, lots: 5 },
    { at: 20, place: "buy", price: 96, lots: 1 },
  ],
  endMs: 90,
  accounts: [FUTURES],
});

export const liquidation: RulePicture = {
  name: "liquidation",
  title: "The margin is used up: the venue closes",
  caption:
    "You hold 5 with little behind them. When the middle of the book falls below the red line, the venue cancels " +
    "your order and sells all 5 at the best bid.",
  panels: [{ heading: "", prices: [95, 102], show: ["messages", "balance"], story: FALLING }],
};

export const funding: RulePicture = {
  name: "funding",
  title: "Funding: holding a position pays, or is paid",
  caption:
    "At each funding time the position's value times the rate leaves the balance of those who are long, here 1 % " +
    "of about 500.",
  panels: [
    {
      heading: "",
      prices: [99, 102],
      show: ["messages", "balance"],
      story: story({
        rows: [
          ...bookAtStart({ 100: 9, 99: 9 }, { 101: 9, 102: 9 }),
          ["ask", 101, 0, 44],
          ["bid", 101, 5, 44],
        ],
        acts: [{ at: 4, place: "buy", price: 101, lots: 5 }],
        endMs: 84,
        accounts: [
          {
            ...FUTURES,
            balances: { USDT: "50" },
            futures: { ...FUTURES.futures!, funding: { default: "1%/30ms" } },
          },
        ],
      }),
    },
  ],
};
