import { Book, BUY, ROW_EXCH, SELL } from "@mexoms/core/internal";
import {
  constantLatency,
  parseExchangeModel,
  parseQueueModel,
  TapeCursor,
} from "@mexoms/sim/engine";
import type { Tape } from "@mexoms/sim/engine";
import { unlimitedClearing } from "../../engine/account/clearing.ts";
import { Connection } from "../../engine/venue/connection.ts";
import {
  ANSWER,
  ANSWER_FILLED,
  FILL_REASONS,
  REQUEST,
  REQUEST_AMEND,
  REQUEST_CANCEL,
  REQUEST_SUBMIT,
  TIF_POST_ONLY,
  TYPE_LIMIT,
} from "../../engine/venue/messages.ts";
import { VenueMarket } from "../../engine/venue/venue-market.ts";
import type { OwnRequest } from "./naive-fifo.ts";

const END_NS = 1e15;
const KINDS = { submit: REQUEST_SUBMIT, cancel: REQUEST_CANCEL, amend: REQUEST_AMEND } as const;

/** The fills of a simulated venue, as NaiveFifo gives them. */
export function fifoFills(
  tape: Tape,
  requests: readonly OwnRequest[],
  exchange: "no-partial" | "partial",
): string[] {
  const latency = constantLatency({ entryNs: 0, responseNs: 0 });
  const { epochNs, instrument } = tape;
  const connection = new Connection(latency.from({ epochNs, seed: 1, connection: 0 }));
  const accounts = [{ connection, clearing: unlimitedClearing }];
  const venue = new VenueMarket({
    instrument,
    market: 0,
    book: new Book(),
    cursor: new TapeCursor([tape], epochNs, ROW_EXCH),
    rulebook: undefined,
    keepsOrders: true,
    accounts,
    queue: parseQueueModel("fifo"),
    exchange: parseExchangeModel(exchange),
  });
  for (const request of requests) {
    const { ns, kind, id } = request;
    const [ticks, lots] = request.kind === "cancel" ? [0, 0] : [request.ticks, request.lots];
    const { draft } = venue.requests;
    draft[REQUEST.kind] = KINDS[kind];
    draft[REQUEST.orderId] = id;
    draft[REQUEST.side] = request.side === "buy" ? BUY : SELL;
    draft[REQUEST.priceTicks] = ticks;
    draft[REQUEST.qtyLots] = lots;
    draft[REQUEST.timeInForce] = TIF_POST_ONLY;
    draft[REQUEST.type] = TYPE_LIMIT;
    venue.requests.push(ns);
  }
  const fills: string[] = [];
  do {
    venue.untilNs = END_NS;
    venue.run();
    for (; venue.answers.length > 0; venue.answers.shift()) {
      const field = (name: keyof typeof ANSWER): number => venue.answers.field(ANSWER[name]);
      if (field("kind") !== ANSWER_FILLED) continue;
      const what = `${field("orderId")} ${field("qtyLots")}@${field("priceTicks")}`;
      const reason = FILL_REASONS[field("reason")]!;
      fills.push(`${field("exchNs")} ${what} [${field("leavesLots")}] ${reason}`);
    }
  } while (venue.untilNs < END_NS);
  return fills;
}
