import type { RulePicture } from "../draw/picture.ts";
import { bookAtStart, story } from "./stories.ts";

const BUY_AT_100 = [{ at: 4, place: "buy", price: 100, lots: 2 }] as const;

export const bookCrossed: RulePicture = {
  name: "book-crossed",
  title: "The book crosses the order: it fills",
  caption:
    "The best ask comes down to your price. Whoever sells there would have met your order first: it fills whole, at its own price.",
  panels: [
    {
      heading: "",
      prices: [98, 103],
      show: ["sizes", "messages"],
      story: story({
        rows: [
          ...bookAtStart({ 99: 5, 98: 7 }, { 102: 4, 103: 6 }),
          ["ask", 101, 3, 30],
          ["ask", 100, 1, 52],
        ],
        acts: BUY_AT_100,
        endMs: 80,
      }),
    },
  ],
};

export const tradedThrough: RulePicture = {
  name: "traded-through",
  title: "A trade goes through the order: it fills",
  caption:
    "Somebody sells at 98, below your 99. At a venue nobody can without buying out your price first: it fills whole, whatever was ahead.",
  panels: [
    {
      heading: "",
      prices: [97, 102],
      show: ["sizes", "messages"],
      story: story({
        rows: [
          ...bookAtStart({ 99: 5, 98: 7, 97: 4 }, { 101: 4, 102: 6 }),
          ["sold", 98, 1, 50],
          ["bid", 99, 0, 50],
          ["bid", 98, 6, 50],
        ],
        acts: [{ at: 4, place: "buy", price: 99, lots: 2 }],
        endMs: 80,
      }),
    },
  ],
};

const queueRows = [
  ...bookAtStart({ 99: 6, 98: 9 }, { 101: 5, 102: 5 }),
  ["bid", 99, 9, 18],
  ["sold", 99, 4, 32],
  ["bid", 99, 5, 32],
  ["sold", 99, 3, 50],
  ["bid", 99, 2, 50],
  ["sold", 99, 1, 66],
  ["bid", 99, 1, 66],
] as const;

export const queueReached: RulePicture = {
  name: "queue-reached",
  title: "The queue reaches the order: it fills",
  caption:
    "Your order joins behind the 6 lots that are there. Trades at its price use them up; what is sold beyond them is yours.",
  panels: [
    {
      heading: "partial: by the lots that reached it",
      prices: [98, 101],
      show: ["queue", "messages"],
      story: story({
        rows: queueRows,
        acts: [{ at: 4, place: "buy", price: 99, lots: 2 }],
        endMs: 84,
        exchange: "partial",
      }),
    },
    {
      heading: "no-partial: the first lot that reaches it fills it whole",
      prices: [98, 101],
      show: ["queue"],
      story: story({
        rows: queueRows,
        acts: [{ at: 4, place: "buy", price: 99, lots: 2 }],
        endMs: 84,
      }),
    },
  ],
};
