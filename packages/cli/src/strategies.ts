import { fileURLToPath } from "node:url";
import { type Strategy, StrategyError } from "@mexoms/core";
import { isStrategy } from "@mexoms/core/internal";
import { loadStrategyFile } from "@mexoms/sim";

export interface FoundStrategy {
  readonly strategy: Strategy;
  readonly codeDigest: string;
  /** A module that threads may load it from. */
  readonly modulePath: string;
}

/** Loads a strategy by the name of a built-in one or by the path of a file. */
export async function findStrategy(nameOrPath: string): Promise<FoundStrategy> {
  const loaded = await loadStrategyFile(nameOrPath, { builtIn: builtIns() });
  const { definition, codeDigest, modulePath } = loaded;
  if (!isStrategy(definition)) throw new StrategyError(`${nameOrPath} exports no strategy`);
  return { strategy: definition, codeDigest, modulePath };
}

/** Whether a strategy of that name comes with mexoms. */
export function isBuiltIn(name: string): boolean {
  return Object.hasOwn(builtIns(), name);
}

/** The file of a strategy: a built-in one's, or the path itself. */
export function strategyFileOf(nameOrPath: string): string {
  const files: Readonly<Record<string, string>> = builtIns();
  return Object.hasOwn(files, nameOrPath) ? files[nameOrPath]! : nameOrPath;
}

function builtIns(): Record<string, string> {
  return {
    "market-maker": fileURLToPath(import.meta.resolve("@mexoms/market-maker")),
    arbitrage: fileURLToPath(import.meta.resolve("@mexoms/arbitrage")),
    "book-watcher": fileURLToPath(import.meta.resolve("@mexoms/book-watcher")),
  };
}
