import {
  type Order,
  type OrderChange,
  type Params,
  type StrategyContext,
  defineStrategy,
  instrument,
} from "@mexoms/core";
import {
  type BacktestResult,
  type ExchangeModel,
  parseExchangeModel,
  parseQueueModel,
  runBacktest,
} from "@mexoms/sim/engine";
import type { BookStep, TriggerStep } from "./outcome.ts";
import type { Story, StoryAct } from "./story.ts";
import { MS, STORY_INSTRUMENT, storyTape } from "./story-tape.ts";
import { type Asked, watchedLatency, watchedQueue } from "./watched-models.ts";

/** Something that a strategy was told of one of its orders. */
export interface Told {
  readonly heardMs: number;
  readonly order: number;
  readonly change: OrderChange;
  readonly price: number;
  readonly lots: number;
  readonly reason: string | undefined;
}

/** A request as it was sent. */
export interface Sent {
  readonly order: number;
  readonly kind: "place" | "cancel" | "amend";
  readonly text: string;
}

/** A story that the engine has run, as its parts tell it. */
export interface StoryRun {
  readonly result: BacktestResult;
  readonly told: readonly Told[];
  readonly sent: readonly Sent[];
  readonly seen: readonly BookStep[];
  readonly asked: readonly Asked[];
  /** Price at which the position would be liquidated, as the strategy was told. */
  readonly liquidation: readonly TriggerStep[];
}

/** Runs a story on the engine, with its own exchange model unless another is given. */
export function runStory(
  story: Story,
  exchange: ExchangeModel = parseExchangeModel(story.exchange),
): StoryRun {
  const told: Told[] = [];
  const sent: Sent[] = [];
  const seen: BookStep[] = [];
  const asked: Asked[] = [];
  const liquidation: TriggerStep[] = [];
  const orders: Order[] = [];
  const result = runBacktest({
    strategy: defineStrategy<Params>({
      name: "story",
      params: { instrument: instrument() },
      start: (ctx) => {
        for (const act of story.acts) {
          ctx.after(act.at * MS, () => sent.push(perform(ctx, act, orders)));
        }
        return {
          order: (order, change) => {
            noteLiquidation(ctx, liquidation);
            const { id, priceTicks, leavesLots, reason } = order;
            const lots = change === "filled" ? 0 : leavesLots;
            const heardMs = ctx.nowNs / MS;
            told.push({ heardMs, order: id, change, price: priceTicks, lots, reason });
          },
          book: ({ bid, ask, valid }) => {
            seen.push({ atMs: ctx.nowNs / MS, bid: known(bid), ask: known(ask), valid });
          },
        };
      },
    }),
    codeDigest: "story",
    params: {},
    tapes: [storyTape(story.rows, story.endMs)],
    latency: watchedLatency(story.latency, asked),
    queue: watchedQueue(parseQueueModel(story.queue), asked),
    exchange,
    rules: story.rules && [story.rules],
    faults: story.faults,
    accounts: story.accounts,
    seed: 0,
    end: "last-row",
  });
  return { result, told, sent, seen, asked, liquidation };
}

/** Does it, and says what was sent. */
function perform(ctx: StrategyContext, act: StoryAct, orders: Order[]): Sent {
  if ("place" in act) {
    const { place: side, price, lots, more } = act;
    const intent = {
      instrument: STORY_INSTRUMENT,
      side,
      qtyLots: lots,
      timeInForce: "gtc",
    } as const;
    const sent = ctx.orders.submit({ ...intent, priceTicks: price, ...more });
    orders.push(sent);
    const where = more?.triggerTicks ?? price;
    const kind = more?.type === undefined ? "" : ` ${more.type.replace("-", " ")}`;
    const text = where > 0 ? `${side} ${lots}${kind} at ${where}` : `${side} ${lots}${kind}`;
    return { order: sent.id, kind: "place", text };
  }
  const order = orders[("cancel" in act ? act.cancel : act.amend) - 1];
  if (order === undefined) throw new Error(`no order for what is done at ${act.at}`);
  const to = "amend" in act ? { priceTicks: act.price, qtyLots: act.lots } : undefined;
  const asks = to === undefined ? ctx.orders.cancel(order) : ctx.orders.amend(order, to);
  if (!asks) throw new Error(`order ${order.id} cannot be asked for that at ${act.at}`);
  if (to === undefined) return { order: order.id, kind: "cancel", text: "cancel" };
  return { order: order.id, kind: "amend", text: `amend to ${to.qtyLots}` };
}

function known(price: number): number | undefined {
  return Number.isNaN(price) ? undefined : price;
}

function noteLiquidation(ctx: StrategyContext, steps: TriggerStep[]): void {
  const position = ctx.account(STORY_INSTRUMENT)?.position(STORY_INSTRUMENT);
  const price = position?.liquidationTicks;
  if (price !== undefined && steps.at(-1)?.price !== price) {
    steps.push({ atMs: ctx.nowNs / MS, price });
  }
}
