import { ConfigError, Distance, type Param } from "@mexoms/core";

/**
 * A proportion of a price, "1.5bps", or a word that stands for something that is found elsewhere:
 * the value is undefined then.
 */
export function bpsUnless(
  word: string,
  options: { readonly default: string; readonly doc: string },
): Param<Distance | undefined> {
  return {
    kind: `bps|${word}`,
    example: "1.5bps",
    doc: options.doc,
    default: options.default,
    min: undefined,
    max: undefined,
    read(text, field) {
      if (text === word) return undefined;
      if (!/(bps|%)$/.test(text)) {
        throw new ConfigError(field, `"${text}" is not ${word}, nor in bps or %, such as 1.5bps`);
      }
      const value = Distance.parse(text, field);
      if (value.amount.isNegative()) throw new ConfigError(field, `${text} must not be negative`);
      return value;
    },
  };
}

const PER_SECOND = /^(\d+(?:\.\d+)?)\/s$/;

/** A rate of events, "0.9/s", or a word that stands for one that is measured: undefined then. */
export function perSecondUnless(
  word: string,
  options: { readonly default: string; readonly doc: string },
): Param<number | undefined> {
  return {
    kind: `per second|${word}`,
    example: "0.9/s",
    doc: options.doc,
    default: options.default,
    min: undefined,
    max: undefined,
    read(text, field) {
      if (text === word) return undefined;
      const value = Number(PER_SECOND.exec(text)?.[1]);
      if (value > 0) return value;
      throw new ConfigError(field, `"${text}" is not ${word}, nor a rate above zero such as 0.9/s`);
    },
  };
}
