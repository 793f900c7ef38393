import { ConfigError, Decimal, Money } from "@mexoms/core";

/** Reads fields of what an earlier run has saved; each error names the field by its path. */
export class SavedFields {
  readonly #at: string;
  readonly #fields: Readonly<Record<string, unknown>>;

  /** Throws ConfigError when `value` is not an object. */
  constructor(value: unknown, at: string) {
    if (typeof value !== "object" || value === null || Array.isArray(value)) {
      throw new ConfigError(at, "is not an object; was it changed by hand?");
    }
    this.#at = at;
    this.#fields = value as Record<string, unknown>;
  }

  path(name: string): string {
    return `${this.#at}.${name}`;
  }

  text(name: string): string {
    const value = this.#fields[name];
    return typeof value === "string" ? value : this.#refuse(name, "text");
  }

  whole(name: string): number {
    const value = this.#fields[name];
    if (typeof value === "number" && Number.isSafeInteger(value)) return value;
    return this.#refuse(name, "a whole number");
  }

  /** A whole number that is not negative. */
  count(name: string): number {
    const value = this.whole(name);
    return value >= 0 ? value : this.#refuse(name, "a whole number from 0");
  }

  number(name: string): number {
    const value = this.#fields[name];
    if (typeof value === "number" && Number.isFinite(value)) return value;
    return this.#refuse(name, "a number");
  }

  oneOf<const W extends string>(name: string, words: readonly W[]): W {
    const found = words.find((word) => word === this.#fields[name]);
    return found ?? this.#refuse(name, `one of ${words.join(", ")}`);
  }

  /** A time as nanoseconds since 1970, or null for never; the value is relative to `epochNs`. */
  time(name: string, epochNs: bigint): number {
    const value = this.#fields[name];
    if (value === null) return Number.POSITIVE_INFINITY;
    if (typeof value !== "string" || !/^-?\d{1,19}$/.test(value)) {
      return this.#refuse(name, "nanoseconds since 1970 as text, or null");
    }
    return Number(BigInt(value) - epochNs);
  }

  /** An exact amount as decimal text. */
  money(name: string): Money {
    const text = this.text(name);
    if (!/^-?\d+(\.\d+)?$/.test(text)) return this.#refuse(name, 'decimal text such as "0.5"');
    const value = new Decimal(text);
    const [whole, fraction = ""] = text.split(".");
    return new Money(BigInt(`${whole}${fraction}`), value.isZero() ? 0 : fraction.length);
  }

  object(name: string): SavedFields {
    return new SavedFields(this.#fields[name], this.path(name));
  }

  has(name: string): boolean {
    return this.#fields[name] !== undefined;
  }

  names(): readonly string[] {
    return Object.keys(this.#fields);
  }

  /** Each entry of a list of objects. */
  list<T>(name: string, read: (entry: SavedFields) => T): T[] {
    const value = this.#fields[name];
    if (!Array.isArray(value)) return this.#refuse(name, "a list");
    return value.map((entry: unknown, i) =>
      read(new SavedFields(entry, `${this.path(name)}[${i}]`)),
    );
  }

  /** Entries of a list of texts or numbers. */
  values(name: string): readonly unknown[] {
    const value = this.#fields[name];
    return Array.isArray(value) ? (value as unknown[]) : this.#refuse(name, "a list");
  }

  #refuse(name: string, wanted: string): never {
    throw new ConfigError(this.path(name), `is not ${wanted}`);
  }
}
