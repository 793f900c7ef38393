import { Instrument, type InstrumentSpec, formatTimestamp } from "@mexoms/core";
import { ROW_KIND_MASK } from "@mexoms/core/internal";
import {
  eventFacts,
  instrumentOf,
  type MessageFacts,
  qtyText,
  requestFacts,
} from "./describe-message.ts";
import { kindName } from "./kind-names.ts";
import type { RecordCursor } from "./record-cursor.ts";
import { INPUT, MARK, OUTPUT } from "./record-kinds.ts";

/** A record for people and for their scripts. */
export interface DescribedRecord {
  readonly sequence: number;
  /** ISO text in UTC with nine digits. */
  readonly time: string;
  readonly kind: string;
  /** One line. */
  readonly text: string;
  /** The same as data; prices and sizes are decimal text. */
  readonly detail: Readonly<Record<string, unknown>>;
}

const ROW_KINDS = ["", "depth", "trade", "clear", "snapshot", "gap"] as const;
const ROWS_HEAD_DOUBLES = 3;
const ROW_DOUBLES = 3;
/** Longest JSON that a line shows whole. */
const SHOWN = 160;

/** Describes the records of one journal. It learns the instruments from the sessions' starts. */
export class RecordDescriber {
  readonly #epochNs: bigint;
  #instruments: readonly Instrument[] = [];

  constructor(epochNs: bigint) {
    this.#epochNs = epochNs;
  }

  /** Those of the session that the last record seen belongs to. */
  get instruments(): readonly Instrument[] {
    return this.#instruments;
  }

  /** Looks at a record that is not described: what comes after a session's start depends on it. */
  learn(record: RecordCursor): void {
    if (record.kind !== INPUT.start) return;
    const start = parsed(record);
    const specs = Array.isArray(start["instruments"]) ? start["instruments"] : [];
    this.#instruments = specs.map((spec) => new Instrument(spec as InstrumentSpec));
  }

  describe(record: RecordCursor): DescribedRecord {
    this.learn(record);
    const [text, detail] = this.#told(record);
    const time = formatTimestamp(this.#epochNs + BigInt(Math.round(record.nowNs)));
    return { sequence: record.sequence, time, kind: kindName(record.kind), text, detail };
  }

  #told(record: RecordCursor): [text: string, detail: Readonly<Record<string, unknown>>] {
    switch (record.kind) {
      case INPUT.rows:
        return this.#rows(record);
      case INPUT.timer:
        return ["timers are due", {}];
      case INPUT.event: {
        const facts = eventFacts(record, this.#instruments);
        return [factsText(facts), facts];
      }
      case OUTPUT.request: {
        const facts = requestFacts(record, this.#instruments);
        return [factsText(facts), facts];
      }
      case OUTPUT.explain: {
        const [topic, ...rest] = payloadText(record).split("\t");
        const explained = rest.join("\t");
        return [`${topic}: ${oneLine(explained)}`, { topic, text: explained }];
      }
      case INPUT.start:
        return startText(parsed(record));
      case INPUT.command:
      case INPUT.stop:
      case MARK.recovery:
        return [oneLine(payloadText(record)), parsed(record)];
      case MARK.snapshot: {
        const state = parsed(record);
        const count = Array.isArray(state["orders"]) ? state["orders"].length : 0;
        return [`state of the kernel, ${count} orders`, state];
      }
      default:
        return [`${record.length} bytes`, { bytes: record.length }];
    }
  }

  #rows(record: RecordCursor): [text: string, detail: Readonly<Record<string, unknown>>] {
    const { fields, index, view, start, nowNs } = record;
    const market = fields[index]!;
    const rows = fields[index + 1]!;
    const counts: Record<string, number> = {};
    let traded = 0;
    let lastNs = 0;
    for (let i = 0; i < rows; i++) {
      const row = ROWS_HEAD_DOUBLES + i * ROW_DOUBLES;
      const event = view.getUint32(start + (row + 2) * 8 + 4, true);
      const kind = ROW_KINDS[event & ROW_KIND_MASK] ?? "other";
      counts[kind] = (counts[kind] ?? 0) + 1;
      if (kind === "trade") traded += fields[index + row + 1]!;
      lastNs = Math.max(lastNs, fields[index + row]!);
    }
    const instrument = instrumentOf(this.#instruments, market);
    const where = instrument?.id ?? `market ${market}`;
    const kinds = Object.entries(counts).map(([kind, count]) => `${count} ${kind}`);
    const volume = traded === 0 ? {} : { traded: qtyText(instrument, traded) };
    const parts = [kinds.join(", ")];
    if (traded > 0) parts.push(`${qtyText(instrument, traded)} traded`);
    const ageNs = nowNs - lastNs;
    if (lastNs > 0 && ageNs >= 0) parts.push(`${(ageNs / 1e6).toFixed(3)} ms after the venue`);
    const detail = { instrument: where, rows, ...counts, ...volume, ageNs };
    return [`${where} ${rows} rows: ${parts.join("; ")}`, detail];
  }
}

/** "submit order 3 buy 0.1 at 60000.5 limit post-only binance:usdm:BTCUSDT". */
function factsText(facts: MessageFacts): string {
  const { request, event, instrument, order, side, qty, price, ...rest } = facts;
  const words = [request ?? event];
  if (order !== undefined && order !== 0) words.push(`order ${order}`);
  if (side !== undefined) words.push(side);
  if (qty !== undefined) words.push(qty);
  if (price !== undefined) words.push(`at ${price}`);
  for (const [name, value] of Object.entries(rest)) {
    if (name === "type" || name === "timeInForce") words.push(value);
    else if (value === true) words.push(name);
    else if (value !== false) words.push(`${name} ${oneLine(String(value))}`);
  }
  if (instrument !== undefined) words.push(instrument);
  return words.join(" ");
}

function startText(
  start: Readonly<Record<string, unknown>>,
): [text: string, detail: Readonly<Record<string, unknown>>] {
  const strategy = start["strategy"] as { readonly name?: string } | undefined;
  const specs = (start["instruments"] ?? []) as readonly InstrumentSpec[];
  const ids = specs.map(({ venue, market, symbol }) => `${venue}:${market}:${symbol}`);
  const opening = start["opening"] === undefined ? "afresh" : "from a saved state";
  return [`${strategy?.name ?? "session"} on ${ids.join(", ")}, ${opening}`, start];
}

function parsed(record: RecordCursor): Readonly<Record<string, unknown>> {
  return JSON.parse(payloadText(record)) as Readonly<Record<string, unknown>>;
}

export function payloadText(record: RecordCursor): string {
  const { bytes, start, length } = record;
  return Buffer.from(bytes.subarray(start, start + length)).toString("utf8");
}

/** What comes from outside must not move the cursor of a terminal, nor fill it. */
function oneLine(text: string): string {
  const clean = text.replace(/\p{Cc}+/gu, " ");
  return clean.length > SHOWN ? `${clean.slice(0, SHOWN)}... (${clean.length} characters)` : clean;
}
