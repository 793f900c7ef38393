import { ROW_BUY, ROW_DEPTH, ROW_LOCAL, ROW_SELL } from "@mexoms/core/internal";
import { BookWriter, MonoClock, type SessionControl } from "@mexoms/live";
import {
  BELL,
  type Bell,
  GATEWAY_EVENT,
  GATEWAY_REQUEST,
  HEADER,
  HEADER_FIELDS,
  type MessageView,
  RingServer,
  RowRingWriter,
  type VenueRequests,
} from "@mexoms/live/internal";
import {
  ANSWER,
  ANSWER_ACCEPTED,
  ANSWER_CANCELED,
  ANSWER_FIELDS,
  REQUEST,
  REQUEST_CANCEL,
  REQUEST_SUBMIT,
} from "@mexoms/sim/internal";
import * as hdr from "hdr-histogram-js";
import { BENCH_INSTRUMENT } from "./bench-instrument.ts";

const FIRST_TICKS = 600_000;
const STEPS = 4_096;
const EVENT_RING_BYTES = 4 << 20;
const HEARTBEAT_NS = 50e6;

/** A venue that takes every order in at once and fills none, and notes when an order came. */
export class OrderVenue implements VenueRequests {
  readonly latency: hdr.Histogram = hdr.build({
    lowestDiscernibleValue: 1,
    highestTrackableValue: 1e10,
  });
  readonly clock: MonoClock = new MonoClock();
  readonly #server: RingServer;
  readonly #rows: RowRingWriter;
  readonly #book: BookWriter;
  readonly #control: SessionControl;
  readonly #bell: Bell;
  readonly #lots = Float64Array.of(5);
  readonly #stamp = new Float64Array(3);
  readonly #planned = new Float64Array(STEPS);
  readonly #event = new Float64Array(HEADER_FIELDS + ANSWER_FIELDS);
  #step = 0;
  #origin = 0;
  #beatNs = 0;

  constructor(control: SessionControl) {
    this.#control = control;
    this.#bell = control.bell(BELL.toEngine);
    this.#server = new RingServer({ control, ringBytes: EVENT_RING_BYTES });
    this.#rows = RowRingWriter.create(control.marketFile(0, "rows"), 1 << 16);
    const options = { levels: 20, instrument: BENCH_INSTRUMENT, market: 0, epochNs: 0n };
    this.#book = BookWriter.create(control.marketFile(0, "book"), options);
  }

  poll(): void {
    this.#server.poll(this, 256);
    const nowNs = this.clock.read();
    if (nowNs - this.#beatNs < HEARTBEAT_NS) return;
    this.#beatNs = nowNs;
    this.#book.beat(nowNs);
    this.#control.beat(nowNs);
    this.#tell(GATEWAY_EVENT.heartbeat, -1, 0);
  }

  request({ fields, index, bytes, textStart, textBytes }: MessageView): void {
    const nowNs = this.clock.read();
    const kind = fields[index + HEADER.kind]!;
    const body = index + HEADER_FIELDS;
    const id = fields[body + REQUEST.orderId]!;
    if (kind === REQUEST_SUBMIT) {
      const step = fields[body + REQUEST.priceTicks]! - FIRST_TICKS;
      this.latency.recordValue(Math.max(1, nowNs - this.#planned[step]!));
      this.#tell(ANSWER_ACCEPTED, 0, id);
    } else if (kind === REQUEST_CANCEL) this.#tell(ANSWER_CANCELED, 0, id);
    else if (kind === GATEWAY_REQUEST.report) {
      const asked = new TextDecoder().decode(bytes.subarray(textStart, textStart + textBytes));
      const request = JSON.parse(asked) as { id: number };
      const nothing = { orders: [], fills: [], positionLots: [0] };
      this.#tell(
        GATEWAY_EVENT.report,
        -1,
        0,
        JSON.stringify({ ...request, exchNs: 0, ...nothing }),
      );
    }
  }

  /** The best bid moves: an old level goes, a new one comes. */
  change(plannedNs: number): void {
    const before = FIRST_TICKS + this.#step;
    this.#step = (this.#step + 1) % STEPS;
    const after = FIRST_TICKS + this.#step;
    this.#planned[this.#step] = plannedNs;
    this.#row(ROW_DEPTH | ROW_BUY, before, 0);
    this.#row(ROW_DEPTH | ROW_BUY, after, 5);
    if (this.#step === 1) this.#row(ROW_DEPTH | ROW_SELL, FIRST_TICKS + 2 * STEPS, 5);
    this.#rows.publish();
    this.#stamp[2] = this.#rows.position;
    this.#book.publish(this.#stamp);
    this.#bell.ring();
  }

  close(): void {
    this.#server.close();
    this.#rows.close();
    this.#book.close();
  }

  #row(event: number, ticks: number, lots: number): void {
    const nowNs = this.clock.nowNs;
    this.#lots[0] = lots;
    this.#rows.push(event | ROW_LOCAL, nowNs, nowNs, ticks, lots);
    this.#book.row(event, ticks, this.#lots, 0);
  }

  #tell(kind: number, market: number, orderId: number, text?: string): void {
    const event = this.#event.fill(0);
    const nowNs = this.#control.running ? this.clock.nowNs - this.#originNs() : 0;
    event[HEADER.kind] = kind;
    event[HEADER.market] = market;
    event[HEADER.sentNs] = nowNs;
    event[HEADER_FIELDS + ANSWER.kind] = kind;
    event[HEADER_FIELDS + ANSWER.orderId] = orderId;
    event[HEADER_FIELDS + ANSWER.exchNs] = Math.max(1, nowNs);
    event[HEADER_FIELDS + ANSWER.filledLots] = -1;
    this.#server.send(event, ANSWER_FIELDS, text);
  }

  #originNs(): number {
    this.#origin ||= Number(this.#control.clockSpec()!.originMonoNs);
    return this.#origin;
  }
}
