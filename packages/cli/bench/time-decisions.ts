import { hrtime } from "node:process";
import { build } from "hdr-histogram-js";
import type { DecisionCase } from "./decision-case.ts";

export interface DecisionTimes {
  readonly name: string;
  readonly question: string;
  readonly outcome: string;
  readonly turns: number;
  readonly p50Ns: number;
  readonly p99Ns: number;
  readonly p999Ns: number;
  readonly maxNs: number;
  /** Time of two readings of the clock with nothing between them, part of every figure above. */
  readonly clockNs: number;
  /** Heap allocated by a turn once warm; undefined without --expose-gc. */
  readonly bytesPerTurn: number | undefined;
  readonly limitNs: number;
  readonly aimNs: number;
}

/** Times each of `turns` decisions on its own, after as many to warm up. */
export function timeDecisions(decisionCase: DecisionCase, turns: number): DecisionTimes {
  const decision = decisionCase.prepare();
  const spent = new Float64Array(turns);
  let turn = 0;
  for (let n = 0; n < turns; n++) {
    decision.change(turn++);
    decision.decide();
  }
  const bytesPerTurn = heapOf(() => {
    for (let n = 0; n < turns; n++) {
      decision.change(turn++);
      decision.decide();
    }
  }, turns);
  for (let n = 0; n < turns; n++) {
    decision.change(turn++);
    const begin = hrtime.bigint();
    decision.decide();
    spent[n] = Number(hrtime.bigint() - begin);
  }
  const histogram = build({ numberOfSignificantValueDigits: 3 });
  for (const ns of spent) histogram.recordValue(ns);
  const { name, question, limitNs, aimNs } = decisionCase;
  return {
    name,
    question,
    outcome: decision.outcome(),
    turns,
    p50Ns: histogram.getValueAtPercentile(50),
    p99Ns: histogram.getValueAtPercentile(99),
    p999Ns: histogram.getValueAtPercentile(99.9),
    maxNs: histogram.maxValue,
    clockNs: clockNs(),
    bytesPerTurn,
    limitNs,
    aimNs,
  };
}

function heapOf(run: () => void, turns: number): number | undefined {
  const { gc } = globalThis;
  if (gc === undefined) return undefined;
  gc();
  const before = process.memoryUsage().heapUsed;
  run();
  return (process.memoryUsage().heapUsed - before) / turns;
}

function clockNs(): number {
  const spent: number[] = [];
  for (let n = 0; n < 10_000; n++) {
    const begin = hrtime.bigint();
    spent.push(Number(hrtime.bigint() - begin));
  }
  return spent.toSorted((a, b) => a - b)[spent.length >> 1]!;
}
