import type { Panel, RulePicture } from "../draw/picture.ts";
import type { Story } from "../story/story.ts";
import { RULES, bookAtStart, story } from "./stories.ts";

const JOIN_99 = { at: 3, place: "buy", price: 99, lots: 2 } as const;

function shrinking(queue: string): Story {
  return story({
    rows: [
      ...bookAtStart({ 99: 6, 98: 9 }, { 101: 5 }),
      ["bid", 99, 12, 16],
      ["bid", 99, 8, 30],
      ["sold", 99, 2, 44],
      ["bid", 99, 6, 44],
      ["sold", 99, 3, 58],
      ["bid", 99, 3, 58],
      ["sold", 99, 2, 72],
      ["bid", 99, 1, 72],
    ],
    acts: [JOIN_99],
    endMs: 84,
    queue,
  });
}

export const whoLeft: RulePicture = {
  name: "who-left",
  title: "A level shrinks without trades: who left?",
  caption:
    "6 are ahead, 6 join behind, then 4 cancel. risk: all of them stood behind you. power and log: some " +
    "stood ahead. front and back are the ends of what can be.",
  panels: [
    {
      heading: "",
      prices: [98, 101],
      show: ["queue", "market-only"],
      story: shrinking("risk"),
      queues: ["power3:3", "power:1", "front", "back"].map((name) => ({
        name,
        story: shrinking(name),
      })),
    },
  ],
};

function orderByOrder(queue: string): Story {
  return story({
    rows: [
      ["ask", 101, 5, 0, { id: 9, lots: 5 }],
      ["bid", 98, 9, 0, { id: 8, lots: 9 }],
      ["bid", 99, 4, 0, { id: 1, lots: 4 }],
      ["bid", 99, 7, 0, { id: 2, lots: 3 }],
      ["bid", 99, 12, 18, { id: 3, lots: 5 }],
      ["bid", 99, 9, 34, { id: 2, lots: 0 }],
      ["sold", 99, 4, 50, { id: 1, lots: 0 }],
      ["bid", 99, 5, 50, { id: 1, lots: 0 }],
      ["sold", 99, 2, 66, { id: 3, lots: 0 }],
      ["bid", 99, 3, 66, { id: 3, lots: 3 }],
    ],
    acts: [JOIN_99],
    endMs: 90,
    queue,
  });
}

export const trueQueue: RulePicture = {
  name: "true-queue",
  title: "Order-by-order tapes: the true queue",
  caption:
    "The tape tells which order leaves: 3 cancel, and fifo knows that they stood ahead. The last seller met " +
    "an order behind yours, so yours would have been first.",
  panels: [
    {
      heading: "",
      prices: [98, 101],
      show: ["queue", "market-only"],
      story: orderByOrder("fifo"),
      queues: [{ name: "risk", story: orderByOrder("risk") }],
    },
  ],
};

function amending(lots: number): Story {
  return story({
    rows: [
      ...bookAtStart({ 99: 4, 98: 9 }, { 101: 5 }),
      ["bid", 99, 8, 20],
      ["sold", 99, 5, 58],
      ["bid", 99, 3, 58],
    ],
    acts: [
      { at: 3, place: "buy", price: 99, lots: 3 },
      { at: 30, amend: 1, price: 99, lots },
    ],
    endMs: 84,
  });
}

export const amends: RulePicture = {
  name: "amends",
  title: "An amend keeps its place, or loses it",
  caption:
    "Same price and no larger size: the order stays where it is. Anything else goes to the back " +
    "of the queue.",
  panels: [
    {
      heading: "to a smaller size: keeps its place, and fills",
      prices: [98, 101],
      show: ["queue"],
      story: amending(2),
    },
    {
      heading: "to a larger size: back of the queue, no fill",
      prices: [98, 101],
      show: ["queue", "messages"],
      story: amending(4),
    },
  ],
};

export const cancelRace: RulePicture = {
  name: "cancel-race",
  title: "A cancel can lose the race",
  caption:
    "While the cancel is on its way, a trade fills the order. The cancel finds nothing and is refused; " +
    "the fill stands.",
  panels: [
    {
      heading: "",
      prices: [98, 102],
      show: ["messages"],
      story: story({
        rows: [
          ...bookAtStart({ 99: 5, 98: 6 }, { 101: 4, 102: 2 }),
          ["sold", 98, 1, 46],
          ["bid", 99, 0, 46],
        ],
        acts: [JOIN_99, { at: 42, cancel: 1 }],
        endMs: 80,
      }),
    },
  ],
};

export const severalOrders: RulePicture = {
  name: "several-orders",
  title: "Several own orders do not see each other",
  caption:
    "1 is ahead of both, 3 are sold: each order is reached as if it were alone, so 2 + 2 fill. " +
    "Together that is more than life gives.",
  panels: [
    {
      heading: "",
      prices: [98, 101],
      show: ["messages"],
      story: story({
        rows: [
          ...bookAtStart({ 99: 1, 98: 6 }, { 101: 4 }),
          ["sold", 99, 3, 50],
          ["bid", 99, 0, 50],
        ],
        acts: [JOIN_99, { at: 24, place: "buy", price: 99, lots: 2 }],
        endMs: 84,
        exchange: "partial",
      }),
    },
  ],
};

function meeting(mode: "expire-taker" | "expire-maker" | "decrement"): Panel {
  return {
    heading: mode,
    prices: [99, 102],
    show: [],
    story: story({
      rows: bookAtStart({ 99: 5 }, { 102: 4 }),
      acts: [
        { at: 4, place: "sell", price: 101, lots: 3 },
        { at: 40, place: "buy", price: 101, lots: 2 },
      ],
      endMs: 84,
      rules: { ...RULES, selfTrade: { ...RULES.selfTrade, default: mode } },
    }),
  };
}

export const selfTrade: RulePicture = {
  name: "self-trade",
  title: "Self-trade prevention: who gives way",
  caption:
    "Your buy 2 meets your own sell 3. With a venue's rules one of them, both, or the smaller size of " +
    "both goes away. Without rules they do not see each other.",
  panels: [meeting("expire-taker"), meeting("expire-maker"), meeting("decrement")],
};
