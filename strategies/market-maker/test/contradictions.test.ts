import { ConfigError } from "@mexoms/core";
import { describe, expect, it } from "vitest";
import { MakerRig } from "./maker-rig.ts";

const CASES: readonly (readonly [Record<string, string>, string])[] = [
  [
    { minSpread: "10bps", maxSpread: "5bps" },
    "minSpread: is above maxSpread: 10bps and 5bps; for example minSpread=2bps maxSpread=100bps",
  ],
  [
    { rebalance: "hedge" },
    "rebalance: hedge needs an instrument; for example hedge=binance:spot:BTCUSDT",
  ],
  [
    { joinAt: "90%", chaseAt: "50%" },
    "joinAt: joinAt, chaseAt, sliceAt and hedgeAt must not fall; for example joinAt=60% chaseAt=75% sliceAt=90% hedgeAt=95%",
  ],
  [
    { target: "-5BTC" },
    "target: -5.000BTC is further than maxInventory lets it come, which is 1.000BTC",
  ],
  [
    { anchor: "basis" },
    'anchor: "basis" needs another instrument to look at; for example anchor1=binance:spot:BTCUSDT with its tape, or anchor=none',
  ],
  [
    { anchor: "basis", anchor1: "test:swap:BTCUSDT" },
    "anchor1: test:swap:BTCUSDT is what is quoted, and an anchor is another market; for example binance:spot:BTCUSDT",
  ],
  [
    { messageBurst: "5" },
    "cancelReserve: 10 leaves nothing of messageBurst, which is 5; for example 1",
  ],
];

function thrownBy(call: () => unknown): unknown {
  try {
    call();
  } catch (error) {
    return error;
  }
  return undefined;
}

describe("parameters that contradict each other", () => {
  it.each(CASES)("end with one line that says what to write: %o", (given, line) => {
    const thrown = thrownBy(() => new MakerRig(given));
    expect(thrown).toBeInstanceOf(ConfigError);
    expect((thrown as ConfigError).message).toBe(line);
  });
});
