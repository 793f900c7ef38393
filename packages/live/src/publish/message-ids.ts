// Ids by which streams know our messages again: id of the journal, and which of its records.

/** Id of a message that tells of one record. A stream has at most one of each. */
export function recordMessageId(journal: string, sequence: number): string {
  return `${journal}-${sequence}`;
}

/** Id of a batch of records, or of one part of a long record. */
export function batchMessageId(
  journal: string,
  batch: { readonly first: number; readonly last: number; readonly part: number },
): string {
  return `${journal}-${batch.first}-${batch.last}.${batch.part}`;
}

/** The record of `recordMessageId`; 0 for the message of another journal. */
export function recordOfMessage(journal: string, messageId: string): number {
  const match = /^([0-9a-z]{8})-(\d+)$/.exec(messageId);
  return match?.[1] === journal ? Number(match[2]) : 0;
}
