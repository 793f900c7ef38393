import { ErrorCode, NatsError } from "nats";

/** What became of something that was asked of the bus. */
export type BusErrorCode =
  /** Nobody listens there, or no stream takes the subject. */
  | "no-responders"
  /** No answer in time: it may have been done or not. */
  | "timeout"
  /** This connection is not allowed to. */
  | "forbidden"
  /** The connection is down, or was closed. */
  | "disconnected"
  /** The server says no, and why. */
  | "refused"
  /** What was asked for is not there. */
  | "absent";

/** Something asked of the bus did not happen, or nobody knows whether it did (`timeout`). */
export class BusError extends Error {
  override readonly name: string = "BusError";
  readonly code: BusErrorCode;

  constructor(code: BusErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}

const CODES: ReadonlyMap<string, BusErrorCode> = new Map<string, BusErrorCode>([
  [ErrorCode.NoResponders, "no-responders"],
  [ErrorCode.Timeout, "timeout"],
  [ErrorCode.PermissionsViolation, "forbidden"],
  [ErrorCode.ConnectionClosed, "disconnected"],
  [ErrorCode.ConnectionDraining, "disconnected"],
  [ErrorCode.Disconnect, "disconnected"],
  ["404", "absent"],
]);

/** An error of the library in our words. `what` says what was asked for. */
export function busError(what: string, error: unknown): BusError {
  if (error instanceof BusError) return error;
  if (!(error instanceof NatsError)) {
    return new BusError("refused", `${what}: ${error instanceof Error ? error.message : "failed"}`);
  }
  const told = error.api_error;
  if (told !== undefined) {
    return new BusError(told.code === 404 ? "absent" : "refused", `${what}: ${told.description}`);
  }
  const code = CODES.get(error.code) ?? "refused";
  return new BusError(code, `${what}: ${PLAIN[code] ?? error.message}`);
}

const PLAIN: Readonly<Partial<Record<BusErrorCode, string>>> = {
  "no-responders": "nobody takes this subject",
  timeout: "no answer in time",
  forbidden: "the server does not allow this user to",
  disconnected: "the connection is closed",
};
