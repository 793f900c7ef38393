import type { RulePicture } from "../draw/picture.ts";
import type { StoryRow } from "../story/story.ts";
import { RULES, bookAtStart, story } from "./stories.ts";

export const rateLimit: RulePicture = {
  name: "rate-limit",
  title: "A rate limit turns requests away",
  caption:
    "3 orders in any 60 ms are allowed here. The fourth comes too soon and is rejected; it does not " +
    "count. Later there is room again.",
  panels: [
    {
      heading: "",
      prices: [95, 101],
      show: ["messages"],
      story: story({
        rows: bookAtStart({ 99: 5 }, { 101: 5 }),
        acts: [
          { at: 2, place: "buy", price: 99, lots: 1 },
          { at: 18, place: "buy", price: 98, lots: 1 },
          { at: 34, place: "buy", price: 97, lots: 1 },
          { at: 50, place: "buy", price: 96, lots: 1 },
          { at: 72, place: "buy", price: 96, lots: 1 },
        ],
        endMs: 96,
        rules: {
          ...RULES,
          rates: [
            {
              name: "orders",
              scope: "account",
              weights: { place: 1 },
              limit: 3,
              window: "60ms",
              kind: "sliding",
            },
          ],
        },
      }),
    },
  ],
};

export const outage: RulePicture = {
  name: "outage",
  title: "An outage: requests get lost, the market goes on",
  caption:
    "In the red time the venue takes no requests. The cancel is lost, the order fills, and only later " +
    "do you learn that the cancel never arrived.",
  panels: [
    {
      heading: "",
      prices: [98, 102],
      show: ["messages"],
      story: story({
        rows: [
          ...bookAtStart({ 99: 5, 98: 6 }, { 101: 4, 102: 2 }),
          ["sold", 98, 1, 44],
          ["bid", 99, 0, 44],
        ],
        acts: [
          { at: 2, place: "buy", price: 99, lots: 2 },
          { at: 24, cancel: 1 },
        ],
        endMs: 84,
        faults: [
          {
            kind: "outage",
            venue: "test",
            at: "20ms",
            for: "30ms",
            requests: "lose",
            recovery: "40ms",
            feed: "on",
          },
        ],
      }),
    },
  ],
};

const moving: StoryRow[] = [
  ...bookAtStart({ 100: 5, 99: 5, 98: 4 }, { 102: 5, 103: 5 }),
  ["bid", 100, 0, { at: 24, seen: 30 }],
  ["ask", 101, 3, { at: 36, seen: 42 }],
  ["bid", 98, 6, { at: 58, seen: 64 }],
];

export const feedGap: RulePicture = {
  name: "feed-gap",
  title: "A gap in market data: you trade blind",
  caption:
    "Two changes get lost on the way to you: your book is not valid (grey) until a snapshot comes.",
  panels: [
    {
      heading: "",
      prices: [98, 102],
      show: ["our-book", "messages"],
      story: story({
        rows: moving,
        acts: [],
        endMs: 84,
        faults: [{ kind: "feed-gap", instrument: "test:swap:ABCUSDT", at: "26ms", for: "24ms" }],
      }),
    },
  ],
};
