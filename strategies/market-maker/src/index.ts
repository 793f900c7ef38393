export { marketMaker, marketMaker as default } from "./market-maker.ts";
export { sizeSkew } from "./inventory/size-skew.ts";
export type { SizeSkewInputs } from "./inventory/size-skew.ts";
export type { Look } from "./pipeline/look.ts";
export { FAIR_PROBLEMS } from "./pipeline/fair-look.ts";
export { Pricing } from "./pricing.ts";
export { pricingParams } from "./params/pricing-params.ts";
export type { PricingValues } from "./params/pricing-params.ts";
export { avellanedaStoikov, gammaForShift } from "./spread/avellaneda-stoikov.ts";
export type {
  AvellanedaStoikovInputs,
  AvellanedaStoikovQuotes,
  ShiftIntent,
} from "./spread/avellaneda-stoikov.ts";
export { glft, glftQuotes } from "./spread/glft.ts";
export type { GlftConstants, GlftDistances, GlftInputs } from "./spread/glft.ts";
