import { ConfigError, DataError } from "../errors.ts";
import { decodeToken, encodeToken } from "./token.ts";

/** What a message is about; the first token of its subject. */
export const SUBJECT_ACTIONS = [
  /** Market data, in batches. */
  "md",
  /** What became of orders. */
  "orders",
  "fills",
  "positions",
  /** Limits that were reached, denials, changes of the risk state. */
  "risk",
  /** Commands to engines and gateways, and their answers. */
  "control",
  /** Records of an engine's journal. */
  "journal",
  /** From an engine to a gateway on another machine: not kept. */
  "requests",
  /** From a gateway to an engine on another machine: not kept. */
  "events",
] as const;
export type SubjectAction = (typeof SUBJECT_ACTIONS)[number];

/**
 * What a subject says: `{action}.{exchange}.{account}.{market}.{symbol}`. Any text may stand in any
 * field but the first, also none, where there is none: market data has no account.
 */
export interface Subject {
  readonly action: SubjectAction;
  /** "binance", or the engine that a journal is of. */
  readonly exchange: string;
  readonly account: string;
  /** "spot", "usdm". */
  readonly market: string;
  readonly symbol: string;
}

const FIELDS = ["action", "exchange", "account", "market", "symbol"] as const;
/** A server takes lines of 4096 bytes, and an answer's subject stands in the same line. */
const LONGEST = 1024;

/**
 * The subject of a message. `parseSubject` gives the fields back, whatever they hold. Throws
 * ConfigError when they are longer than a server takes.
 */
export function formatSubject(subject: Subject): string {
  const { action, exchange, account, market, symbol } = subject;
  const text = `${action}.${encodeToken(exchange)}.${encodeToken(account)}.${encodeToken(market)}.${encodeToken(symbol)}`;
  if (text.length > LONGEST) tooLong(text.length);
  return text;
}

/** The fields of a subject. Throws DataError, naming the field, for what `formatSubject` never makes. */
export function parseSubject(text: string): Subject {
  const tokens = text.split(".");
  const [action, exchange, account, market, symbol] = tokens;
  if (
    action === undefined ||
    exchange === undefined ||
    account === undefined ||
    market === undefined ||
    symbol === undefined ||
    tokens.length > FIELDS.length
  ) {
    throw problem(text, `has ${tokens.length} parts in place of ${FIELDS.length}`);
  }
  if (!isAction(action)) {
    throw problem(text, `begins with none of ${SUBJECT_ACTIONS.join(", ")}`);
  }
  return {
    action,
    exchange: decodeToken(exchange, "exchange"),
    account: decodeToken(account, "account"),
    market: decodeToken(market, "market"),
    symbol: decodeToken(symbol, "symbol"),
  };
}

/** The filter that takes the subjects whose fields are those given, whatever the others are. */
export function subjectFilter(fields: Partial<Subject>): string {
  const token = (text: string | undefined): string =>
    text === undefined ? "*" : encodeToken(text);
  const text = FIELDS.map((field) => token(fields[field])).join(".");
  if (text.length > LONGEST) tooLong(text.length);
  return text;
}

function isAction(text: string): text is SubjectAction {
  return (SUBJECT_ACTIONS as readonly string[]).includes(text);
}

function tooLong(length: number): never {
  throw new ConfigError(
    "subject",
    `its fields take ${length} characters, and a server takes ${LONGEST}; shorten the symbol or the account's name`,
  );
}

function problem(text: string, what: string): DataError {
  return new DataError(
    { file: "NATS subject" },
    `${JSON.stringify(text)} ${what}; one is orders.binance.sub_arb.spot.BTCUSDT`,
  );
}
