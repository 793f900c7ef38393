import { ConfigError, type Instrument, type Params } from "@mexoms/core";
import { unknownParam } from "@mexoms/core/internal";
import type { Axis, SearchSpace } from "./search-space.ts";
import { parseAxis } from "./space/axis-text.ts";
import { paramScopes, sweptParam } from "./space/param-scopes.ts";
import { compileConditions } from "./where/conditions.ts";

export interface SearchSpaceOptions {
  /** The strategy's declaration. */
  readonly params: Params;
  /** Texts of the parameters that are not swept. */
  readonly given: Readonly<Record<string, string>>;
  /**
   * The values of each swept parameter: a list "1,3,5", a range with a step "1bps:20bps:1bps", one to
   * draw from "1bps:20bps" or "100ms:2s:log", or "*" for the declared range or all words. Lists of
   * instruments have semicolons between.
   */
  readonly space: Readonly<Record<string, string>>;
  /** Conditions that points must meet, for example "levels * size <= 0.5BTC". */
  readonly where: readonly string[];
  /** The instruments of the run, in the order of its tapes. */
  readonly instruments: readonly Instrument[];
}

/**
 * The space of a sweep, checked against the declaration: every point of it can be run. Its axes are
 * in the order of `space`; equal values have equal texts however they were given ("1%" is "100bps").
 * Throws ConfigError.
 */
export function parseSearchSpace(options: SearchSpaceOptions): SearchSpace {
  const { params, given, space, where, instruments } = options;
  const names = Object.keys(space);
  checkNames(params, given, names);
  const roleAxes = names
    .filter((name) => params[name]!.kind === "instrument")
    .map((name) =>
      parseAxis(sweptParam(params, name, [{ instruments, roles: new Map() }]), space[name]!),
    );
  const { fixed, scopes } = paramScopes({
    params,
    given,
    swept: new Set(names),
    roles: new Map(roleAxes.map(({ name, values }) => [name, values!])),
    instruments,
  });
  const axes = names.map(
    (name): Axis =>
      roleAxes.find((axis) => axis.name === name) ??
      parseAxis(sweptParam(params, name, scopes), space[name]!),
  );
  return { axes, where, allows: compileConditions(where, { params, axes, fixed }) };
}

function checkNames(
  params: Params,
  given: Readonly<Record<string, string>>,
  names: readonly string[],
): void {
  const known = Object.keys(params);
  for (const name of [...names, ...Object.keys(given)]) {
    if (!Object.hasOwn(params, name)) throw unknownParam(name, known);
  }
  const both = names.find((name) => Object.hasOwn(given, name));
  if (both !== undefined) {
    throw new ConfigError(both, "is both swept and given a fixed value; keep one of them");
  }
  if (names.length === 0) {
    const [name, param] =
      Object.entries(params).find(([, { kind }]) => kind !== "instrument") ?? [];
    const example = name === undefined ? "" : `, for example ${name}=${param!.example},...`;
    throw new ConfigError("space", `no parameter is swept: give the values of one${example}`);
  }
}
