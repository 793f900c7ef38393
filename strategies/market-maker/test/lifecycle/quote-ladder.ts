import type { QuoteTarget } from "@mexoms/core";

/** What a ladder of quotes is made from. Prices are ticks and may be fractional; sizes are lots. */
export interface LadderInputs {
  /** Price that the quotes stand around. */
  readonly fairTicks: number;
  /** Distance from the first bid to the first ask. */
  readonly spreadTicks: number;
  readonly stepTicks: number;
  readonly levels: number;
  readonly sizeLots: number;
  /** Signed; + is long. */
  readonly positionLots: number;
  readonly maxInventoryLots: number;
  /** Shift of all quotes at full inventory. */
  readonly skewTicks: number;
  /** Best prices that a post-only quote may not reach; NaN where there is none. */
  readonly bidTicks: number;
  readonly askTicks: number;
  readonly postOnly: boolean;
}

/**
 * The quotes that should rest, the inner ones first. All prices shift by
 * -clip(position / maxInventory, -1, 1) * skew, so that the side which reduces the inventory is the
 * nearer one. Quotes that would have to be at zero or below are left out.
 */
export function quoteLadder(inputs: LadderInputs): QuoteTarget[] {
  const { fairTicks, spreadTicks, stepTicks, levels, sizeLots, maxInventoryLots } = inputs;
  const share = maxInventoryLots > 0 ? inputs.positionLots / maxInventoryLots : 0;
  const center = fairTicks - Math.max(-1, Math.min(1, share)) * inputs.skewTicks;
  const targets: QuoteTarget[] = [];
  for (let level = 0; level < levels; level++) {
    const away = spreadTicks / 2 + level * stepTicks;
    // Rounded outward here, so that the post-only limit below is a whole tick from the other side.
    let bid = Math.floor(center - away);
    let ask = Math.ceil(center + away);
    if (inputs.postOnly) {
      // Each level has a limit of its own, so that levels which are pushed back keep their order.
      if (bid >= inputs.askTicks - level) bid = inputs.askTicks - level - 1;
      if (ask <= inputs.bidTicks + level) ask = inputs.bidTicks + level + 1;
    }
    if (bid > 0) targets.push({ side: "buy", price: bid, size: sizeLots });
    targets.push({ side: "sell", price: ask, size: sizeLots });
  }
  return targets;
}
