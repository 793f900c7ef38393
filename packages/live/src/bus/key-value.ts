import { ConfigError, decodeToken, encodeToken } from "@mexoms/core";
import type { KV, KvEntry } from "nats";
import type { Bus } from "./bus.ts";
import { BusError, busError } from "./bus-error.ts";

export interface KeyValueEntry {
  readonly key: string;
  /** Undefined when the key was deleted. */
  readonly value: Uint8Array | undefined;
  /** Grows with each change of the bucket. */
  readonly revision: number;
}

// What the library says when somebody else was first.
const CHANGED = /wrong last sequence/;
const KEY = /^[-/_=a-zA-Z0-9]+(\.[-/_=a-zA-Z0-9]+)*$/;

/**
 * A key that says the given texts, whatever they hold: "binance.sub_arb". Different texts give
 * different keys; `parseKey` gives them back.
 */
export function formatKey(...texts: readonly string[]): string {
  // Keys take fewer characters than subjects: no colon and no percent sign.
  return texts
    .map((text) => encodeToken(text).replaceAll(":", "=3A").replaceAll("%", "="))
    .join(".");
}

/** The texts of a key. Throws DataError for one that `formatKey` never makes. */
export function parseKey(key: string): string[] {
  return key
    .split(".")
    .map((token) => decodeToken(token.replaceAll("=3A", ":").replaceAll("=", "%"), "key"));
}

/**
 * A bucket of values by key, with revisions. All methods throw BusError when the server cannot be
 * asked; a change that may or may not have been made is a `timeout`. Keys are letters, digits and
 * - / _ = with dots between them.
 */
export class KeyValue {
  readonly bucket: string;
  readonly #kv: KV;

  private constructor(bucket: string, kv: KV) {
    this.bucket = bucket;
    this.#kv = kv;
  }

  /** For Bus.keyValue. */
  static async open(bus: Bus, bucket: string): Promise<KeyValue> {
    try {
      const kv = await bus.connection.jetstream().views.kv(bucket, { bindOnly: true });
      await kv.status(); // says whether it is there
      return new KeyValue(bucket, kv);
    } catch (error) {
      throw busError(`bucket ${bucket}`, error);
    }
  }

  /** Undefined when there is none, or it was deleted. */
  async get(key: string): Promise<KeyValueEntry | undefined> {
    const entry = await this.#ask(key, () => this.#kv.get(checkedKey(key)));
    return entry === null || entry.operation !== "PUT" ? undefined : entryOf(entry);
  }

  /** Sets a value and returns its revision. */
  put(key: string, value: Uint8Array): Promise<number> {
    return this.#ask(key, () => this.#kv.put(checkedKey(key), value));
  }

  /** Sets a value where there is none; undefined when there is one. */
  create(key: string, value: Uint8Array): Promise<number | undefined> {
    return this.#change(key, () => this.#kv.create(checkedKey(key), value));
  }

  /** Sets a value if nobody has changed it since `revision`; undefined when somebody has. */
  update(key: string, value: Uint8Array, revision: number): Promise<number | undefined> {
    return this.#change(key, () => this.#kv.update(checkedKey(key), value, revision));
  }

  async delete(key: string): Promise<void> {
    await this.#ask(key, () => this.#kv.delete(checkedKey(key)));
  }

  async keys(): Promise<string[]> {
    return this.#ask("keys", async () => {
      const keys: string[] = [];
      for await (const key of await this.#kv.keys()) keys.push(key);
      return keys.sort();
    });
  }

  /**
   * Calls `changed` for each value there is, and for each change from then on, also over new
   * connections. Resolves when all values that were there have been told.
   */
  async watch(
    changed: (entry: KeyValueEntry) => void,
    { key }: { readonly key?: string } = {},
  ): Promise<{ stop(): void }> {
    const entries = await this.#ask(key ?? "watch", () =>
      this.#kv.watch(key === undefined ? {} : { key }),
    );
    return new Promise((resolve, reject) => {
      const stop = { stop: () => entries.stop() };
      const follow = async (): Promise<void> => {
        // An empty bucket has nothing to tell.
        const { values } = await this.#kv.status();
        if (values === 0) resolve(stop);
        for await (const entry of entries) {
          changed(entryOf(entry));
          if (entry.delta === 0) resolve(stop);
        }
      };
      follow().catch((error: unknown) => reject(busError(`${this.bucket} ${key ?? ""}`, error)));
    });
  }

  async #change(key: string, change: () => Promise<number>): Promise<number | undefined> {
    try {
      return await this.#ask(key, change);
    } catch (error) {
      if (error instanceof BusError && CHANGED.test(error.message)) return undefined;
      throw error;
    }
  }

  async #ask<T>(what: string, ask: () => Promise<T>): Promise<T> {
    try {
      return await ask();
    } catch (error) {
      if (error instanceof ConfigError) throw error;
      throw busError(`${this.bucket} ${what}`, error);
    }
  }
}

function entryOf(entry: KvEntry): KeyValueEntry {
  const { key, value, revision, operation } = entry;
  return { key, value: operation === "PUT" ? value : undefined, revision };
}

function checkedKey(key: string): string {
  if (KEY.test(key)) return key;
  throw new ConfigError("key", `${JSON.stringify(key)} is no key; one is binance.sub_arb`);
}
