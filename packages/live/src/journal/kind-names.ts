import { INPUT, MARK, OUTPUT } from "./record-kinds.ts";

const NAMES: ReadonlyMap<number, string> = new Map(
  Object.entries({ ...INPUT, ...OUTPUT, ...MARK }).map(([name, kind]) => [kind, name]),
);

/** Names of the kinds of records, as people write them. */
export const KIND_NAMES: readonly string[] = [...NAMES.values()];

/** "rows" for INPUT.rows; "kind 77" for one that this version does not know. */
export function kindName(kind: number): string {
  return NAMES.get(kind) ?? `kind ${kind}`;
}
