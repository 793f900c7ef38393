import { constantLatency, latencyByKind } from "@mexoms/sim/engine";
import type { RulePicture } from "../draw/picture.ts";
import { MS } from "../story/story-tape.ts";
import { RULES, bookAtStart, story } from "./stories.ts";

const THIN = bookAtStart({ 99: 5, 98: 7 }, { 101: 2, 102: 3, 103: 6 });
const SWEEP = [{ at: 12, place: "buy", price: 102, lots: 7 }] as const;

export const twoClocks: RulePicture = {
  name: "two-clocks",
  title: "Two clocks: what you see is old",
  caption:
    "Above the venue, below what has reached you. You see an ask at 101 and buy there. " +
    "When your order arrives that ask is gone: it rests.",
  panels: [
    {
      heading: "",
      prices: [99, 103],
      show: ["our-book", "messages"],
      story: story({
        rows: [
          ...bookAtStart({ 100: 5, 99: 5 }, { 103: 6 }),
          ["ask", 101, 3, { at: 10, seen: 20 }],
          ["ask", 101, 0, { at: 28, seen: 38 }],
        ],
        acts: [{ at: 22, place: "buy", price: 101, lots: 2 }],
        endMs: 60,
        latency: constantLatency({ entryNs: 12 * MS, responseNs: 12 * MS }),
      }),
    },
  ],
};

export const oneConnection: RulePicture = {
  name: "one-connection",
  title: "One connection: nothing overtakes",
  caption:
    "Orders take 30 ms here and cancels 5 ms. The cancel of order 1 waits on the wire for order 2, " +
    "which was sent before it.",
  panels: [
    {
      heading: "",
      prices: [97, 101],
      show: ["messages"],
      story: story({
        rows: bookAtStart({ 99: 5 }, { 101: 5 }),
        acts: [
          { at: 2, place: "buy", price: 99, lots: 2 },
          { at: 46, place: "buy", price: 98, lots: 3 },
          { at: 54, cancel: 1 },
        ],
        endMs: 100,
        latency: latencyByKind({
          place: "30ms",
          cancel: "5ms",
          response: "5ms",
          connections: "one",
        }),
      }),
    },
  ],
};

export const takes: RulePicture = {
  name: "takes",
  title: "An order that crosses on arrival takes",
  caption:
    "You buy 7 up to 102, where 2 + 3 are offered. The book stays as it was: the tape does not " +
    "know of you.",
  panels: [
    {
      heading: "no-partial: all at the best price",
      prices: [99, 103],
      show: ["sizes"],
      story: story({ rows: THIN, acts: SWEEP, endMs: 60 }),
    },
    {
      heading: "partial: level after level; a gtc's rest at its limit",
      prices: [99, 103],
      show: ["sizes", "messages"],
      story: story({ rows: THIN, acts: SWEEP, endMs: 60, exchange: "partial" }),
    },
  ],
};

const POST_ONLY = [
  { at: 4, place: "buy", price: 100, lots: 2, more: { timeInForce: "post-only" } },
  { at: 26, place: "buy", price: 101, lots: 2, more: { timeInForce: "post-only" } },
] as const;

export const postOnly: RulePicture = {
  name: "post-only",
  title: "Post-only: rests, or is turned away",
  caption:
    "The first order does not cross and rests. The second would take at 101, so it never lives. " +
    "Venues differ in what they call it.",
  panels: [
    {
      heading: "without rules, or where the venue says expired",
      prices: [99, 102],
      show: ["messages"],
      story: story({
        rows: bookAtStart({ 99: 5 }, { 101: 2, 102: 3 }),
        acts: POST_ONLY,
        endMs: 60,
      }),
    },
    {
      heading: "where the venue says rejected",
      prices: [99, 102],
      show: [],
      story: story({
        rows: bookAtStart({ 99: 5 }, { 101: 2, 102: 3 }),
        acts: POST_ONLY,
        endMs: 60,
        rules: { ...RULES, postOnly: "rejected" },
      }),
    },
  ],
};
