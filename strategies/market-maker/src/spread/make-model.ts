import type { Instrument } from "@mexoms/core";
import type { PricingValues } from "../params/pricing-params.ts";
import { FixedSpread, SigmaSpread } from "./plain-models.ts";
import { AvellanedaStoikovSpread, GlftSpread, IntentSpread } from "./risk-models.ts";
import type { SpreadModel } from "./spread-model.ts";

/** The model that the parameters name. */
export function makeSpreadModel(params: PricingValues, instrument: Instrument): SpreadModel {
  switch (params.spreadModel) {
    case "fixed":
      return new FixedSpread(params);
    case "volatility":
      return new SigmaSpread(params);
    case "avellaneda-stoikov":
      return new AvellanedaStoikovSpread(params, instrument);
    case "intent":
      return new IntentSpread(params);
    default:
      return new GlftSpread(params, instrument);
  }
}
