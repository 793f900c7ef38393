import { createHash, randomUUID } from "node:crypto";
import type { Bus } from "./bus.ts";
import { BusError } from "./bus-error.ts";
import { askJetStream } from "./stream-api.ts";
import { PUBLISHER_FULL, type StreamPublisher } from "./stream-publisher.ts";

/** Bytes done so far, and in all. */
export type ObjectProgress = (done: number, total: number) => void;

export interface ObjectPart {
  /** The object's bytes in pieces of any length. */
  readonly pieces: AsyncIterable<Uint8Array> | Iterable<Uint8Array>;
  /** Length of them all. */
  readonly bytes: number;
}

interface ObjectInfo {
  readonly name: string;
  readonly bucket: string;
  readonly nuid: string;
  readonly size: number;
  readonly chunks: number;
  /** "SHA-256=" and the digest in base64url, as the clients of NATS write it. */
  readonly digest: string;
  readonly mtime: string;
}

const CHUNK_BYTES = 128 << 10;
const IN_FLIGHT = 32;

/**
 * A bucket of objects that are named by their own content: SHA-256 in hex. An object is there whole
 * or not at all, and never changes; putting it twice is putting it once. Survives servers that go
 * and come back in the middle. Laid out as the clients of NATS lay out theirs.
 */
export class ObjectStore {
  readonly bucket: string;
  readonly #bus: Bus;

  /** For Bus.objects. */
  constructor(bus: Bus, bucket: string) {
    this.#bus = bus;
    this.bucket = bucket;
  }

