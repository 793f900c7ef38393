import { ConfigError } from "@mexoms/core";
import type { ExchangeModel } from "./exchange-model.ts";
import { noPartialFill } from "./no-partial.ts";
import { partialFill } from "./partial.ts";

/** Reads "no-partial" or "partial". Throws ConfigError. */
export function parseExchangeModel(text: string): ExchangeModel {
  if (text === noPartialFill.name) return noPartialFill;
  if (text === partialFill.name) return partialFill;
  throw new ConfigError("exchange", `"${text}" is not no-partial or partial`);
}
