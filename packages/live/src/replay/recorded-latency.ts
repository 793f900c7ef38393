import type { AnswerKind, LatencyModel, LatencyStart, OrderLatency } from "@mexoms/sim/engine";
import { sessionTime } from "./session-time.ts";
import type { SentRequestTime } from "./request-arrivals.ts";

/** An answer of a journal: which connection brought it, when it left the venue and came to us. */
export interface RecordedAnswer {
  /** Number of the account, which has a connection of its own. */
  readonly account: number;
  readonly kind: AnswerKind;
  readonly exchNs: number;
  readonly nowNs: number;
}

/**
 * The latency that every single request and answer of a session had. Whoever asks for one that the
 * session did not have, or leaves one out, has gone another way: that is noted.
 */
export class RecordedLatency implements LatencyModel {
  readonly name: string;
  readonly #endNs: number;
  readonly #requests: ReadonlyMap<number, readonly SentRequestTime[]>;
  readonly #sent: readonly SentRequestTime[];
  readonly #answers: ReadonlyMap<string, readonly number[]>;
  /** When the last answer of each kind of each connection that reached us had left the venue. */
  readonly #lastNs: Map<string, number> = new Map();
  readonly #asked: Map<number, number> = new Map();
  readonly #told: Map<string, number> = new Map();
  #strange: string | undefined = undefined;

  constructor(options: {
    name: string;
    /** What was not answered arrives after it. */
    endNs: number;
    /** In the order in which they were sent. */
    requests: readonly SentRequestTime[];
    /** In the order in which they came. */
    answers: readonly RecordedAnswer[];
  }) {
    this.name = options.name;
    this.#endNs = options.endNs;
    this.#sent = options.requests;
    const requests = new Map<number, SentRequestTime[]>();
    for (const request of options.requests) put(requests, request.sentNs, request);
    this.#requests = requests;
    const answers = new Map<string, number[]>();
    for (const answer of options.answers) {
      put(answers, key(answer), answer.nowNs);
      this.#lastNs.set(way(answer), Math.max(answer.exchNs, this.#lastNs.get(way(answer)) ?? 0));
    }
    this.#answers = answers;
  }

  /** The first thing that was not as in the session, in words; undefined for none. Once a run is over. */
  get strange(): string | undefined {
    if (this.#strange !== undefined) return this.#strange;
    const left = this.#sent.find(({ sentNs }) => {
      const asked = this.#asked.get(sentNs) ?? 0;
      return sentNs < this.#endNs && asked < this.#requests.get(sentNs)!.length;
    });
    if (left === undefined) return undefined;
    const at = sessionTime(left.sentNs);
    return `the session sends a request at ${at}, which the backtest does not`;
  }

  from({ connection }: LatencyStart): OrderLatency {
    return {
      ofEach: true,
      separate: true,
      entryNs: (nowNs) => this.#entryNs(nowNs),
      responseNs: (exchNs, kind) => this.#responseNs({ account: connection, kind, exchNs }),
    };
  }

  #entryNs(nowNs: number): number {
    const at = next(this.#asked, nowNs);
    const request = this.#requests.get(nowNs)?.[at];
    // What is sent when all ends is not looked at.
    if (request === undefined && nowNs < this.#endNs) this.#note("sends a request", nowNs, at);
    if (request?.lost === true) return nowNs - request.arrivedNs;
    const arrivedNs =
      request === undefined || request.arrivedNs < 0 ? this.#endNs + 1 : request.arrivedNs;
    return Math.max(0, arrivedNs - nowNs);
  }

  #responseNs(of: Omit<RecordedAnswer, "nowNs">): number {
    const { exchNs } = of;
    const which = key(of);
    const at = next(this.#told, which);
    const arrivedNs = this.#answers.get(which)?.[at];
    if (arrivedNs === undefined) {
      // Answers that were under way when the session ended never reached it.
      if (exchNs < (this.#lastNs.get(way(of)) ?? 0)) this.#note("is answered", exchNs, at);
      return Math.max(0, this.#endNs + 1 - exchNs);
    }
    return arrivedNs - exchNs;
  }

  #note(what: string, nowNs: number, at: number): void {
    const had = at === 0 ? "nothing" : `only ${at}`;
    this.#strange ??= `the backtest ${what} at ${sessionTime(nowNs)}, where the session had ${had}`;
  }
}

/** What keeps its order. */
function way({ account, kind }: Pick<RecordedAnswer, "account" | "kind">): string {
  return `${account} ${kind}`;
}

/** Answers of one connection, kind and time keep their order; all others may overtake each other. */
function key({ account, kind, exchNs }: Omit<RecordedAnswer, "nowNs">): string {
  return `${account} ${kind} ${exchNs}`;
}

function put<K, V>(lists: Map<K, V[]>, at: K, value: V): void {
  const known = lists.get(at);
  if (known === undefined) lists.set(at, [value]);
  else known.push(value);
}

/** How often something was asked for before. */
function next<T>(counts: Map<T, number>, of: T): number {
  const at = counts.get(of) ?? 0;
  counts.set(of, at + 1);
  return at;
}
