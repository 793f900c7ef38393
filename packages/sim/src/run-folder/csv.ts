import { open } from "node:fs/promises";
import { csvLine } from "@mexoms/sim/internal";

const CHUNK_CHARS = 256 * 1024;

/**
 * Writes a CSV file: UTF-8, a header line, one line a row, each ended by a line feed. A field that
 * holds a comma, a quote or a line break is quoted and its quotes are doubled (RFC 4180). Throws
 * when the file exists.
 */
export async function writeCsv(
  file: string,
  header: readonly string[],
  rows: Iterable<readonly string[]>,
): Promise<void> {
  const handle = await open(file, "wx");
  try {
    let chunk = csvLine(header);
    for (const row of rows) {
      chunk += csvLine(row);
      if (chunk.length >= CHUNK_CHARS) {
        await handle.write(chunk);
        chunk = "";
      }
    }
    await handle.write(chunk);
  } finally {
    await handle.close();
  }
}
