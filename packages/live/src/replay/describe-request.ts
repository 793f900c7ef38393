import type { Instrument } from "@mexoms/core";
import { REQUEST } from "@mexoms/sim/internal";
import { sideName } from "@mexoms/core/internal";
import { sentRequest } from "../kernel/sent-request.ts";
import { HEADER, HEADER_FIELDS } from "../link/messages.ts";

/** A request message, its header at `index`, in words and decimals. */
export function describeRequest(
  fields: Float64Array,
  index: number,
  instruments: readonly Instrument[],
): string {
  const request = sentRequest(fields, index, []);
  const { tick, lot, id: name } = instruments[fields[index + HEADER.market]!]!;
  if (request.what === "cancel-all") return `cancel all of ${name}, request ${request.id}`;
  const batch = fields[index + HEADER_FIELDS + REQUEST.batch]!;
  const place = batch === 0 ? "" : `, number ${batch + 1} of its message`;
  const account = fields[index + HEADER_FIELDS + REQUEST.account]!;
  const of = `order ${request.id} of ${name}`;
  if (request.what === "cancel") return `cancel ${of}${place}`;
  const terms = request.what === "submit" ? request.terms : request.to;
  const price = (ticks: number): string => tick.format(ticks);
  const priceTicks = fields[index + HEADER_FIELDS + REQUEST.priceTicks]!;
  const qtyLots = fields[index + HEADER_FIELDS + REQUEST.qtyLots]!;
  const size = `${lot.format(qtyLots)} at ${price(priceTicks)}`;
  const trigger = terms.triggerTicks ? `, trigger ${price(terms.triggerTicks)}` : "";
  if (request.what === "amend") return `amend ${of} to ${size}${trigger}${place}`;
  const { type, timeInForce, side, selfTrade } = request;
  const { trailTicks, activationTicks, displayLots, reduceOnly, expiresNs } = request.terms;
  const rest = [
    trigger,
    trigger === "" ? "" : `, by ${request.terms.triggerBy}`,
    trailTicks > 0 ? `, trail ${price(trailTicks)}` : "",
    activationTicks > 0 ? `, from ${price(activationTicks)}` : "",
    displayLots > 0 ? `, showing ${lot.format(displayLots)}` : "",
    reduceOnly ? ", reduce-only" : "",
    expiresNs >= 0 ? `, expires at ${expiresNs} ns` : "",
    selfTrade === undefined ? "" : `, self-trade ${selfTrade}`,
    account === 0 ? "" : `, account ${account}`,
    place,
  ];
  return `${sideName(side)} ${size}, ${of}, ${type} ${timeInForce}${rest.join("")}`;
}
