import {
  type OrderTerms,
  PLAIN_TERMS,
  SELF_TRADE_MODES,
  type SentRequest,
} from "@mexoms/core/internal";
import {
  BY_MID,
  BY_QUOTE,
  REQUEST,
  REQUEST_AMEND,
  REQUEST_CANCEL,
  REQUEST_SUBMIT,
  TIF_FOK,
  TIF_IOC,
  TIF_POST_ONLY,
  TYPE_MARKET,
} from "@mexoms/sim/internal";
import { HEADER, HEADER_FIELDS } from "../link/messages.ts";

type Submit = Extract<SentRequest, { what: "submit" }>;

/**
 * What a request message said, its header at `index` of `fields`; the other way round from
 * LiveGateway. `accounts`: names by their numbers, none in a session without accounts.
 */
export function sentRequest(
  fields: Float64Array,
  index: number,
  accounts: readonly string[],
): SentRequest {
  const field = (at: number): number => fields[index + HEADER_FIELDS + at]!;
  const market = fields[index + HEADER.market]!;
  const id = field(REQUEST.orderId);
  const kind = field(REQUEST.kind);
  const [priceTicks, qtyLots] = [field(REQUEST.priceTicks), field(REQUEST.qtyLots)];
  if (kind === REQUEST_CANCEL) return { what: "cancel", id };
  if (kind === REQUEST_AMEND) {
    const triggerTicks = field(REQUEST.triggerTicks);
    const trigger = triggerTicks > 0 ? { triggerTicks } : {};
    return { what: "amend", id, to: { priceTicks, qtyLots, ...trigger } };
  }
  if (kind !== REQUEST_SUBMIT) return { what: "cancel-all", id, market };
  const terms = termsOf(field);
  return {
    what: "submit",
    id,
    market,
    account: accounts[field(REQUEST.account)],
    side: field(REQUEST.side),
    type: typeOf(field, terms),
    timeInForce: timeInForceOf(field, terms),
    selfTrade: SELF_TRADE_MODES[field(REQUEST.selfTrade) - 1],
    priceTicks,
    qtyLots,
    terms,
  };
}

function termsOf(field: (at: number) => number): OrderTerms {
  const by = field(REQUEST.triggerBy);
  const expiresNs = field(REQUEST.expiresNs);
  const terms: OrderTerms = {
    triggerTicks: field(REQUEST.triggerTicks),
    triggerBy: by === BY_QUOTE ? "quote" : by === BY_MID ? "mid" : "last",
    trailTicks: field(REQUEST.trailTicks),
    activationTicks: field(REQUEST.activationTicks),
    displayLots: field(REQUEST.displayLots),
    reduceOnly: field(REQUEST.reduceOnly) === 1,
    expiresNs: expiresNs === 0 ? -1 : expiresNs,
  };
  const isPlain = (Object.keys(terms) as (keyof OrderTerms)[]).every(
    (key) => terms[key] === PLAIN_TERMS[key],
  );
  return isPlain ? PLAIN_TERMS : terms;
}

function typeOf(field: (at: number) => number, terms: OrderTerms): Submit["type"] {
  const isMarket = field(REQUEST.type) === TYPE_MARKET;
  if (terms.trailTicks > 0) return "trailing-stop";
  if (terms.triggerTicks > 0) return isMarket ? "stop" : "stop-limit";
  return isMarket ? "market" : "limit";
}

function timeInForceOf(field: (at: number) => number, terms: OrderTerms): Submit["timeInForce"] {
  const code = field(REQUEST.timeInForce);
  if (code === TIF_POST_ONLY) return "post-only";
  if (code === TIF_IOC) return "ioc";
  if (code === TIF_FOK) return "fok";
  return terms.expiresNs >= 0 ? "gtd" : "gtc";
}
