// A process that publishes a status page as fast as it can, until it is killed.
import { MARKET, STATUS, StatusWriter } from "@mexoms/live";

const file = process.argv[2]!;
const writer = StatusWriter.create(file, {
  session: "busy",
  mode: "paper",
  journal: "abc12345",
  journalDir: "journal",
  epochNs: "0",
  speed: 1,
  strategies: [],
  instruments: [
    {
      venue: "v",
      market: "spot",
      symbol: "AB",
      base: "A",
      quote: "B",
      payoff: "linear",
      contractSize: "1",
      tickSize: "1",
      lotSize: "1",
      makerFee: "0bps",
      takerFee: "0bps",
    },
  ],
  latencies: [],
});
console.log("ready");
const at = writer.market(0) + MARKET.fills;
const publish = (): void => {
  for (let i = 0; i < 50; i++) {
    const value = writer.numbers[STATUS.rows]! + 1;
    for (const place of [STATUS.rows, STATUS.fills, STATUS.overruns, at]) {
      writer.numbers[place] = value;
    }
    writer.publish(0);
  }
  setImmediate(publish);
};
publish();
