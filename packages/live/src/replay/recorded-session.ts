import { ConfigError } from "@mexoms/core";
import { ROW_BUY, ROW_KIND_MASK, ROW_LOCAL, ROW_SELL } from "@mexoms/core/internal";
import { ANSWER, ANSWER_FILLED, answerKind } from "@mexoms/sim/internal";
import { RowColumns } from "@mexoms/sim/engine";
import { recordText } from "../kernel/record-text.ts";
import { ROW_DOUBLES } from "../kernel/row-batch.ts";
import { ROWS_HEAD, ROWS_HEAD_DOUBLES } from "../kernel/row-columns.ts";
import { parseSessionStart, type SessionStart } from "../kernel/session-start.ts";
import { JournalReader } from "../journal/journal-reader.ts";
import type { RecordCursor } from "../journal/record-cursor.ts";
import { INPUT, MARK, OUTPUT } from "../journal/record-kinds.ts";
import { GATEWAY_EVENT, HEADER, HEADER_FIELDS } from "../link/messages.ts";
import { type RecordedAnswer, RecordedLatency } from "./recorded-latency.ts";
import { RequestArrivals } from "./request-arrivals.ts";

const KIND_AND_SIDE = ROW_KIND_MASK | ROW_BUY | ROW_SELL;

/** A fill as both a journal and a backtest know it. */
export interface RecordedFill {
  readonly orderId: number;
  readonly market: number;
  readonly exchNs: number;
  readonly priceTicks: number;
  readonly qtyLots: number;
  readonly maker: boolean;
}

/** The first session of a journal: all that a backtest of it needs beside the tapes. */
export interface RecordedSession {
  readonly journal: string;
  readonly start: SessionStart;
  /** Time of its end, or of what a backtest cannot do. */
  readonly endNs: number;
  /** What a backtest cannot do: a command, in words; undefined when the session goes to its end. */
  readonly cut: string | undefined;
  /** Rows as they reached the kernel, by market, with ROW_LOCAL. */
  readonly rows: readonly RowColumns[];
  readonly fills: readonly RecordedFill[];
  readonly requests: number;
  readonly latency: RecordedLatency;
}

/**
 * Reads the first session of a journal, up to the first command: a backtest knows none. Throws
 * ConfigError for one that goes on from an earlier one.
 */
export function readRecordedSession(dir: string): RecordedSession {
  const reader = JournalReader.open(dir);
  try {
    if (!reader.next() || reader.kind !== INPUT.start) {
      throw new ConfigError("journal", `${dir} does not begin with the start of a session`);
    }
    const start = parseSessionStart(recordText(reader), reader.sequence);
    if (reader.nowNs !== 0 || start.opening !== undefined) {
      const problem = `${dir} begins with a session that goes on from another one`;
      throw new ConfigError("journal", `${problem}; a backtest begins at the start of its tapes`);
    }
    const recording = new Recording(start);
    while (!recording.isOver && reader.next()) recording.take(reader);
    return recording.finish(reader.id);
  } finally {
    reader.close();
  }
}

class Recording {
  isOver = false;
  readonly #start: SessionStart;
  readonly #rows: readonly RowColumns[];
  readonly #fills: RecordedFill[] = [];
  readonly #tradeIds: readonly Set<number>[];
  readonly #arrivals: RequestArrivals = new RequestArrivals();
  readonly #answers: RecordedAnswer[] = [];
  #endNs = 0;
  #cut: string | undefined = undefined;

  constructor(start: SessionStart) {
    this.#start = start;
    this.#rows = start.instruments.map(() => new RowColumns());
    this.#tradeIds = start.instruments.map(() => new Set<number>());
  }

  take(record: RecordCursor): void {
    const { kind } = record;
    this.isOver = kind === INPUT.stop || kind === INPUT.start || kind === MARK.recovery;
    if (kind === INPUT.start || kind === MARK.recovery) return;
    // Answers to what was sent before still tell how long that took.
    if (kind === INPUT.event) this.#takeEvent(record);
    if (this.#cut !== undefined) return;
    this.#endNs = record.nowNs;
    if (kind === INPUT.rows) this.#takeRows(record);
    else if (kind === OUTPUT.request) this.#arrivals.sent(record);
    else if (kind === INPUT.command) this.#cut = recordText(record);
  }

  finish(journal: string): RecordedSession {
    const { requests } = this.#arrivals;
    const endNs = this.#endNs;
    return {
      journal,
      start: this.#start,
      endNs,
      cut: this.#cut,
      rows: this.#rows,
      fills: this.#fills,
      requests: requests.length,
      latency: new RecordedLatency({
        name: `as recorded in journal ${journal}`,
        endNs,
        requests,
        answers: this.#answers,
      }),
    };
  }

  #takeRows({ fields, index, view, nowNs }: RecordCursor): void {
    const rows = this.#rows[fields[index + ROWS_HEAD.market]!]!;
    const count = fields[index + ROWS_HEAD.rows]!;
    for (let i = 0; i < count; i++) {
      const at = index + ROWS_HEAD_DOUBLES + i * ROW_DOUBLES;
      const event = (view.getUint8((at + 2) * 8 + 4) & KIND_AND_SIDE) | ROW_LOCAL;
      const priceTicks = view.getInt32((at + 2) * 8, true);
      rows.push(event, fields[at]!, nowNs, priceTicks, fields[at + 1]!);
    }
  }

  #takeEvent(record: RecordCursor): void {
    const { fields, index, nowNs } = record;
    const kind = fields[index + HEADER.kind]!;
    if (kind >= GATEWAY_EVENT.report) return;
    const field = (at: number): number => fields[index + HEADER_FIELDS + at]!;
    const exchNs = field(ANSWER.exchNs);
    if (!this.#arrivals.answered(record)) return;
    const answer = { account: field(ANSWER.account), kind: answerKind(kind), exchNs, nowNs };
    this.#answers.push(answer);
    if (kind !== ANSWER_FILLED || this.#cut !== undefined) return;
    const market = fields[index + HEADER.market]!;
    const tradeId = field(ANSWER.tradeId);
    const told = this.#tradeIds[market]!;
    if (tradeId > 0 && told.has(tradeId)) return;
    told.add(tradeId);
    this.#fills.push({
      orderId: field(ANSWER.orderId),
      market,
      exchNs,
      priceTicks: field(ANSWER.priceTicks),
      qtyLots: field(ANSWER.qtyLots),
      maker: field(ANSWER.maker) === 1,
    });
  }
}
