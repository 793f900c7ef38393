import { ConfigError } from "../errors.ts";
import type { Order, OrderChange } from "../order/order.ts";
import type { Params, ParamValues } from "../params/param.ts";
import type { BookView } from "./book-view.ts";
import type { StrategyContext } from "./context.ts";
import type { Connection, Fill, Trade } from "./events.ts";
import type { RiskEvent } from "./risk-look.ts";

/**
 * What a strategy answers to. All inputs of one instant are applied first; then the strategy is
 * woken once, and is called in this order: order and fill in the order they came, risk, trade,
 * connection, book, timers, wake. A strategy is woken by market data only for the handlers it has.
 * Handlers are synchronous; returning a promise is an error.
 */
export interface Handlers {
  order?(order: Order, change: OrderChange): void;
  fill?(fill: Fill): void;
  /** Once for each change of the state of risk; what it denies is told by the orders themselves. */
  risk?(event: RiskEvent): void;
  trade?(trade: Trade): void;
  connection?(connection: Connection): void;
  /** Once for each instrument whose book had any update at this instant. */
  book?(book: BookView): void;
  /** Last, once each time that anything above was due, whatever it was. */
  wake?(): void;
  /** Why it does now what it does; may be asked at any time and must change nothing. */
  explain?(): Explanation;
  /** What a later run needs to go on from here; it comes back as `saved` of the context. */
  save?(): string;
  /** The run is over; orders sent from here on are returned rejected, which is not told again. */
  stop?(): void;
}

/** Why a strategy does what it does at one instant, for people and for machines. */
export interface Explanation {
  /** Lines of plain text. */
  readonly text: string;
  /** The same as values that JSON can hold. */
  readonly event: Readonly<Record<string, unknown>>;
}

/** A strategy: parameters with their types, and what happens at the start. */
export interface Strategy<P extends Params = Params> {
  readonly name: string;
  readonly params: P;
  start(ctx: StrategyContext, params: ParamValues<P>): Handlers | void;
}

/** Gives a strategy its types. Throws ConfigError when the declaration cannot be used. */
export function defineStrategy<const P extends Params>(strategy: Strategy<P>): Strategy<P> {
  if (!/^[a-z0-9]+(-[a-z0-9]+)*$/.test(strategy.name)) {
    throw new ConfigError("name", `"${strategy.name}" must be in kebab-case, such as my-strategy`);
  }
  const roles = Object.values(strategy.params).filter(
    ({ kind }) => kind === "instrument" || kind === "instruments",
  );
  if (roles.every(({ optional }) => optional === true)) {
    throw new ConfigError("params", "a strategy needs a parameter of kind instrument()");
  }
  checkTexts(strategy.params);
  return strategy;
}

/** Nothing checks the types of a strategy's file: `default: 3` would show up later as a strange value. */
function checkTexts(params: Params): void {
  for (const [name, param] of Object.entries(params)) {
    for (const key of ["default", "min", "max"] as const) {
      const value: unknown = param[key];
      if (value === undefined || typeof value === "string") continue;
      const isPlain = typeof value === "number" || typeof value === "boolean";
      const text = isPlain ? String(value) : param.example;
      throw new ConfigError(`params.${name}.${key}`, `must be a text: ${key}: "${text}"`);
    }
  }
}

/** Whether a value has the shape of a strategy; what else a module may have exported is not known. */
export function isStrategy(value: unknown): value is Strategy {
  if (typeof value !== "object" || value === null) return false;
  const { name, params, start } = value as Record<string, unknown>;
  return (
    typeof name === "string" &&
    typeof params === "object" &&
    params !== null &&
    typeof start === "function"
  );
}
