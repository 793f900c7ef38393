import { bps, choice, count, distance, duration, flag, instrument, quantity } from "@mexoms/core";

/** Parameters of the market maker. Every default is a text of the kind a user would write. */
export const params = {
  instrument: instrument({ doc: "what to quote" }),
  fairValue: choice(["mid", "microprice"], {
    default: "mid",
    doc: "price that the quotes stand around",
  }),
  spread: bps({
    default: "10bps",
    min: "0bps",
    max: "1000bps",
    doc: "from the first bid to the first ask",
  }),
  size: quantity({ default: "0.1BTC", doc: "of each quote" }),
  levels: count({ default: "3", min: "1", max: "50", doc: "quotes on each side" }),
  levelStep: distance({ default: "2bps", doc: "from one level to the next" }),
  skew: bps({
    default: "5bps",
    min: "0bps",
    max: "1000bps",
    doc: "how far all quotes move against a full inventory",
  }),
  maxInventory: quantity({
    default: "1BTC",
    doc: "most that is held long or short, open quotes included",
  }),
  postOnly: flag({ default: "true", doc: "let a quote that would take expire instead" }),
  requoteTolerance: distance({
    default: "0.5bps",
    doc: "quotes this near to their target keep their place in the queue",
  }),
  refresh: duration({ default: "100ms", min: "1ms", doc: "time between looks at the book" }),
};
