import type { BacktestResult } from "@mexoms/sim/engine";
import type { FillMark, Message, Outcome } from "./outcome.ts";
import { orderTracks } from "./order-tracks.ts";
import { runStory, type StoryRun, type Told } from "./run-story.ts";
import type { Story } from "./story.ts";
import { MS } from "./story-tape.ts";
import { venueBook } from "./venue-book.ts";
import type { Asked } from "./watched-models.ts";

/** What a strategy was told, with when the answer left the venue; undefined: none did. */
export type ToldFrom = Told & { readonly leftMs: number | undefined };

/** Runs a story on the engine and gives what a picture of it shows. */
export function tellStory(story: Story): Outcome {
  const run = runStory(story);
  const told = withDepartures(run);
  const fills = fillMarks(run.result);
  return {
    book: venueBook(story),
    seen: run.seen,
    orders: orderTracks({ story, run, told, fills }),
    fills,
    liquidation: run.liquidation,
    balance: run.result.ledger.map(({ ns, kind, amount, balance }) => ({
      atMs: Number(ns - run.result.startNs) / MS,
      what: kind.replace("-", " "),
      amount: amount.toString(),
      balance: balance.toString(),
    })),
    messages: [...requestsOf(run, told), ...answersOf(told, fills)],
  };
}

function fillMarks({ fills, startNs }: BacktestResult): FillMark[] {
  return fills.map(({ orderId, exchNs, priceTicks, qtyLots, reason }) => ({
    order: orderId,
    atMs: Number(exchNs - startNs) / MS,
    price: priceTicks,
    lots: qtyLots,
    reason,
  }));
}

function withDepartures({ told, asked }: StoryRun): ToldFrom[] {
  const answers = asked.filter((each) => each.what === "answer");
  return told.map((each) => {
    const kinds = kindsOf(each.change);
    const found = answers.findIndex(
      ({ heardNs, kind }) => kinds.includes(kind) && heardNs <= each.heardMs * MS,
    );
    const leftMs = found < 0 ? undefined : answers.splice(found, 1)[0]!.leftNs / MS;
    return { ...each, leftMs };
  });
}

/** The kinds of answer, as latency models know them, that tell of a change. */
function kindsOf(change: Told["change"]): string[] {
  if (change === "filled" || change === "triggered") return ["fill"];
  if (change === "canceled" || change === "cancel-refused") return ["cancel"];
  return change === "amended" || change === "amend-refused" ? ["amend"] : ["place"];
}

function requestsOf({ sent, asked }: StoryRun, told: readonly ToldFrom[]): Message[] {
  const requests = asked.filter(
    (each): each is Extract<Asked, { what: "request" }> => each.what === "request",
  );
  return requests.map(({ sentNs, arrivesNs }, n) => ({
    from: "us",
    text: sent[n]!.text,
    leftMs: sentNs / MS,
    arrivesMs: arrivesNs / MS,
    // What no answer of the venue told of was lost.
    bad: told.some(
      ({ order, change, leftMs }) =>
        leftMs === undefined && order === sent[n]!.order && kindsOf(change).includes(sent[n]!.kind),
    ),
  }));
}

function answersOf(told: readonly ToldFrom[], fills: readonly FillMark[]): Message[] {
  const left = [...fills];
  return told.map(({ change, heardMs, leftMs, order }) => {
    const fill = left.findIndex((each) => each.order === order);
    const text =
      change === "filled" ? `filled ${left.splice(fill, 1)[0]!.lots}` : change.replace("-", " ");
    const bad = /reject|refused/.test(change);
    return { from: "venue", text, leftMs, arrivesMs: heardMs, bad };
  });
}
