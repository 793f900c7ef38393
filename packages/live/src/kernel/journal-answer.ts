import type { AnswerFields } from "@mexoms/sim/internal";
import { HEADER, HEADER_FIELDS } from "../link/messages.ts";
import type { RecordCursor } from "../journal/record-cursor.ts";

const NONE = new Float64Array(0);

/** An event of a venue as it lies in a journal's record. */
export class JournalAnswer implements AnswerFields {
  kind = 0;
  market = -1;
  /** Why, where the reason is no code of the venue protocol. */
  text: string | undefined = undefined;
  /** JSON of the state of its account, where that has changed. */
  account: string | undefined = undefined;
  #fields: Float64Array = NONE;
  #body = 0;
  readonly #decoder = new TextDecoder();

  load(record: RecordCursor): void {
    const { fields, index } = record;
    this.#fields = fields;
    this.#body = index + HEADER_FIELDS;
    this.kind = fields[index + HEADER.kind]!;
    this.market = fields[index + HEADER.market]!;
    const textBytes = fields[index + HEADER.textBytes]!;
    const text = textBytes === 0 ? undefined : this.#textOf(record, textBytes);
    const isAccount = fields[index + HEADER.account] === 1;
    this.text = isAccount ? undefined : text;
    this.account = isAccount ? text : undefined;
  }

  field(index: number): number {
    return this.#fields[this.#body + index]!;
  }

  #textOf({ bytes, start, length }: RecordCursor, textBytes: number): string {
    const end = start + length;
    return this.#decoder.decode(bytes.subarray(end - textBytes, end));
  }
}
