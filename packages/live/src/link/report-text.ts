import { InvariantError } from "@mexoms/core";
import { HEADER, TEXT_BYTES_MAX } from "./messages.ts";
import type { MessageView } from "./venue-gateway.ts";
import type { VenueReport } from "./venue-report.ts";

/** The texts of the messages that a report travels in. */
export function reportTexts(report: VenueReport): string[] {
  // What is not ASCII is escaped, so that a text can be cut anywhere and a character is a byte.
  const text = JSON.stringify(report).replaceAll(
    /[^\x20-\x7e]/g,
    (char) => String.raw`\u` + char.charCodeAt(0).toString(16).padStart(4, "0"),
  );
  const texts: string[] = [];
  for (let at = 0; at < text.length; at += TEXT_BYTES_MAX) {
    texts.push(text.slice(at, at + TEXT_BYTES_MAX));
  }
  return texts;
}

/** Puts reports together from the messages that they came in. One for each generation of a link. */
export class ReportReader {
  readonly #decoder = new TextDecoder();
  #begun = "";

  /** Takes a message of kind GATEWAY_EVENT.report. The report, once its last message is there. */
  take({ fields, index, bytes, textStart, textBytes }: MessageView): VenueReport | undefined {
    this.#begun += this.#decoder.decode(bytes.subarray(textStart, textStart + textBytes));
    if (fields[index + HEADER.more] === 1) return undefined;
    const text = this.#begun;
    this.#begun = "";
    try {
      return JSON.parse(text) as VenueReport;
    } catch (error) {
      throw new InvariantError(`a venue's report is no JSON: ${String(error)}`);
    }
  }
}
