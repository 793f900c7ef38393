/** A bug in the caller or in mexoms itself: a rule that must always hold was broken. */
export class InvariantError extends Error {
  override readonly name: string = "InvariantError";
}

/** Bad configuration or parameters. `field` names the setting to change. */
export class ConfigError extends Error {
  override readonly name: string = "ConfigError";
  readonly field: string;

  constructor(field: string, message: string) {
    super(`${field}: ${message}`);
    this.field = field;
  }
}

/** Where in the input bad data was found. Lines count from 1; `field` names the column or key. */
export interface DataPlace {
  readonly file: string;
  readonly line?: number;
  readonly field?: string;
}

/** Bad input data. The message names file, line and field, and what would have been valid. */
export class DataError extends Error {
  override readonly name: string = "DataError";
  readonly place: DataPlace;
  readonly problem: string;

  constructor(place: DataPlace, problem: string) {
    const line = place.line === undefined ? "" : `:${place.line}`;
    const field = place.field === undefined ? "" : ` ${place.field}:`;
    super(`${place.file}${line}:${field} ${problem}`);
    this.place = place;
    this.problem = problem;
  }
}

/** Throws an InvariantError. Kept apart from the checks so that hot code stays small. */
export function fail(message: string): never {
  throw new InvariantError(message);
}
