import type { Bus, BusMessage } from "../bus/bus.ts";
import {
  type ControlAnswer,
  type ControlOrder,
  controlSubject,
  parseControlOrder,
} from "./control-order.ts";
import { readKillSwitch } from "./kill-switch.ts";

export interface ControlListenerOptions {
  readonly bus: Bus;
  readonly session: string;
  readonly onOrder: (order: ControlOrder) => void;
  readonly onProblem: (what: string) => void;
}

/** Orders that are remembered until they are answered. */
const KEPT = 64;

/**
 * Hears what a session is told to do. With each connection it looks at the kill switch first: one that
 * was set while the server was away is an order to halt.
 */
export class ControlListener {
  readonly #options: ControlListenerOptions;
  readonly #waiting = new Map<string, BusMessage>();

  constructor(options: ControlListenerOptions) {
    this.#options = options;
    const { bus, session } = options;
    bus.subscribe(controlSubject(session), (message) => this.#heard(message));
    bus.listen((event) => {
      if (event.kind === "connected") void this.#look();
    });
    void this.#look();
  }

  answer(answer: ControlAnswer): void {
    const message = this.#waiting.get(answer.id);
    this.#waiting.delete(answer.id);
    message?.respond(new TextEncoder().encode(JSON.stringify(answer)));
  }

  #heard(message: BusMessage): void {
    const { onOrder, onProblem, session } = this.#options;
    try {
      const order = parseControlOrder(message.data);
      const [oldest] = this.#waiting.keys();
      if (this.#waiting.size >= KEPT && oldest !== undefined) this.#waiting.delete(oldest);
      this.#waiting.set(order.id, message);
      onOrder(order);
    } catch (error) {
      const text = error instanceof Error ? error.message : String(error);
      message.respond(
        new TextEncoder().encode(JSON.stringify({ id: "", session, done: false, text })),
      );
      onProblem(text);
    }
  }

  async #look(): Promise<void> {
    const { bus, session, onOrder, onProblem } = this.#options;
    try {
      const set = await readKillSwitch(bus, session);
      if (set === undefined) return;
      const { by, reason } = set;
      onOrder({ version: 1, id: "kill-switch", word: "halt", by, reason });
    } catch (error) {
      // Looked at again with the next connection; trading goes on meanwhile, as without a server.
      const why = error instanceof Error ? error.message : String(error);
      if (bus.connected) onProblem(`the kill switch cannot be read: ${why}`);
    }
  }
}
