import { ConfigError, type Param } from "@mexoms/core";

/** "none", or a price with its currency such as "60000USDT", in whole ticks; NaN for none. */
export function priceLimit(options: { readonly doc: string }): Param<number> {
  return {
    kind: "price",
    example: "60000USDT",
    doc: options.doc,
    default: "none",
    min: undefined,
    max: undefined,
    read(text, field, scope) {
      if (text === "none") return Number.NaN;
      const role = scope.roles.get("instrument");
      const match = /^(\d+(?:\.\d+)?)([A-Za-z0-9]*[A-Za-z])$/.exec(text);
      if (!role || !match || match[2] !== role.spec.quote) {
        const unit = role?.spec.quote ?? "USDT";
        throw new ConfigError(field, `"${text}" is not none or a price such as 60000${unit}`);
      }
      const ticks = role.priceTicks(match[1]!, field);
      if (ticks === 0) throw new ConfigError(field, `${text} must be above zero`);
      return ticks;
    },
  };
}
