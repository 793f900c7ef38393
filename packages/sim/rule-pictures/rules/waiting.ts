import type { RulePicture } from "../draw/picture.ts";
import { bookAtStart, story } from "./stories.ts";

export const stops: RulePicture = {
  name: "stops",
  title: "A stop waits for its trigger, then takes",
  caption:
    "A stop is in no book. A trade at 98 wakes it up: from then on it is a market order, and gets the best bid " +
    "that is left.",
  panels: [
    {
      heading: "",
      prices: [96, 102],
      show: ["messages"],
      story: story({
        rows: [
          ...bookAtStart({ 100: 4, 99: 3, 98: 4, 97: 6 }, { 101: 4 }),
          ["sold", 100, 2, 2],
          ["bid", 100, 2, 2],
          ["sold", 99, 3, 34],
          ["bid", 100, 0, 34],
          ["bid", 99, 0, 34],
          ["sold", 98, 4, 58],
          ["bid", 98, 0, 58],
        ],
        acts: [
          {
            at: 4,
            place: "sell",
            price: 0,
            lots: 2,
            more: { type: "stop", triggerTicks: 98 },
          },
        ],
        endMs: 84,
      }),
    },
  ],
};

export const trailingStops: RulePicture = {
  name: "trailing-stops",
  title: "A trailing stop follows the price",
  caption:
    "Its trigger stays 2 below the highest trade since it waits. It goes up with the market, never down; the " +
    "first trade at it wakes it up.",
  panels: [
    {
      heading: "",
      prices: [97, 104],
      show: ["messages"],
      story: story({
        rows: [
          ...bookAtStart({ 100: 5, 99: 5, 98: 5 }, { 101: 2, 102: 2, 103: 2, 104: 5 }),
          ["bought", 101, 2, 2],
          ["ask", 101, 0, 20],
          ["bid", 101, 3, 20],
          ["bought", 102, 2, 26],
          ["ask", 102, 0, 34],
          ["bid", 102, 3, 34],
          ["bought", 103, 1, 40],
          ["sold", 102, 3, 54],
          ["bid", 102, 0, 54],
          ["sold", 101, 1, 68],
        ],
        acts: [
          {
            at: 4,
            place: "sell",
            price: 0,
            lots: 2,
            more: { type: "trailing-stop", trailTicks: 2 },
          },
        ],
        endMs: 90,
      }),
    },
  ],
};

export const expiry: RulePicture = {
  name: "expiry",
  title: "An order that expires needs no cancel",
  caption:
    "It was sent to rest for 40 ms. The venue ends it at that time by itself, so the seller who comes " +
    "later does not meet it.",
  panels: [
    {
      heading: "",
      prices: [98, 102],
      show: ["messages"],
      story: story({
        rows: [
          ...bookAtStart({ 99: 5, 98: 6 }, { 101: 4, 102: 2 }),
          ["sold", 98, 1, 66],
          ["bid", 99, 0, 66],
        ],
        acts: [
          {
            at: 4,
            place: "buy",
            price: 99,
            lots: 2,
            more: { timeInForce: "gtd", expiresAfter: "40ms" },
          },
        ],
        endMs: 90,
      }),
    },
  ],
};

export const reduceOnly: RulePicture = {
  name: "reduce-only",
  title: "Reduce-only: never past zero",
  caption:
    "You buy 3; two reduce-only sells of 2 each rest above. The first fills 2. Of the second 1 fills: then the " +
    "position is zero, and the rest expires.",
  panels: [
    {
      heading: "",
      prices: [99, 104],
      show: ["messages"],
      story: story({
        rows: [
          ...bookAtStart({ 100: 5, 99: 5 }, { 101: 4, 104: 9 }),
          ["ask", 101, 0, 30],
          ["bid", 101, 4, 30],
          ["bid", 102, 4, 50],
          ["bid", 103, 4, 68],
        ],
        acts: [
          { at: 2, place: "buy", price: 101, lots: 3 },
          { at: 16, place: "sell", price: 102, lots: 2, more: { reduceOnly: true } },
          { at: 30, place: "sell", price: 103, lots: 2, more: { reduceOnly: true } },
        ],
        endMs: 96,
      }),
    },
  ],
};

export const icebergs: RulePicture = {
  name: "icebergs",
  title: "An iceberg: each part queues anew",
  caption:
    "6 to buy, 2 shown. When the shown part has filled, the next 2 show at once, behind all that is there " +
    "then. One trade fills one part at most.",
  panels: [
    {
      heading: "",
      prices: [98, 101],
      show: ["queue", "messages"],
      story: story({
        rows: [
          ...bookAtStart({ 99: 3, 98: 9 }, { 101: 5 }),
          ["bid", 99, 7, 20],
          ["sold", 99, 6, 34],
          ["bid", 99, 4, 34],
          ["sold", 99, 3, 50],
          ["bid", 99, 1, 50],
          ["sold", 99, 3, 66],
          ["bid", 99, 0, 66],
        ],
        acts: [{ at: 4, place: "buy", price: 99, lots: 6, more: { displayLots: 2 } }],
        endMs: 84,
      }),
    },
  ],
};
