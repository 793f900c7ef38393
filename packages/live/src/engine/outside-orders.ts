import { ConfigError } from "@mexoms/core";
import type { ControlAnswer, ControlOrder } from "../control/control-order.ts";

/** What orders from outside do to an engine. */
export interface OutsideOrderPorts {
  /** Why nothing but cancels goes, other than a halt; undefined when nothing is in the way. */
  readonly doubt: () => string | undefined;
  readonly stop: (why: string) => void;
  /** Throws ConfigError where there are no limits. */
  readonly rearm: (order: ControlOrder) => void;
  /** Suspends trading and cancels what is open. Returns how many orders are. */
  readonly halt: (why: string) => number;
  readonly resume: () => void;
}

/** Orders of people to an engine: taken in turn, and each one answered. */
export class OutsideOrders {
  /** Why nothing but cancels goes, until a person resumes; undefined while trading is allowed. */
  halted: string | undefined = undefined;
  /** What became of them; whoever gave them takes it from here. */
  readonly answers: Omit<ControlAnswer, "session">[] = [];
  readonly #waiting: ControlOrder[] = [];
  readonly #ports: OutsideOrderPorts;

  constructor(ports: OutsideOrderPorts) {
    this.#ports = ports;
  }

  give(order: ControlOrder): void {
    this.#waiting.push(order);
  }

  get waiting(): number {
    return this.#waiting.length;
  }

  /** Carries out those that wait; refuses them while the session does not trade. */
  take(trades: () => boolean): void {
    for (let order = this.#waiting.shift(); order !== undefined; order = this.#waiting.shift()) {
      if (!trades()) {
        this.answers.push({ id: order.id, done: false, text: "the session does not trade now" });
        continue;
      }
      try {
        this.answers.push({ id: order.id, done: true, text: this.#obey(order) });
      } catch (error) {
        // A refused order has changed nothing: the session goes on.
        if (!(error instanceof ConfigError)) throw error;
        this.answers.push({ id: order.id, done: false, text: error.message });
      }
    }
  }

  /** Throws ConfigError for what cannot be done. */
  #obey(order: ControlOrder): string {
    const { word, by, reason } = order;
    const why = `${by}: ${reason}`;
    if (word === "stop") {
      this.#ports.stop(`stopped by ${why}`);
      return "the session ends";
    }
    if (word === "rearm") {
      this.#ports.rearm(order);
      return "limits are armed again";
    }
    if (word === "halt") {
      this.halted = `halted by ${why}`;
      const open = this.#ports.halt(this.halted);
      return `nothing but cancels goes; ${open} orders are open and being canceled`;
    }
    if (this.halted === undefined) return "it was not halted";
    this.halted = undefined;
    const doubt = this.#ports.doubt();
    if (doubt !== undefined) return `no more halted; suspended still: ${doubt}`;
    this.#ports.resume();
    return "trading goes on";
  }
}
