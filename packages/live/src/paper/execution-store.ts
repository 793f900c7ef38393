import { sideSign } from "@mexoms/core/internal";
import { ANSWER, RecordList } from "@mexoms/sim/internal";
import type { ReportedFill } from "../link/venue-report.ts";

/** Fields of an execution. */
const FILL = {
  tradeId: 0,
  orderId: 1,
  side: 2,
  priceTicks: 3,
  qtyLots: 4,
  leavesLots: 5,
  maker: 6,
  exchNs: 7,
  /** Grows from execution to execution of all markets. */
  number: 8,
} as const;
const FILL_FIELDS = 9;
/** How many executions that were told later than younger ones a report still finds. */
const LATE = 64;

/** The executions of one market and what they add up to. */
class MarketExecutions {
  readonly fills: RecordList = new RecordList(FILL_FIELDS);
  positionLots = 0;
  /** By trade id, which counts up from 1: whether it was told. */
  #known = new Uint8Array(1 << 10);

  /** Notes a trade id. False when it was known. */
  note(tradeId: number): boolean {
    if (tradeId >= this.#known.length) {
      const grown = new Uint8Array(Math.max(tradeId + 1, this.#known.length * 2));
      grown.set(this.#known);
      this.#known = grown;
    }
    if (this.#known[tradeId] === 1) return false;
    this.#known[tradeId] = 1;
    return true;
  }

  /** The first record that may have a trade id above `tradeId`. */
  firstAfter(tradeId: number): number {
    const { fills } = this;
    let record = fills.length;
    for (let passed = 0; record > 0 && passed < LATE; record--) {
      if (fills.get(record - 1, FILL.tradeId) <= tradeId) passed += 1;
    }
    return record;
  }
}

/** Every execution of a session as its venue has told of it, and the positions that they make. */
export class ExecutionStore {
  readonly #markets: readonly MarketExecutions[];
  #count = 0;

  constructor(markets: number) {
    this.#markets = Array.from({ length: markets }, () => new MarketExecutions());
  }

  get length(): number {
    return this.#count;
  }

  /** Lots by market, negative is short. */
  get positionLots(): number[] {
    return this.#markets.map((market) => market.positionLots);
  }

  /** The venue has told of an execution of an order on `side`. False when it was known. */
  told(market: number, side: number, answer: Float64Array): boolean {
    const executions = this.#markets[market]!;
    if (!executions.note(answer[ANSWER.tradeId]!)) return false;
    const { fills } = executions;
    fills.add();
    const { chunk, at } = fills;
    chunk[at + FILL.tradeId] = answer[ANSWER.tradeId]!;
    chunk[at + FILL.orderId] = answer[ANSWER.orderId]!;
    chunk[at + FILL.side] = side;
    chunk[at + FILL.priceTicks] = answer[ANSWER.priceTicks]!;
    chunk[at + FILL.qtyLots] = answer[ANSWER.qtyLots]!;
    chunk[at + FILL.leavesLots] = answer[ANSWER.leavesLots]!;
    chunk[at + FILL.maker] = answer[ANSWER.maker]!;
    chunk[at + FILL.exchNs] = answer[ANSWER.exchNs]!;
    chunk[at + FILL.number] = this.#count;
    this.#count += 1;
    executions.positionLots += sideSign(side) * answer[ANSWER.qtyLots]!;
    return true;
  }

  /** Executions with trade ids above those given by market, in the order they were told. */
  report(sinceTradeId: readonly number[]): ReportedFill[] {
    const found: { number: number; fill: ReportedFill }[] = [];
    for (const [market, { fills }] of this.#markets.entries()) {
      const since = sinceTradeId[market] ?? 0;
      const from = this.#markets[market]!.firstAfter(since);
      for (let record = from; record < fills.length; record++) {
        if (fills.get(record, FILL.tradeId) <= since) continue;
        found.push({
          number: fills.get(record, FILL.number),
          fill: describe(fills, record, market),
        });
      }
    }
    return found.toSorted((a, b) => a.number - b.number).map(({ fill }) => fill);
  }
}

function describe(fills: RecordList, record: number, market: number): ReportedFill {
  return {
    tradeId: fills.get(record, FILL.tradeId),
    orderId: fills.get(record, FILL.orderId),
    market,
    side: fills.get(record, FILL.side),
    priceTicks: fills.get(record, FILL.priceTicks),
    qtyLots: fills.get(record, FILL.qtyLots),
    leavesLots: fills.get(record, FILL.leavesLots),
    maker: fills.get(record, FILL.maker) === 1,
    exchNs: fills.get(record, FILL.exchNs),
  };
}
