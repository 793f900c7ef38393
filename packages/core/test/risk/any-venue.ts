import type { Kernel, OrderRecord } from "@mexoms/core/internal";
import { type HandDriven, handDriven } from "../kernel/hand-driven.ts";

type Given = (kernel: Kernel) => void;

interface AtVenue {
  readonly order: OrderRecord;
  readonly sign: 1 | -1;
  lots: number;
  filled: number;
  alive: boolean;
}

/**
 * A venue that handles requests and tells of them in any order that a test picks: answers may
 * overtake each other, come twice, or never. What is true at the venue is here to compare with.
 */
export class AnyVenue {
  readonly on: HandDriven;
  /** Kernels that are given every answer too. */
  readonly followers: Kernel[] = [];
  readonly #requests: (() => void)[] = [];
  readonly #answers: Given[] = [];
  readonly #orders: AtVenue[] = [];
  position = 0;
  #told = 0;
  #trades = 0;
  #ns = 0;

  constructor(
    options: Parameters<typeof handDriven>[1],
    start: Parameters<typeof handDriven>[0] = () => {},
  ) {
    this.on = handDriven(start, options);
  }

  /** Takes up what the kernel has asked for since. */
  collect(): void {
    const { asked, kernel } = this.on;
    for (; this.#told < asked.length; this.#told++) {
      const line = asked[this.#told]!.replace(/^\d+: /, "");
      for (const one of line.split(", ")) this.#take(one, kernel);
    }
  }

  /** Its clock goes on to at least this. */
  advance(toNs: number): void {
    this.#ns = Math.max(this.#ns, toNs);
  }

  get waiting(): number {
    return this.#requests.length + this.#answers.length;
  }

  /** Most that the position of some orders could come to on a side, by what rests at the venue now. */
  worst(sign: 1 | -1, has: (order: OrderRecord) => boolean = () => true): number {
    let worst = 0;
    for (const each of this.#orders) {
      if (!has(each.order)) continue;
      worst += sign * each.sign * each.filled;
      if (each.alive && each.sign === sign) worst += each.lots - each.filled;
    }
    return worst;
  }

  handleRequest(pick: number): void {
    if (this.#requests.length === 0) return;
    const [handle] = this.#requests.splice(pick % this.#requests.length, 1);
    this.#ns += 1;
    handle!();
  }

  /** Gives an answer; `fate` 0 has it lost for ever, 1 given and kept to be given again. */
  giveAnswer(pick: number, fate: number): void {
    if (this.#answers.length === 0) return;
    const at = pick % this.#answers.length;
    const answer = this.#answers[at]!;
    if (fate !== 1) this.#answers.splice(at, 1);
    if (fate === 0) return;
    answer(this.on.kernel);
    for (const follower of this.followers) answer(follower);
  }

  /** Fills a part of an order that rests, or all of it. */
  fill(pick: number, part: number): void {
    const alive = this.#orders.filter((each) => each.alive);
    if (alive.length === 0) return;
    const each = alive[pick % alive.length]!;
    const lots = Math.max(1, Math.floor(((each.lots - each.filled) * part) / 100));
    each.filled += lots;
    this.position += each.sign * lots;
    this.#trades += 1;
    this.#ns += 1;
    const [ns, trade] = [this.#ns, this.#trades];
    const { id, priceTicks } = each.order;
    this.#answers.push((kernel) => void kernel.filled(id, ns, priceTicks, lots, true, trade));
    if (each.filled === each.lots) each.alive = false;
  }

  end(pick: number): void {
    const alive = this.#orders.filter((each) => each.alive);
    if (alive.length > 0) this.#end(alive[pick % alive.length]!, "expired");
  }

  #end(each: AtVenue, how: "canceled" | "expired"): void {
    each.alive = false;
    const [ns, filled] = [this.#ns, each.filled];
    const { id } = each.order;
    this.#answers.push((kernel) => kernel.ended(id, ns, how, undefined, filled));
  }

  #take(line: string, kernel: Kernel): void {
    const [what, a, b] = line.split(" ");
    if (what === "submit") {
      const order = kernel.desk.byId(Number(a));
      this.#requests.push(() => this.#submit(order));
    } else if (what === "amend") {
      const [lots] = b!.split("@").map(Number);
      this.#requests.push(() => this.#amend(Number(a), lots!, Number(b!.split("@")[1])));
    } else if (what === "cancel" && a === "all") {
      this.#requests.push(() => {
        for (const each of this.#orders) if (each.alive) this.#end(each, "canceled");
      });
    } else if (what === "cancel") {
      this.#requests.push(() => this.#cancel(Number(a)));
    }
  }

  #submit(order: OrderRecord): void {
    const ns = this.#ns;
    // Now and then the venue does not take it.
    if (order.id % 11 === 5) {
      this.#answers.push((kernel) => kernel.ended(order.id, ns, "rejected"));
      return;
    }
    const sign = order.side === "buy" ? 1 : -1;
    this.#orders.push({ order, sign, lots: order.qtyLots, filled: 0, alive: true });
    this.#answers.push((kernel) => kernel.accepted(order.id, ns));
  }

  #amend(id: number, lots: number, ticks: number): void {
    const each = this.#orders.find(({ order }) => order.id === id);
    if (each === undefined || !each.alive || (id + ticks) % 7 === 3) {
      const refusedNs = this.#ns;
      this.#answers.push((kernel) => kernel.refused(id, refusedNs, "amend"));
      return;
    }
    each.lots = each.filled + lots;
    const [ns, filledLots] = [this.#ns, each.filled];
    this.#answers.push((kernel) => kernel.amended(id, ns, ticks, lots, { filledLots }));
  }

  #cancel(id: number): void {
    const each = this.#orders.find(({ order }) => order.id === id);
    if (each?.alive === true) this.#end(each, "canceled");
    else {
      const ns = this.#ns;
      this.#answers.push((kernel) => kernel.refused(id, ns, "cancel"));
    }
  }
}
