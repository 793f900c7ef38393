import type { InstrumentSpec } from "@mexoms/core";
import { z } from "zod";

const name = z.string().min(1);
const decimal = z.string().regex(/^\d+(\.\d+)?$/, 'a decimal as text, for example "0.001"');
const rate = z.string().regex(/^-?\d+(\.\d+)?(bps|%)$/, 'a rate with its unit, for example "2bps"');

/** An instrument as it stands in instrument files and in the headers of tapes. */
export const instrumentSpecSchema: z.ZodType<InstrumentSpec> = z
  .strictObject({
    venue: name,
    market: name,
    symbol: name,
    base: name,
    quote: name,
    payoff: z.enum(["linear", "inverse"]),
    contractSize: decimal,
    tickSize: decimal,
    lotSize: decimal,
    makerFee: rate,
    takerFee: rate,
    minQty: z.exactOptional(decimal),
    maxQty: z.exactOptional(decimal),
    minNotional: z.exactOptional(decimal),
  })
  .readonly();
