import { formatSubject } from "@mexoms/core";
import { fail } from "@mexoms/core/internal";
import type { Bus } from "../bus/bus.ts";
import { PUBLISHER_FULL, type StreamPublisher } from "../bus/stream-publisher.ts";
import { BatchEncoder, type BatchPlace } from "./batch-encoder.ts";
import type { BatchSink, Say } from "./batch-sink.ts";
import { BookRows } from "./book-rows.ts";
import type { RecordingFacts } from "./recording-facts.ts";
import { MarketBatch } from "./market-batch.ts";

export interface StreamSinkOptions {
  readonly bus: Bus;
  /** Stream of market data. */
  readonly stream: string;
  /** Messages, and bytes of them, that wait for the server's answer; what is beyond is dropped. */
  readonly bufferMessages: number;
  readonly bufferBytes: number;
  /** Messages that wait when a source that can wait is held back. */
  readonly readyMessages: number;
  /** How often at least a batch carries the instrument's facts, on the clock of `doWork`. */
  readonly factsNs: number;
  /** How often a batch is followed by the book, for readers that begin there. */
  readonly bookNs: number;
  readonly say: Say;
}

interface Track {
  readonly facts: RecordingFacts;
  readonly encoder: BatchEncoder;
  readonly subject: string;
  /** Of price levels only. */
  readonly book: BookRows | undefined;
  factsDueNs: number;
  bookDueNs: number;
}

/**
 * Sends batches to a stream, again and again until it has them, and never waits for it. While the
 * stream is away they are kept up to a bound; what is beyond is dropped, which readers see by the
 * numbers of the rows.
 */
export class StreamSink implements BatchSink {
  /** Batches that the stream has, and the bytes of those that were handed over. */
  batches = 0;
  bytes = 0;
  /** Rows that were dropped, and the gaps that they left. */
  droppedRows = 0;
  gaps = 0;
  readonly #options: StreamSinkOptions;
  readonly #publisher: StreamPublisher;
  #scratch: Uint8Array = new Uint8Array(0);
  #tracks: Track[] = [];
  #nowNs = 0;
  #dropping = false;
  #refusal = "";
  #closed = false;
  readonly #none: readonly [MarketBatch, MarketBatch] = [
    new MarketBatch(1, { orders: false }),
    new MarketBatch(1, { orders: true }),
  ];

  constructor(options: StreamSinkOptions) {
    this.#options = options;
    this.#publisher = options.bus.publisher({
      stream: options.stream,
      inFlight: options.bufferMessages,
      inFlightBytes: options.bufferBytes,
      refused: "retry",
      onStored: () => {
        this.batches += 1;
        this.#refusal = "";
      },
      onRefused: (_ticket, why) => this.#refused(why),
    });
  }

  get ready(): boolean {
    return this.#publisher.inFlight < this.#options.readyMessages;
  }

  get settled(): boolean {
    return this.#publisher.inFlight === 0;
  }

  /** Messages that the stream has not told to have. */
  get waiting(): number {
    return this.#publisher.inFlight;
  }

  get connected(): boolean {
    return this.#options.bus.connected;
  }

  start(tracks: readonly RecordingFacts[]): void {
    this.#tracks = tracks.map((facts) => {
      const { venue, market, symbol } = facts.instrument.spec;
      const subject = { action: "md", exchange: venue, account: "", market, symbol } as const;
      return {
        facts,
        encoder: new BatchEncoder(facts),
        subject: formatSubject(subject),
        book: facts.orders ? undefined : new BookRows(),
        factsDueNs: -Infinity,
        bookDueNs: Infinity,
      };
    });
  }

  take(track: number, batch: MarketBatch, firstRow: number): void {
    const state = this.#trackOf(track);
    const { book } = state;
    book?.apply(batch);
    if (state.bookDueNs === Infinity) state.bookDueNs = this.#nowNs + this.#options.bookNs;
    if (!this.#send(state, batch, { firstRow, end: false, book: false })) {
      this.#drop(state, batch.length);
      return;
    }
    this.#dropping = false;
    if (!book || book.gapped || this.#nowNs < state.bookDueNs) return;
    const place = { firstRow: firstRow + batch.length, end: false, book: true };
    if (this.#send(state, book.rows(book.exchNs, book.localNs), place)) {
      state.bookDueNs = this.#nowNs + this.#options.bookNs;
    }
  }

  end(track: number, rows: number): void {
    const state = this.#trackOf(track);
    const none = this.#none[state.facts.orders ? 1 : 0];
    this.#send(state, none, { firstRow: rows, end: true, book: false });
  }

  doWork(nowNs: number): number {
    this.#nowNs = nowNs;
    return 0; // the publisher goes by sockets
  }

  close(): void {
    this.#closed = true;
    this.#publisher.close();
  }

  /** False when there is no room for it. */
  #send(track: Track, batch: MarketBatch, place: Omit<BatchPlace, "facts">): boolean {
    const { encoder, subject } = track;
    const { recording, instrument } = track.facts;
    const bytesMax = encoder.bytesMax(batch.length);
    if (this.#scratch.length < bytesMax) this.#scratch = new Uint8Array(bytesMax);
    const facts = place.end || this.#nowNs >= track.factsDueNs;
    const length = encoder.encode(batch, { ...place, facts }, this.#scratch);
    const what = place.end ? "end" : place.book ? "book" : batch.length;
    const messageId = `${recording}-${instrument.id}-${place.firstRow}-${what}`;
    const message = this.#scratch.subarray(0, length);
    if (this.#publisher.publish(subject, message, messageId) === PUBLISHER_FULL) return false;
    this.bytes += length;
    if (facts) track.factsDueNs = this.#nowNs + this.#options.factsNs;
    return true;
  }

  #drop(track: Track, rows: number): void {
    this.droppedRows += rows;
    // Behind the gap readers get a sound book with the first batch.
    track.bookDueNs = -Infinity;
    if (this.#dropping) return;
    this.#dropping = true;
    this.gaps += 1;
    const { stream, say } = this.#options;
    const { id } = track.facts.instrument;
    say(`stream ${stream} does not keep up: rows of ${id} are dropped, a gap in it`);
  }

  #trackOf(track: number): Track {
    return this.#tracks[track] ?? fail(`no track ${track}`);
  }

  #refused(why: string): void {
    if (this.#closed || why === this.#refusal) return;
    this.#refusal = why;
    this.#options.say(`stream ${this.#options.stream} refuses messages: ${why}`);
  }
}
