import { ConfigError, Decimal, type Param } from "@mexoms/core";

/** How much should be held: lots, or a share of the capital; both NaN for what it held at the start. */
export interface HoldingTarget {
  readonly lots: number;
  readonly share: number;
}

/** "start", a signed size with its unit, or a share of the capital from 0% to 100%. */
export function holding(options: {
  readonly default: string;
  readonly doc: string;
}): Param<HoldingTarget> {
  return {
    kind: "start|quantity|share",
    example: "50%",
    doc: options.doc,
    default: options.default,
    min: undefined,
    max: undefined,
    read(text, field, scope) {
      if (text === "start") return { lots: Number.NaN, share: Number.NaN };
      const share = /^(\d+(?:\.\d+)?)%$/.exec(text);
      if (share) {
        const part = new Decimal(share[1]!).div(100).toNumber();
        if (part > 1) throw new ConfigError(field, `${text} is above the maximum of 100%`);
        return { lots: Number.NaN, share: part };
      }
      const role = scope.roles.get("instrument");
      const size = /^(-?)(\d+(?:\.\d+)?)([A-Za-z0-9]*[A-Za-z])$/.exec(text);
      if (!role || !size || size[3] !== role.sizeUnit) {
        const unit = role?.sizeUnit ?? "BTC";
        throw new ConfigError(field, `"${text}" is not start, a size such as 0.5${unit} or 50%`);
      }
      const lots = role.qtyLots(size[2]!, field);
      return { lots: size[1] === "-" && lots > 0 ? -lots : lots, share: Number.NaN };
    },
  };
}
