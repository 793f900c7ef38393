import type { Instrument } from "../instrument/instrument.ts";

/** What a parameter may look at while it is read. */
export interface ParamScope {
  /** The instruments of the run, in the order of its tapes. */
  readonly instruments: readonly Instrument[];
  /** Values of the parameters of kind "instrument", which are read before all others. */
  readonly roles: ReadonlyMap<string, Instrument>;
}

/**
 * A typed parameter. One declaration serves validation, help and sweeps: `kind` and `example` say
 * what its text looks like, `read` turns the text into the value or throws a ConfigError that names
 * the field and shows a valid value.
 */
export interface Param<T> {
  readonly kind: string;
  readonly example: string;
  readonly doc: string;
  /** Text used when none is given; undefined makes the parameter required. */
  readonly default: string | undefined;
  readonly min: string | undefined;
  readonly max: string | undefined;
  /** A role that a run may leave empty: it is taken by name only. */
  readonly optional?: boolean;
  read(text: string, field: string, scope: ParamScope): T;
}

/** What every kind of parameter can be given. Range ends are inclusive texts of the same kind. */
export interface ParamOptions {
  readonly default?: string;
  readonly min?: string;
  readonly max?: string;
  readonly doc?: string;
}

export type Params = Readonly<Record<string, Param<unknown>>>;

/** The values that a strategy is given: one for each declared parameter. */
export type ParamValues<P extends Params> = {
  readonly [K in keyof P]: P[K] extends Param<infer T> ? T : never;
};
