import { DataError, formatSubject } from "@mexoms/core";
import { z } from "zod";

/** What a person tells a running session to do. */
export const CONTROL_WORDS = ["halt", "resume", "rearm", "stop"] as const;
export type ControlWord = (typeof CONTROL_WORDS)[number];

/**
 * - halt: nothing but cancels, and all open orders are canceled
 * - resume: ends a halt
 * - rearm: sets off limits of risk that were reached; losses count from now on with "from-now"
 * - stop: the session ends in order
 */
export interface ControlOrder {
  readonly version: 1;
  /** Names it in the answers. */
  readonly id: string;
  readonly word: ControlWord;
  readonly by: string;
  readonly reason: string;
  readonly losses?: "keep" | "from-now" | undefined;
}

/** What a session says to an order. */
export interface ControlAnswer {
  readonly id: string;
  readonly session: string;
  readonly done: boolean;
  /** What was done, or why not. */
  readonly text: string;
}

const LONGEST = 500;
const text = z.string().max(LONGEST);
const order = z.strictObject({
  version: z.literal(1),
  id: text,
  word: z.enum(CONTROL_WORDS),
  by: text,
  reason: text,
  losses: z.enum(["keep", "from-now"]).optional(),
});
const answer = z.object({ id: text, session: text, done: z.boolean(), text: z.string() });

/** Where orders to a session are published. The stream CONTROL keeps them. */
export function controlSubject(session: string): string {
  return formatSubject({
    action: "control",
    exchange: session,
    account: "",
    market: "",
    symbol: "order",
  });
}

/** Throws DataError for what is no order of this version. */
export function parseControlOrder(data: Uint8Array): ControlOrder {
  const parsed = order.safeParse(json(data));
  if (parsed.success) return parsed.data;
  throw new DataError({ file: "control" }, "a message is no order to a session of version 1");
}

/** Undefined for what is no answer, such as the stream's own. */
export function parseControlAnswer(data: Uint8Array): ControlAnswer | undefined {
  return answer.safeParse(json(data)).data;
}

function json(data: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(data));
  } catch {
    return undefined;
  }
}
