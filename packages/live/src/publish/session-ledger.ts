import {
  formatSubject,
  formatTimestamp,
  Instrument,
  type InstrumentSpec,
  Position,
  Rate,
} from "@mexoms/core";
import { sideName } from "@mexoms/core/internal";
import {
  ANSWER,
  ANSWER_AMEND_REFUSED,
  ANSWER_CANCEL_REFUSED,
  ANSWER_CANCELED,
  ANSWER_EXPIRED,
  ANSWER_FILLED,
  ANSWER_REJECTED,
  ANSWER_VENUE_ORDER,
  REQUEST,
  REQUEST_SUBMIT,
} from "@mexoms/sim/internal";
import { eventFacts, requestFacts } from "../journal/describe-message.ts";
import { payloadText } from "../journal/describe-record.ts";
import type { RecordCursor } from "../journal/record-cursor.ts";
import { INPUT, MARK, OUTPUT } from "../journal/record-kinds.ts";
import { GATEWAY_EVENT, GATEWAY_REQUEST, HEADER, HEADER_FIELDS } from "../link/messages.ts";

export type PublicAction = "orders" | "fills" | "positions" | "risk";

/** What is told of a record, for people and dashboards: JSON, see docs/journal.md. */
export interface PublicMessage {
  readonly action: PublicAction;
  readonly subject: string;
  readonly text: string;
}

interface Session {
  readonly instruments: readonly InstrumentSpec[];
  readonly accounts: readonly {
    readonly name: string;
    readonly markets?: readonly number[];
    readonly fees?: readonly {
      readonly market: number;
      readonly maker: string;
      readonly taker: string;
    }[];
  }[];
}

interface KnownOrder {
  readonly id: number;
  readonly side: number;
  readonly over: boolean;
}

/** What a ledger has to know to go on, as JSON can hold it. */
export interface LedgerState {
  readonly session?: Session | undefined;
  readonly orders: readonly KnownOrder[];
  readonly positions: readonly {
    readonly account: number;
    readonly market: number;
    readonly saved: ReturnType<Position["save"]>;
  }[];
}

/** Of a KernelState: what it tells a ledger. */
interface Opening {
  readonly orders?: readonly { readonly id: number; readonly side: number }[];
  readonly positions?: readonly SavedPosition[];
}

type SavedPosition = LedgerState["positions"][number]["saved"];

/** Orders that are over and remembered: fills may come after an order's end. */
const OVER_KEPT = 1000;
const CHANGES: Readonly<Record<string, string>> = {
  submit: "submitted",
  cancel: "cancel-requested",
  amend: "amend-requested",
  "cancel-all": "cancel-all-requested",
};
const ENDS: ReadonlySet<number> = new Set([ANSWER_CANCELED, ANSWER_EXPIRED, ANSWER_REJECTED]);
const REFUSALS: ReadonlySet<number> = new Set([
  ANSWER_REJECTED,
  ANSWER_CANCEL_REFUSED,
  ANSWER_AMEND_REFUSED,
]);

/**
 * Follows the records of a journal and says what there is to tell of each: orders, fills, positions,
 * and what stands between a strategy and its market. The same records give the same messages.
 */
export class SessionLedger {
  readonly #journal: string;
  readonly #engine: string;
  readonly #epochNs: bigint;
  #session: Session | undefined;
  /** It knows the positions and orders that there were before the next record. */
  #based = false;
  #instruments: readonly Instrument[] = [];
  readonly #orders = new Map<number, KnownOrder>();
  readonly #over: number[] = [];
  readonly #positions = new Map<string, { account: number; market: number; position: Position }>();

  /** `engine`: whose journal it is, in subjects of what concerns no instrument. */
  constructor(of: { readonly journal: string; readonly engine: string; readonly epochNs: bigint }) {
    this.#journal = of.journal;
    this.#engine = of.engine;
    this.#epochNs = of.epochNs;
  }

