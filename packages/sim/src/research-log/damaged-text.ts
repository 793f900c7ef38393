import type { ResearchLog } from "./research-log.ts";

/** Lines whose numbers are told; a file that is damaged all over would flood a terminal. */
const TOLD = 3;

/** What people should know of a log's lines that cannot be read; undefined when there is none. */
export function damagedText({
  file,
  damaged,
}: Pick<ResearchLog, "file" | "damaged">): string | undefined {
  if (damaged.length === 0) return undefined;
  const one = damaged.length === 1;
  const numbers = damaged.slice(0, TOLD).join(", ");
  const more = damaged.length > TOLD ? ` and ${damaged.length - TOLD} more` : "";
  return (
    `${file}: ${one ? "line" : "lines"} ${numbers}${more} cannot be read (torn by a crash, edited, or of another version): ` +
    `the trials and openings of ${one ? "it" : "them"} do not count, so what is said of chance and of hold-outs is too kind`
  );
}
