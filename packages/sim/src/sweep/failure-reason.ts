const MOST_CHARACTERS = 300;
/** Absolute paths and file URLs, up to the last name in them. */
const FOLDERS = /(?:file:\/\/|(?<![\w.:/]))(?:\/|[A-Za-z]:\\)(?:[^\s/\\:"'()]+[/\\])+/g;

/**
 * Why a trial failed, in one line that is the same on every machine: the message without folders and
 * without what stands behind its first line.
 */
export function failureReason({ message }: Error): string {
  const line = message.split(/\r?\n/, 1)[0]!.replace(FOLDERS, "").trim();
  return line.length <= MOST_CHARACTERS ? line : `${line.slice(0, MOST_CHARACTERS - 3)}...`;
}
