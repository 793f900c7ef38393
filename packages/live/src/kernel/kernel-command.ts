import { DataError } from "@mexoms/core";
import type { Kernel } from "@mexoms/core/internal";
import { z } from "zod";

/** What is asked of a kernel from outside: an input like any other. */
export type KernelCommand =
  | { readonly what: "suspend"; readonly market: number; readonly why: string }
  | { readonly what: "resume"; readonly market: number }
  /** Every open order is asked to be canceled that has no request under way. */
  | { readonly what: "cancel-all" }
  | {
      readonly what: "rearm";
      readonly by: string;
      readonly reason: string;
      readonly losses: "keep" | "from-now";
    };

const market = z.number().int().nonnegative();
const schema: z.ZodType<KernelCommand> = z.discriminatedUnion("what", [
  z.strictObject({ what: z.literal("suspend"), market, why: z.string() }),
  z.strictObject({ what: z.literal("resume"), market }),
  z.strictObject({ what: z.literal("cancel-all") }),
  z.strictObject({
    what: z.literal("rearm"),
    by: z.string(),
    reason: z.string(),
    losses: z.enum(["keep", "from-now"]),
  }),
]);

/** Throws DataError for a text that is no command. */
export function parseCommand(text: string, sequence: number): KernelCommand {
  const parsed = schema.safeParse(JSON.parse(text));
  if (parsed.success) return parsed.data;
  throw new DataError(
    { file: "journal", field: `record ${sequence}` },
    "is no command of a kernel",
  );
}

/** Throws ConfigError for one that cannot be done now; the kernel is as it was then. */
export function applyCommand(kernel: Kernel, command: KernelCommand): void {
  if (command.what === "suspend") kernel.suspend(command.market, command.why);
  else if (command.what === "resume") kernel.resume(command.market);
  else if (command.what === "cancel-all") kernel.desk.cancelAll();
  else if (kernel.risk !== undefined) kernel.risk.rearm(command);
}
