import { StrategyError } from "@mexoms/core";
import { fail } from "@mexoms/core/internal";
import { PromiseWatch } from "./promise-watch.ts";

const NOW = "use ctx.nowNs or ctx.time";
const RANDOM = "use ctx.random, which is seeded";
const TIMER = "use ctx.every or ctx.after";
const LATER = "call it in the callback itself; a run is over before the host gets to it";
const OUTSIDE = "a strategy sees the outside through ctx alone";
const TIME_ZONE = "it depends on the machine's time zone; use new Date(Date.UTC(...))";

interface Replaced {
  readonly owner: object;
  readonly key: string;
  readonly before: PropertyDescriptor | undefined;
}

/**
 * Runs `run` with the host's clocks, randomness, timers and network out of reach: each of them
 * throws a StrategyError that says what to use in its place. All is as before when `run` returns or
 * throws. `new Date(x)`, `Date.UTC` and `Date.parse` stay, as they read no clock. Calls may nest.
 * A promise made by `run` is a StrategyError when `run` ends: what waits on it would run unguarded.
 *
 * The guard holds for this thread while `run` runs, so what `run` leaves for later is not guarded;
 * throws InvariantError when `run` returns a promise.
 */
export function withHostGuard<T>(run: () => T): T {
  const replaced: Replaced[] = [];
  const promises = new PromiseWatch();
  try {
    install(replaced);
    promises.start();
    const result = run();
    if (isPromiseLike(result)) fail("withHostGuard is for runs that do not return a promise");
    promises.check();
    return result;
  } finally {
    promises.stop();
    for (const { owner, key, before } of replaced) {
      if (before) Object.defineProperty(owner, key, before);
      else Reflect.deleteProperty(owner, key);
    }
  }
}

function install(replaced: Replaced[]): void {
  const replace = (owner: object, key: string, value: unknown): void => {
    const before = Object.getOwnPropertyDescriptor(owner, key);
    Object.defineProperty(owner, key, { value, writable: true, configurable: true });
    replaced.push({ owner, key, before });
  };
  const refuse = (owner: object, prefix: string, keys: readonly string[], advice: string): void => {
    for (const key of keys) {
      if (key in owner) replace(owner, key, refusal(`${prefix}${key}()`, advice));
    }
  };
  refuse(Math, "Math.", ["random"], RANDOM);
  refuse(globalThis.crypto, "crypto.", ["randomUUID", "getRandomValues"], RANDOM);
  // On the object and not in the proxy, so that a Date taken before the run is refused too.
  refuse(Date, "Date.", ["now"], NOW);
  refuse(performance, "performance.", ["now"], NOW);
  const hrtime = Object.assign(refusal("process.hrtime()", NOW), {
    bigint: refusal("process.hrtime.bigint()", NOW),
  });
  replace(process, "hrtime", hrtime);
  refuse(process, "process.", ["uptime"], NOW);
  refuse(globalThis, "", ["setTimeout", "setInterval", "setImmediate"], TIMER);
  refuse(globalThis, "", ["queueMicrotask"], LATER);
  refuse(process, "process.", ["nextTick"], LATER);
  refuse(globalThis, "", ["fetch", "WebSocket"], OUTSIDE);
  const temporal: unknown = Reflect.get(globalThis, "Temporal"); // newer Node only
  if (isObject(temporal) && "Now" in temporal && isObject(temporal.Now)) {
    const clocks = Object.getOwnPropertyNames(temporal.Now);
    refuse(temporal.Now, "Temporal.Now.", clocks, NOW);
  }
  const date = guardedDate(Date);
  replace(Date.prototype, "constructor", date);
  replace(globalThis, "Date", date);
}

// Date with those uses refused that read the clock or the time zone of the machine.
function guardedDate(date: DateConstructor): DateConstructor {
  return new Proxy(date, {
    apply: refusal("Date()", NOW),
    construct(target, args: unknown[], newTarget): object {
      if (args.length === 0) throw refused("new Date()", NOW);
      if (args.length > 1) throw refused("new Date(year, month, ...)", TIME_ZONE);
      return Reflect.construct(target, args, newTarget) as object;
    },
  });
}

function refusal(call: string, advice: string): () => never {
  return () => {
    throw refused(call, advice);
  };
}

function refused(call: string, advice: string): StrategyError {
  return new StrategyError(`a strategy called ${call}: ${advice}`);
}

function isPromiseLike(value: unknown): boolean {
  return isObject(value) && "then" in value;
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}
