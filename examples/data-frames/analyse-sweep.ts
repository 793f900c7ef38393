import { barsDataFrame, numbersOf, rowsWith, textsOf, toDataFrame } from "@mexoms/sim/data-frame";
import { concat, type DataFrame, merge } from "danfojs-node";

const [folder = "out/data-frames"] = process.argv.slice(2);

const search = rowsWith(toDataFrame(folder), "phase", "search");
console.log(`${search.shape[0]} trials of the search. In all:`);
search
  .loc({ columns: ["pnl_USDT", "drawdown_USDT", "sharpe", "fills"] })
  .describe()
  .round(3)
  .print();

console.log("By spread, over all values of the skew:");
bySetting("spread_bps").print();
console.log("By skew, over all values of the spread:");
bySetting("skew_bps").print();

console.log("The best five:");
const columns = ["number", "spread_bps", "skew_bps", "pnl_USDT", "sharpe", "fills"];
best(search, "pnl_USDT").head(5).loc({ columns }).print();

// Which spread was the best one in each minute? A setting that wins for one minute alone won by luck.
const bars = barsDataFrame(folder, { numbers: numbersOf(search, "number") });
const minutes = textsOf(bars, "time").map((time) => time.slice(11, 16));
bars.addColumn("minute", minutes, { inplace: true });
const settings = search.loc({ columns: ["number", "spread_bps"] });
const joined = merge({ left: bars, right: settings, on: ["number"], how: "inner" });
const byMinute = joined.groupby(["minute", "spread_bps"]).col(["pnl_USDT"]).mean();
console.log("The best spread of each minute, by its mean profit of a bar:");
const winners = [...new Set(minutes)].map((minute) =>
  best(rowsWith(byMinute, "minute", minute), "pnl_USDT_mean").head(1),
);
(concat({ dfList: winners, axis: 0 }) as DataFrame).resetIndex().print();

function bySetting(column: string): DataFrame {
  return search
    .groupby([column])
    .agg({ pnl_USDT: ["mean", "min", "max"], drawdown_USDT: "mean", fills: "mean" })
    .round(2);
}

function best(frame: DataFrame, column: string): DataFrame {
  return frame.sortValues(column, { ascending: false });
}