  save(): LedgerState {
    return {
      session: this.#session,
      orders: [...this.#orders.values()],
      positions: [...this.#positions.values()].map(({ account, market, position }) => ({
        account,
        market,
        saved: position.save(),
      })),
    };
  }

  restore(state: LedgerState): void {
    this.#based = true;
    if (state.session !== undefined) this.#begin(state.session);
    for (const order of state.orders) this.#know(order);
    for (const { account, market, saved } of state.positions) {
      this.#position(account, market)?.restore(saved);
    }
  }

  /** What there is to tell of a record, in the order in which it is to be told. */
  take(record: RecordCursor): PublicMessage[] {
    switch (record.kind) {
      case OUTPUT.request:
        return this.#request(record);
      case INPUT.event:
        return this.#event(record);
      case INPUT.start:
        this.#based = true;
        return this.#start(record);
      case MARK.session:
        // What a journal begins with that has lost its first segments.
        if (this.#session === undefined) this.#start(record);
        return [];
      case MARK.snapshot:
        if (!this.#based) this.#open(parsed(record));
        return [];
      case INPUT.command:
        return [this.#control(record, "command", parsed(record))];
      case INPUT.stop:
        return [this.#control(record, "stopped", parsed(record))];
      case MARK.recovery:
        return [this.#control(record, "recovery", parsed(record))];
      default:
        return [];
    }
  }

  #request(record: RecordCursor): PublicMessage[] {
    const { fields, index } = record;
    const kind = fields[index + HEADER.kind]!;
    if (kind === GATEWAY_REQUEST.report) return [];
    const body = index + HEADER_FIELDS;
    if (kind === REQUEST_SUBMIT) {
      const [id, side] = [fields[body + REQUEST.orderId]!, fields[body + REQUEST.side]!];
      this.#know({ id, side, over: false });
    }
    const { request, ...facts } = requestFacts(record, this.#instruments);
    const change = CHANGES[String(request)] ?? String(request);
    const market = fields[index + HEADER.market]!;
    const account = fields[body + REQUEST.account]!;
    return [this.#told("orders", record, { market, account }, { change, ...facts })];
  }

  #event(record: RecordCursor): PublicMessage[] {
    const { fields, index } = record;
    const kind = fields[index + HEADER.kind]!;
    const isOrder = kind < GATEWAY_EVENT.report && (kind < 20 || kind === ANSWER_VENUE_ORDER);
    if (!isOrder) return [];
    const at = (field: number): number => fields[index + HEADER_FIELDS + field]!;
    const where = { market: fields[index + HEADER.market]!, account: at(ANSWER.account) };
    const id = at(ANSWER.orderId);
    if (kind === ANSWER_VENUE_ORDER) this.#know({ id, side: at(ANSWER.maker), over: false });
    const known = this.#orders.get(id);
    const { event, ...facts } = eventFacts(record, this.#instruments);
    const side = known === undefined ? {} : { side: sideName(known.side) };
    const messages = [this.#told("orders", record, where, { change: event, ...facts, ...side })];
    if (REFUSALS.has(kind)) {
      messages.push(this.#told("risk", record, where, { told: event, ...facts, ...side }));
    }
    if (kind === ANSWER_FILLED && known !== undefined) {
      messages.push(...this.#fill(record, where, known.side));
    }
    const isOver = ENDS.has(kind) || (kind === ANSWER_FILLED && at(ANSWER.leavesLots) === 0);
    if (isOver && known !== undefined) this.#know({ ...known, over: true });
    return messages;
  }

  #fill(
    record: RecordCursor,
    where: { readonly market: number; readonly account: number },
    side: number,
  ): PublicMessage[] {
    const position = this.#position(where.account, where.market);
    if (position === undefined) return [];
    const { fields, index } = record;
    const at = (field: number): number => fields[index + HEADER_FIELDS + field]!;
    const [ticks, lots, maker] = [
      at(ANSWER.priceTicks),
      at(ANSWER.qtyLots),
      at(ANSWER.maker) === 1,
    ];
    const rate = this.#rate(where, maker);
    position.fill(side, ticks, lots, maker, rate);
    const { event: _, ...facts } = eventFacts(record, this.#instruments);
    const { instrument } = position;
    const fill = {
      ...facts,
      side: sideName(side),
      fee: position.feeOf(ticks, lots, maker, rate).toString(),
      currency: instrument.settle,
      exchTime: formatTimestamp(this.#epochNs + BigInt(Math.round(at(ANSWER.exchNs)))),
    };
    const held = {
      instrument: instrument.id,
      qty: instrument.lot.decimal(position.lots).toFixed(),
      realized: position.realized().toString(),
      fees: position.fees().toString(),
      currency: instrument.settle,
      fills: position.fills,
    };
    return [this.#told("fills", record, where, fill), this.#told("positions", record, where, held)];
  }

  #start(record: RecordCursor): PublicMessage[] {
    const start = parsed(record) as unknown as Session & {
      readonly strategy?: { readonly name?: string; readonly codeDigest?: string };
      readonly opening?: Opening;
    };
    const accounts = (start.accounts ?? []).map(({ name, markets, fees }) => ({
      name,
      ...(markets === undefined ? {} : { markets }),
      ...(fees === undefined ? {} : { fees }),
    }));
    this.#begin({ instruments: start.instruments, accounts });
    if (start.opening !== undefined) this.#open(start.opening);
    const instruments = this.#instruments.map(({ id }) => id);
    return [this.#control(record, "started", { strategy: start.strategy, instruments })];
  }

  /** What a session, or what is left of its journal, begins with. */
  #open({ orders = [], positions = [] }: Opening): void {
    this.#based = true;
    const accounts = this.#session?.accounts ?? [];
    for (const { id, side } of orders) this.#know({ id, side, over: false });
    for (const [market, saved] of positions.entries()) {
      const trades = accounts.findIndex(({ markets }) => markets?.includes(market) === true);
      this.#position(Math.max(0, trades), market)?.restore(saved);
    }
  }

  #begin(session: Session): void {
    this.#session = session;
    this.#instruments = session.instruments.map((spec) => new Instrument(spec));
    this.#positions.clear();
  }

  #know(order: KnownOrder): void {
    this.#orders.set(order.id, order);
    if (!order.over) return;
    this.#over.push(order.id);
    if (this.#over.length > OVER_KEPT) this.#orders.delete(this.#over.shift()!);
  }

  #position(account: number, market: number): Position | undefined {
    const instrument = this.#instruments[market];
    if (instrument === undefined) return undefined;
    const key = `${account}/${market}`;
    const known = this.#positions.get(key);
    if (known !== undefined) return known.position;
    const position = new Position(instrument);
    this.#positions.set(key, { account, market, position });
    return position;
  }

  #rate(
    where: { readonly market: number; readonly account: number },
    maker: boolean,
  ): Rate | undefined {
    const fees = this.#session?.accounts[where.account]?.fees;
    const own = fees?.find(({ market }) => market === where.market);
    return own === undefined ? undefined : Rate.parse(maker ? own.maker : own.taker, "fee");
  }

  #told(
    action: PublicAction,
    record: RecordCursor,
    where: { readonly market: number; readonly account: number },
    facts: object,
  ): PublicMessage {
    const spec = this.#instruments[where.market]?.spec;
    const account = this.#session?.accounts[where.account]?.name ?? "";
    const { venue: exchange = this.#engine, market = "", symbol = "" } = spec ?? {};
    const subject = formatSubject({ action, exchange, account, market, symbol });
    const text = JSON.stringify({
      ...this.#head(record),
      ...(account === "" ? {} : { account }),
      ...facts,
    });
    return { action, subject, text };
  }

  /** What concerns an engine as a whole. */
  #control(record: RecordCursor, what: string, facts: object): PublicMessage {
    const nothing = { account: "", market: "", symbol: "" };
    const subject = formatSubject({ action: "risk", exchange: this.#engine, ...nothing });
    const text = JSON.stringify({ ...this.#head(record), told: what, ...facts });
    return { action: "risk", subject, text };
  }

  #head({ sequence, nowNs }: RecordCursor): object {
    const time = formatTimestamp(this.#epochNs + BigInt(Math.round(nowNs)));
    return { v: 1, engine: this.#engine, journal: this.#journal, sequence, time };
  }
}

function parsed(record: RecordCursor): Readonly<Record<string, unknown>> {
  return JSON.parse(payloadText(record)) as Readonly<Record<string, unknown>>;
}
