import type { VenueRulesSpec } from "@mexoms/sim/engine";
import { SELF_TRADE_MODES } from "@mexoms/core/internal";
import { z } from "zod";

const name = z.string().min(1);
const multiple = z.string().regex(/^\d+(\.\d+)?$/, 'a multiple as text, for example "1.05"');
const window = z.string().regex(/^\d+(ms|s|m|h|d)$/, 'a length of time, for example "10s"');
const weight = z.int().min(0);
const band = z.strictObject({
  buyUp: multiple,
  buyDown: multiple,
  sellUp: multiple,
  sellDown: multiple,
  breach: z.enum(["reject", "adjust"]),
});

/** The rules of one market of a venue as they stand in files. */
export const venueRulesSchema: z.ZodType<VenueRulesSpec> = z
  .strictObject({
    venue: name,
    market: name,
    asOf: name,
    amend: z.enum(["keeps-place", "requeues", "refused"]),
    postOnly: z.enum(["expired", "rejected"]),
    selfTrade: z.strictObject({
      modes: z.array(z.enum(SELF_TRADE_MODES)).min(1),
      default: z.enum(SELF_TRADE_MODES),
    }),
    rates: z.array(
      z.strictObject({
        name,
        scope: z.enum(["ip", "account", "instrument"]),
        weights: z.strictObject({
          place: weight.optional(),
          amend: weight.optional(),
          cancel: weight.optional(),
        }),
        limit: z.int().min(1),
        window,
        kind: z.enum(["fixed", "sliding"]),
      }),
    ),
    openOrders: z.strictObject({
      perInstrument: z.int().min(1).optional(),
      perAccount: z.int().min(1).optional(),
    }),
    priceBand: band.optional(),
    priceBands: z.record(name, band).optional(),
    marketMaxQty: z.record(name, multiple).optional(),
  })
  .readonly();
