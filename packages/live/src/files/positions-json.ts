import { formatTimestamp } from "@mexoms/core";
import type { MarkedPosition } from "./day-ledger.ts";

/** The text of positions.json: how things stand after record `sequence`. Amounts are exact text. */
export function positionsJson(options: {
  readonly journal: string;
  readonly sequence: number;
  /** UTC nanoseconds since 1970. */
  readonly time: bigint;
  readonly positions: readonly MarkedPosition[];
}): string {
  const { journal, sequence, time, positions } = options;
  const document = {
    kind: "mexoms-positions",
    format: 1,
    journal,
    sequence,
    time: { iso: formatTimestamp(time), ns: time.toString() },
    positions: positions.map(positionOf),
  };
  return `${JSON.stringify(document, undefined, 2)}\n`;
}

function positionOf({ position, bidTicks, askTicks }: MarkedPosition): object {
  const { instrument } = position;
  const { tick, lot } = instrument;
  const known = bidTicks > 0 && askTicks > 0;
  const [bid, ask] = known ? [bidTicks, askTicks] : [0, 0];
  return {
    instrument: instrument.id,
    position: lot.format(position.lots),
    unit: instrument.sizeUnit,
    currency: instrument.settle,
    ...(known
      ? {
          mark: tick
            .decimal(bid + ask)
            .div(2)
            .toFixed(),
        }
      : {}),
    fills: position.fills,
    volume: lot.decimal(1).mul(position.volumeLots().toString()).toFixed(lot.decimals),
    turnover: position.turnover(),
    fees: position.fees(),
    funding: position.funding(),
    realized: position.realized(),
    unrealized: position.unrealized(bid, ask),
    equity: position.equity(bid, ask),
  };
}
