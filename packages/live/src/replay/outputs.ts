import type { KernelObserver } from "@mexoms/core/internal";
import { explainText } from "../kernel/journaled-explains.ts";
import type { RequestSink } from "../kernel/live-gateway.ts";
import type { RecordCursor } from "../journal/record-cursor.ts";
import { OUTPUT } from "../journal/record-kinds.ts";

/** A request as a message, or the text of an explanation. */
export type Output = Float64Array | string;

/** What a replayed kernel makes of its inputs, until the journal has told what the live one made. */
export class Outputs implements RequestSink, KernelObserver {
  /** In their order; those of the present input. */
  readonly waiting: Output[] = [];
  readonly #explains: boolean;

  /** `explains`: whether explanations stand in the journal. */
  constructor(explains: boolean) {
    this.#explains = explains;
  }

  request(message: Float64Array): void {
    this.waiting.push(message.slice());
  }

  explain(topic: string, text: string): void {
    if (this.#explains) this.waiting.push(explainText(topic, text));
  }

  intent(): void {}
  cancelAll(): void {}
  answer(): void {}
}

/** Whether a record says, byte for byte, what an output says. */
export function isSame(output: Output, record: RecordCursor): boolean {
  const kind = typeof output === "string" ? OUTPUT.explain : OUTPUT.request;
  const bytes =
    typeof output === "string" ? new TextEncoder().encode(output) : new Uint8Array(output.buffer);
  if (record.kind !== kind || record.length !== bytes.length) return false;
  const { bytes: written, start } = record;
  return bytes.every((byte, i) => byte === written[start + i]);
}
