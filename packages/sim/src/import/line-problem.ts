const SHOWN = 60;

/** Why a line cannot go on a tape. What reads the file adds file and line number. */
export class LineProblem extends Error {
  readonly field: string;

  constructor(field: string, message: string) {
    super(message);
    this.field = field;
  }
}

/** The start of a text that may be a whole line, for a message. */
export function shortened(text: string): string {
  return text.length <= SHOWN ? text : `${text.slice(0, SHOWN)}...`;
}

/** Throws a LineProblem. Kept apart from the checks so that scanning code stays small. */
export function problem(field: string, message: string): never {
  throw new LineProblem(field, message);
}
