import { ConfigError, Decimal, type Instrument, type Params } from "@mexoms/core";
import { bindParams, type ParamScope } from "@mexoms/core/internal";
import type { SweptParam } from "./axis-text.ts";

/** Instruments in roles, in each of the combinations that a sweep can have. */
const SCOPES_MAX = 1000;

/** The fixed parameters, and the instruments that values of swept ones are read against. */
export interface ParamScopes {
  /** Texts of all parameters that are not swept, defaults included. */
  readonly fixed: Readonly<Record<string, string>>;
  readonly scopes: readonly ParamScope[];
}

/**
 * Binds what is fixed, with the first value of each instrument that is swept and any valid value of
 * what is swept otherwise. `roles` are the swept parameters of kind instrument with their values.
 */
export function paramScopes(options: {
  readonly params: Params;
  readonly given: Readonly<Record<string, string>>;
  readonly swept: ReadonlySet<string>;
  readonly roles: ReadonlyMap<string, readonly string[]>;
  readonly instruments: readonly Instrument[];
}): ParamScopes {
  const { params, given, swept, roles, instruments } = options;
  const fixedParams = Object.fromEntries(
    Object.entries(params).filter(([name]) => !swept.has(name) || roles.has(name)),
  );
  const combinations = product([...roles]);
  const bound = combinations.map((role) =>
    bindParams({ params: fixedParams, given: { ...given, ...role }, instruments }),
  );
  const fixed = Object.entries(bound[0]!.texts).filter(([name]) => !swept.has(name));
  const roleNames = Object.keys(fixedParams).filter(
    (name) => fixedParams[name]!.kind === "instrument",
  );
  const scopes = bound.map(({ values }) => ({
    instruments,
    roles: new Map(
      roleNames
        .filter((name) => values[name] !== undefined)
        .map((name) => [name, values[name] as Instrument]),
    ),
  }));
  return { fixed: Object.fromEntries(fixed), scopes };
}

/** A swept parameter whose values must be valid in every scope. */
export function sweptParam(
  params: Params,
  name: string,
  scopes: readonly ParamScope[],
): SweptParam {
  const param = params[name]!;
  return {
    name,
    param,
    check(text) {
      for (const scope of scopes) param.read(text, name, scope);
    },
    grain: grainOf(param.kind, scopes),
  };
}

function grainOf(kind: string, scopes: readonly ParamScope[]): Decimal {
  if (kind === "count" || kind === "duration") return new Decimal(1);
  if (kind !== "quantity") return new Decimal(0);
  // Which role a size is of is known to its declaration alone: a multiple of all lots is safe.
  const lots = scopes.flatMap(({ roles }) => [...roles.values()].map(({ lot }) => lot.decimal(1)));
  return lots.reduce(commonMultiple, new Decimal(0));
}

function commonMultiple(a: Decimal, b: Decimal): Decimal {
  if (a.isZero()) return b;
  let multiple = a;
  while (!multiple.mod(b).isZero()) multiple = multiple.add(a);
  return multiple;
}

function product(
  roles: readonly (readonly [string, readonly string[]])[],
): readonly Readonly<Record<string, string>>[] {
  let combinations: Readonly<Record<string, string>>[] = [{}];
  for (const [name, values] of roles) {
    combinations = combinations.flatMap((each) =>
      values.map((text) => ({ ...each, [name]: text })),
    );
    if (combinations.length > SCOPES_MAX) {
      throw new ConfigError(name, `more than ${SCOPES_MAX} combinations of instruments`);
    }
  }
  return combinations;
}