  /** Whether there is an object of that digest. Throws BusError. */
  async has(digest: string): Promise<boolean> {
    return (await this.#info(digest)) !== undefined;
  }

  /** Length of an object in bytes; undefined when it is not there. Throws BusError. */
  async size(digest: string): Promise<number | undefined> {
    return (await this.#info(digest))?.size;
  }

  /**
   * Puts an object unless it is there. Throws BusError: refused, with the server's words, or when the
   * pieces are not those of the digest, in which case nothing is left of them.
   */
  async put(digest: string, object: ObjectPart, progress?: ObjectProgress): Promise<void> {
    if (await this.has(digest)) {
      progress?.(object.bytes, object.bytes);
      return;
    }
    const id = randomUUID();
    try {
      const { chunks, size } = await this.#putChunks(id, digest, object, progress);
      const info: ObjectInfo = {
        name: digest,
        bucket: this.bucket,
        nuid: id,
        size,
        chunks,
        digest: `SHA-256=${Buffer.from(digest, "hex").toString("base64url")}`,
        mtime: new Date().toISOString(),
      };
      const out = new Outgoing(this.#bus, this.#stream);
      await out.send(this.#metaSubject(digest), Buffer.from(JSON.stringify(info)), id);
      await out.finish();
    } catch (error) {
      await this.#purge(`$O.${this.bucket}.C.${id}`).catch(() => undefined);
      throw error;
    }
  }

  /**
   * The object's bytes in pieces, in order. What was given before the end must not be believed: the
   * end throws BusError when the bytes are not those of the digest. Throws BusError: absent.
   */
  async *get(digest: string, progress?: ObjectProgress): AsyncGenerator<Uint8Array, void> {
    const info = await this.#info(digest);
    if (info === undefined) throw new BusError("absent", `object ${digest} is not there`);
    const hash = createHash("sha256");
    let done = 0;
    if (info.chunks > 0) {
      const filter = `$O.${this.bucket}.C.${info.nuid}`;
      for await (const { data } of this.#bus.replay({ stream: this.#stream, filter })) {
        hash.update(data);
        done += data.length;
        progress?.(done, info.size);
        yield data;
      }
    }
    if (done === info.size && hash.digest("hex") === digest) return;
    throw new BusError("refused", `object ${digest} is damaged: ${done} of ${info.size} bytes`);
  }

  /** Removes an object, if it is there. */
  async remove(digest: string): Promise<void> {
    const info = await this.#info(digest);
    if (info === undefined) return;
    // What names it goes first: nobody begins to read it then.
    await this.#purge(this.#metaSubject(digest));
    await this.#purge(`$O.${this.bucket}.C.${info.nuid}`);
  }

  get #stream(): string {
    return `OBJ_${this.bucket}`;
  }

  #metaSubject(digest: string): string {
    return `$O.${this.bucket}.M.${Buffer.from(digest).toString("base64url")}`;
  }

  async #putChunks(
    id: string,
    digest: string,
    { pieces, bytes }: ObjectPart,
    progress?: ObjectProgress,
  ): Promise<{ chunks: number; size: number }> {
    const out = new Outgoing(this.#bus, this.#stream, (sent) => progress?.(sent, bytes));
    const hash = createHash("sha256");
    let chunks = 0;
    let size = 0;
    try {
      for await (const piece of pieces) {
        for (let at = 0; at < piece.length; at += CHUNK_BYTES) {
          const chunk = piece.subarray(at, at + CHUNK_BYTES);
          hash.update(chunk);
          size += chunk.length;
          await out.send(`$O.${this.bucket}.C.${id}`, chunk, `${id}.${++chunks}`);
        }
      }
      if (hash.digest("hex") !== digest) {
        throw new BusError("refused", `object ${digest}: its bytes are not those of its digest`);
      }
    } finally {
      await out.finish();
    }
    return { chunks, size };
  }

  async #info(digest: string): Promise<ObjectInfo | undefined> {
    try {
      const { message } = await askJetStream<{ message: { data?: string } }>(
        this.#bus,
        `STREAM.MSG.GET.${this.#stream}`,
        { last_by_subj: this.#metaSubject(digest) },
      );
      const text = Buffer.from(message.data ?? "", "base64").toString();
      return JSON.parse(text) as ObjectInfo;
    } catch (error) {
      if (isNoMessage(error)) return undefined;
      throw error;
    }
  }

  async #purge(filter: string): Promise<void> {
    await askJetStream(this.#bus, `STREAM.PURGE.${this.#stream}`, { filter });
  }
}

// A stream that is not there is "absent", too, and must not pass for an empty one.
function isNoMessage(error: unknown): boolean {
  return (
    error instanceof BusError && error.code === "absent" && /no message found/i.test(error.message)
  );
}

/** Publishes to a stream piece by piece, a few on their way at once; any that is refused is thrown. */
class Outgoing {
  readonly #publisher: StreamPublisher;
  #refused: string | undefined;
  #stored = 0;
  #wake: (() => void) | undefined;

  constructor(bus: Bus, stream: string, progress?: (bytes: number) => void) {
    const lengths: number[] = this.#lengths;
    this.#publisher = bus.publisher({
      stream,
      inFlight: IN_FLIGHT,
      inFlightBytes: IN_FLIGHT * CHUNK_BYTES,
      refused: "drop",
      onStored: (ticket) => {
        this.#stored += lengths[ticket - 1] ?? 0;
        progress?.(this.#stored);
        this.#wake?.();
      },
      onRefused: (_ticket, why) => {
        this.#refused ??= why;
        this.#wake?.();
      },
    });
  }

  readonly #lengths: number[] = [];

  async send(subject: string, data: Uint8Array, messageId: string): Promise<void> {
    this.#check();
    while (this.#publisher.publish(subject, data, messageId) === PUBLISHER_FULL) {
      await new Promise<void>((done) => (this.#wake = done));
      this.#check();
    }
    this.#lengths.push(data.length);
  }

  /** Waits until all is stored. */
  async finish(): Promise<void> {
    await this.#publisher.settled();
    this.#publisher.close();
    this.#check();
  }

  #check(): void {
    if (this.#refused !== undefined) throw new BusError("refused", this.#refused);
  }
}
