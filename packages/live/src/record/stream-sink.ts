import { fail } from "@mexoms/core/internal";
import { BatchEncoder } from "./batch-encoder.ts";
import type { BatchSink, Say } from "./batch-sink.ts";
import { OutboundQueue } from "./outbound-queue.ts";
import type { RecordingFacts } from "./recording-facts.ts";
import { RowBatch } from "./row-batch.ts";

/** Messages that may be in the queue, whatever their size. */
const MESSAGES_MAX = 16_384;

/** A stream that keeps messages. */
export interface KeptStream {
  /** There is a connection. */
  readonly connected: boolean;
  /**
   * Sends a message; settles once it is kept, rejects when that is not known. Equal ids are kept once.
   * The bytes may change afterwards.
   */
  publish(subject: string, bytes: Uint8Array, messageId: string): Promise<void>;
}

export interface StreamSinkOptions {
  readonly stream: KeptStream;
  /** The subject of an instrument's market data. */
  readonly subjectOf: (facts: RecordingFacts) => string;
  /** Memory for what is not kept yet; what does not fit is dropped. */
  readonly bufferBytes: number;
  /** Messages that may be under way at once. */
  readonly inFlight: number;
  /** How often at least a batch carries the instrument's facts, on the clock of `doWork`. */
  readonly factsNs: number;
  /** How long after a failure nothing is sent, on the same clock. */
  readonly retryNs: number;
  readonly say: Say;
}

interface Track {
  readonly facts: RecordingFacts;
  readonly encoder: BatchEncoder;
  readonly subject: string;
  factsDueNs: number;
  ended: boolean;
}

/** Sends batches to a stream and sends them again until they are kept. Never waits for it. */
export class StreamSink implements BatchSink {
  /** Batches and rows that are kept, and the bytes of their messages. */
  batches = 0;
  bytes = 0;
  /** What was dropped because the stream was away or slow: a gap each time. */
  droppedRows = 0;
  gaps = 0;
  /** Messages that had to be sent again. */
  repeats = 0;
  readonly #options: StreamSinkOptions;
  readonly #queue: OutboundQueue;
  #tracks: Track[] = [];
  #inFlight = 0;
  #retryAtNs = -Infinity;
  #nowNs = 0;
  #dropping = false;
  #closed = false;
  readonly #none: readonly [RowBatch, RowBatch] = [
    new RowBatch(1, { orders: false }),
    new RowBatch(1, { orders: true }),
  ];

  constructor(options: StreamSinkOptions) {
    this.#options = options;
    this.#queue = new OutboundQueue(options.bufferBytes, MESSAGES_MAX);
  }

  /** Messages that are not kept yet. */
  get waiting(): number {
    return this.#queue.length;
  }

  get ready(): boolean {
    const { length, waitingBytes, bytes } = this.#queue;
    return length < this.#options.inFlight * 2 && waitingBytes < bytes.length / 4;
  }

  get settled(): boolean {
    return this.#queue.length === 0;
  }

  start(tracks: readonly RecordingFacts[]): void {
    this.#tracks = tracks.map((facts) => ({
      facts,
      encoder: new BatchEncoder(facts),
      subject: this.#options.subjectOf(facts),
      factsDueNs: -Infinity,
      ended: false,
    }));
  }

  take(track: number, batch: RowBatch, firstRow: number): void {
    this.#put(track, batch, firstRow, false);
  }

  end(track: number, rows: number): void {
    const { facts } = this.#trackOf(track);
    this.#put(track, this.#none[facts.orders ? 1 : 0], rows, true);
  }

  doWork(nowNs: number): number {
    this.#nowNs = nowNs;
    const { stream, inFlight } = this.#options;
    if (nowNs < this.#retryAtNs || !stream.connected) return 0;
    let sent = 0;
    while (this.#inFlight < inFlight) {
      const message = this.#queue.take();
      if (message < 0) break;
      this.#send(message);
      sent += 1;
    }
    return sent;
  }

  close(): void {
    this.#closed = true;
  }

  #put(track: number, batch: RowBatch, firstRow: number, end: boolean): void {
    const { encoder, facts, factsDueNs } = this.#trackOf(track);
    const at = this.#queue.claim(encoder.bytesMax(batch.length));
    if (at < 0) {
      this.#drop(facts, batch.length);
      return;
    }
    this.#dropping = false;
    const withFacts = this.#nowNs >= factsDueNs || end;
    if (withFacts) this.#tracks[track]!.factsDueNs = this.#nowNs + this.#options.factsNs;
    const place = { firstRow, facts: withFacts, end };
    const length = encoder.encode(batch, place, this.#queue.bytes.subarray(at));
    if (end) this.#tracks[track]!.ended = true;
    this.#queue.commit(length, end ? ~track : track, firstRow);
  }

  #drop({ instrument }: RecordingFacts, rows: number): void {
    this.droppedRows += rows;
    if (this.#dropping) return;
    this.#dropping = true;
    this.gaps += 1;
    this.#options.say(`the stream does not keep up: rows of ${instrument.id} are missing in it`);
  }

  #send(message: number): void {
    const tag = this.#queue.tag(message);
    const { facts, subject } = this.#trackOf(tag < 0 ? ~tag : tag);
    const bytes = this.#queue.message(message);
    const id = `${facts.recording}-${facts.instrument.id}-${this.#queue.mark(message)}${tag < 0 ? "-end" : ""}`;
    this.#inFlight += 1;
    const { length } = bytes;
    this.#options.stream.publish(subject, bytes, id).then(
      () => {
        this.#inFlight -= 1;
        this.batches += 1;
        this.bytes += length;
        this.#queue.arrived(message);
      },
      (error: unknown) => {
        this.#inFlight -= 1;
        this.repeats += 1;
        this.#queue.failed(message);
        this.#pause(error);
      },
    );
  }

  #pause(error: unknown): void {
    const { retryNs, say } = this.#options;
    const paused = this.#nowNs < this.#retryAtNs;
    this.#retryAtNs = this.#nowNs + retryNs;
    if (paused || this.#closed) return;
    say(`the stream took no message: ${error instanceof Error ? error.message : String(error)}`);
  }

  #trackOf(track: number): Track {
    return this.#tracks[track] ?? fail(`no track ${track}`);
  }
}
