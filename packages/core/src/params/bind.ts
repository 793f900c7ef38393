import type { Instrument } from "../instrument/instrument.ts";
import { ConfigError } from "../errors.ts";
import type { ParamScope, Params, ParamValues } from "./param.ts";
import { unknownParam } from "./unknown-param.ts";

/** The values of a strategy's parameters and the texts they were read from, in declared order. */
export interface BoundParams<P extends Params> {
  readonly values: ParamValues<P>;
  readonly texts: Readonly<Record<string, string>>;
}

/**
 * Reads given texts against a declaration. Throws ConfigError for an unknown name, a missing value,
 * a bad unit or a value out of range.
 */
export function bindParams<P extends Params>(options: {
  readonly params: P;
  readonly given: Readonly<Record<string, string>>;
  readonly instruments: readonly Instrument[];
}): BoundParams<P> {
  const { params, given, instruments } = options;
  for (const name of Object.keys(given)) {
    if (!Object.hasOwn(params, name)) {
      throw unknownParam(name, Object.keys(params));
    }
  }
  const roles = new Map<string, Instrument>();
  const scope: ParamScope = { instruments, roles };
  const texts: Record<string, string> = {};
  const values: Record<string, unknown> = {};
  const entries = Object.entries(params);
  let next = 0;
  for (const [name, param] of entries) {
    if (param.kind !== "instrument") continue;
    if (param.optional === true && given[name] === undefined) continue;
    const text = given[name] ?? instruments[next]?.id;
    if (param.optional !== true) next += 1;
    if (text === undefined) {
      throw new ConfigError(
        name,
        `needs an instrument, but the run has only ${instruments.length}`,
      );
    }
    const value = param.read(text, name, scope) as Instrument;
    roles.set(name, value);
    values[name] = value;
    texts[name] = text;
  }
  for (const [name, param] of entries) {
    if (param.kind === "instrument") continue;
    const text = given[name] ?? param.default;
    if (text === undefined) {
      throw new ConfigError(name, `must be given, for example ${name}=${param.example}`);
    }
    values[name] = param.read(text, name, scope);
    texts[name] = text;
  }
  return { values: values as ParamValues<P>, texts };
}
