import { fileURLToPath } from "node:url";
import { type Strategy, StrategyError } from "@mexoms/core";
import { isStrategy } from "@mexoms/core/internal";
import { loadStrategyFile } from "@mexoms/sim";

export interface FoundStrategy {
  readonly strategy: Strategy;
  readonly codeDigest: string;
}

/** Loads a strategy by the name of a built-in one or by the path of a file. */
export async function findStrategy(nameOrPath: string): Promise<FoundStrategy> {
  const builtIn = {
    "market-maker": fileURLToPath(import.meta.resolve("@mexoms/market-maker")),
  };
  const { definition, codeDigest } = await loadStrategyFile(nameOrPath, { builtIn });
  if (!isStrategy(definition)) throw new StrategyError(`${nameOrPath} exports no strategy`);
  return { strategy: definition, codeDigest };
}
