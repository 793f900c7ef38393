import { ConfigError, Rate } from "@mexoms/core";
import { rateOf } from "@mexoms/core/internal";
import type { MarginBracket } from "./account-config.ts";
import { parseAmount, parseThousandths } from "./amount.ts";

interface Bracket {
  readonly upTo: bigint | undefined;
  /** In thousandths. */
  readonly maxLeverage: bigint;
  readonly rateUnits: number;
  readonly amount: bigint;
}

/** What margin must remain for a position of a value, and what leverage it may have. */
export class MarginBrackets {
  readonly #brackets: readonly Bracket[];

  /** Throws ConfigError naming `field` for brackets that cannot be. */
  constructor(brackets: readonly MarginBracket[], field: string) {
    this.#brackets = brackets.map((each, i) => parseBracket(each, `${field}.${i}`));
    if (brackets.length === 0) throw new ConfigError(field, "needs at least one bracket");
    this.#brackets.forEach(({ upTo }, i) => {
      const next = this.#brackets[i + 1];
      if (next && (upTo === undefined || (next.upTo !== undefined && next.upTo <= upTo))) {
        throw new ConfigError(`${field}.${i}.upTo`, "must be below that of the next bracket");
      }
    });
  }

  maintenance(notional: bigint): bigint {
    const { rateUnits, amount } = this.of(notional);
    const margin = rateOf(notional, rateUnits) - amount;
    return margin > 0n ? margin : 0n;
  }

  /** Whether a position of this value may have a leverage, in thousandths. */
  allows(notional: bigint, leverage: bigint): boolean {
    const { upTo, maxLeverage } = this.of(notional);
    return (upTo === undefined || notional <= upTo) && leverage <= maxLeverage;
  }

  of(notional: bigint): Bracket {
    const found = this.#brackets.find(({ upTo }) => upTo === undefined || notional <= upTo);
    return found ?? this.#brackets.at(-1)!;
  }
}

function parseBracket(bracket: MarginBracket, field: string): Bracket {
  const { units } = Rate.parse(bracket.maintenance, `${field}.maintenance`);
  if (units <= 0) throw new ConfigError(`${field}.maintenance`, "must be above zero, such as 0.4%");
  return {
    upTo: bracket.upTo === undefined ? undefined : parseAmount(bracket.upTo, `${field}.upTo`),
    maxLeverage: parseThousandths(bracket.maxLeverage, `${field}.maxLeverage`),
    rateUnits: units,
    amount: parseAmount(bracket.maintenanceAmount, `${field}.maintenanceAmount`),
  };
}
