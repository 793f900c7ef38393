import { Money, type Position } from "@mexoms/core";
import { fail, sideSign } from "@mexoms/core/internal";
import { csvLine } from "@mexoms/sim/internal";
import type { BookedFill } from "./fill-line.ts";

/** An instrument's position and the last prices on both sides of its book; 0 for none yet. */
export interface MarkedPosition {
  readonly position: Position;
  readonly bidTicks: number;
  readonly askTicks: number;
}

const LEDGER_HEADER: readonly string[] = [
  "date",
  "instrument",
  "currency",
  "opening_position",
  "closing_position",
  "fills",
  "maker_fills",
  "volume",
  "turnover",
  "fees",
  "funding",
  "realized",
  "opening_unrealized",
  "unrealized",
  "mark",
  "pnl",
  "opening_equity",
  "equity",
];

const ZERO = new Money(0n, 0);

/** Stands for all instruments of one currency. */
const ALL_INSTRUMENTS = "all";

interface Standing {
  readonly lots: number;
  readonly fills: number;
  readonly makerFills: number;
  readonly volumeLots: bigint;
  readonly turnover: Money;
  readonly fees: Money;
  readonly funding: Money;
  readonly realized: Money;
  readonly unrealized: Money;
  readonly equity: Money;
}

/**
 * One UTC day of positions and money, by instrument and by currency: the difference between how
 * positions stand and how they stood when the day began. Money is of the instrument's settle
 * currency, exact; pnl = realized + (unrealized - opening_unrealized) - fees + funding.
 */
export class DayLedger {
  /** "2024-08-08" */
  readonly date: string;
  readonly #markets: readonly MarkedPosition[];
  readonly #opening: readonly Standing[];
  /** The day's fills by market, added up one by one: what the differences are checked against. */
  readonly #sums: readonly FillSums[];

  constructor(date: string, markets: readonly MarkedPosition[]) {
    this.date = date;
    this.#markets = markets;
    this.#opening = markets.map(standing);
    this.#sums = markets.map(() => new FillSums());
  }

  fill(fill: BookedFill): void {
    this.#sums[fill.market]!.add(fill);
  }

  /** The text of the day's file, as of now. Throws InvariantError when it is not what the fills say. */
  csv(): string {
    const rows = this.#markets.map((market, index) => {
      const row = difference(this.#opening[index]!, standing(market));
      this.#sums[index]!.check(market.position, row);
      return { market, row };
    });
    let text = csvLine(LEDGER_HEADER);
    for (const { market, row } of rows) text += this.#line(market, row);
    for (const currency of new Set(rows.map(({ market }) => settle(market)))) {
      const own = rows.filter(({ market }) => settle(market) === currency).map(({ row }) => row);
      text += this.#total(currency, own);
    }
    return text;
  }

  #line({ position, bidTicks, askTicks }: MarkedPosition, row: DayRow): string {
    const { instrument } = position;
    const { lot } = instrument;
    const known = bidTicks > 0 && askTicks > 0;
    return csvLine([
      this.date,
      instrument.id,
      instrument.settle,
      lot.format(row.opening.lots),
      lot.format(row.closing.lots),
      String(row.fills),
      String(row.makerFills),
      lot.decimal(1).mul(row.volumeLots.toString()).toFixed(lot.decimals),
      ...moneyFields(row),
      known
        ? instrument.tick
            .decimal(bidTicks + askTicks)
            .div(2)
            .toFixed()
        : "",
      row.closing.equity.minus(row.opening.equity).toString(),
      row.opening.equity.toString(),
      row.closing.equity.toString(),
    ]);
  }

  #total(currency: string, rows: readonly DayRow[]): string {
    const sum = (of: (row: DayRow) => Money): Money => rows.map(of).reduce(plus, ZERO);
    const count = (of: (row: DayRow) => number): string =>
      String(rows.map(of).reduce((a, b) => a + b, 0));
    const opening = sum((row) => row.opening.equity);
    const closing = sum((row) => row.closing.equity);
    const fields = MONEY_FIELDS.map((of) => sum(of).toString());
    return csvLine([
      this.date,
      ALL_INSTRUMENTS,
      currency,
      "",
      "",
      count((row) => row.fills),
      count((row) => row.makerFills),
      "",
      ...fields,
      "",
      closing.minus(opening).toString(),
      opening.toString(),
      closing.toString(),
    ]);
  }
}

interface DayRow {
  readonly opening: Standing;
  readonly closing: Standing;
  readonly fills: number;
  readonly makerFills: number;
  readonly volumeLots: bigint;
  readonly turnover: Money;
  readonly fees: Money;
  readonly funding: Money;
  readonly realized: Money;
}

/** In the order of the columns from turnover to unrealized. */
const MONEY_FIELDS: readonly ((row: DayRow) => Money)[] = [
  (row) => row.turnover,
  (row) => row.fees,
  (row) => row.funding,
  (row) => row.realized,
  (row) => row.opening.unrealized,
  (row) => row.closing.unrealized,
];

function moneyFields(row: DayRow): string[] {
  return MONEY_FIELDS.map((of) => of(row).toString());
}

function standing({ position, bidTicks, askTicks }: MarkedPosition): Standing {
  const known = bidTicks > 0 && askTicks > 0;
  const [bid, ask] = known ? [bidTicks, askTicks] : [0, 0];
  return {
    lots: position.lots,
    fills: position.fills,
    makerFills: position.makerFills,
    volumeLots: position.volumeLots(),
    turnover: position.turnover(),
    fees: position.fees(),
    funding: position.funding().minus(position.liquidationFees()).plus(position.insurance()),
    realized: position.realized(),
    unrealized: position.unrealized(bid, ask),
    equity: position.equity(bid, ask),
  };
}

function difference(opening: Standing, closing: Standing): DayRow {
  return {
    opening,
    closing,
    fills: closing.fills - opening.fills,
    makerFills: closing.makerFills - opening.makerFills,
    volumeLots: closing.volumeLots - opening.volumeLots,
    turnover: closing.turnover.minus(opening.turnover),
    fees: closing.fees.minus(opening.fees),
    funding: closing.funding.minus(opening.funding),
    realized: closing.realized.minus(opening.realized),
  };
}

/** Fills of one instrument on one day, added up. */
class FillSums {
  #fills = 0;
  #makerFills = 0;
  #volumeLots = 0n;
  #signedLots = 0;
  #fees: Money = ZERO;

  add(fill: BookedFill): void {
    this.#fills += 1;
    if (fill.maker) this.#makerFills += 1;
    this.#volumeLots += BigInt(fill.qtyLots);
    this.#signedLots += sideSign(fill.side) * fill.qtyLots;
    this.#fees = this.#fees.plus(fill.fee);
  }

  check({ instrument }: Position, row: DayRow): void {
    const same =
      row.fills === this.#fills &&
      row.makerFills === this.#makerFills &&
      row.volumeLots === this.#volumeLots &&
      row.closing.lots - row.opening.lots === this.#signedLots &&
      row.fees.minus(this.#fees).units === 0n;
    if (!same) fail(`the ledger of ${instrument.id} is not the sum of its fills`);
  }
}

function settle({ position }: MarkedPosition): string {
  return position.instrument.settle;
}

function plus(a: Money, b: Money): Money {
  return a.plus(b);
}
