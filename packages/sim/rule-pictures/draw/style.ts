/** Width of all pictures; a phone shows them at half of it. */
export const WIDTH = 720;
export const LEFT = 74;
export const RIGHT = WIDTH - 20;
/** Sizes of text in pixels. */
export const TEXT = { title: 24, label: 19, small: 17 } as const;

/** Colours by class, once for light and once for dark. Bids are blue and asks orange for all eyes. */
export const STYLE = `
text { font-family: system-ui, -apple-system, "Segoe UI", Roboto, Helvetica, Arial, sans-serif; font-size: ${TEXT.label}px; fill: #1f2328 }
.panel, .bid, .ask, .stale, .ahead, .behind, .own-block { shape-rendering: crispEdges }
.bad-zone { fill: #cf222e; opacity: 0.18 }
.title { font-size: ${TEXT.title}px; font-weight: 700 }
.strong { font-weight: 700 }
.small { font-size: ${TEXT.small}px }
.muted { fill: #57606a }
.halo { stroke: #fff; stroke-width: 5; stroke-linejoin: round; paint-order: stroke }
.card { fill: #fff; stroke: #d0d7de }
.panel { fill: #f6f8fa }
.grid { stroke: #d0d7de; stroke-width: 1 }
.axis { stroke: #57606a; stroke-width: 2 }
.line { fill: none }
.danger { stroke: #cf222e; stroke-width: 3; stroke-dasharray: 9 6; fill: none }
.bid { fill: #cfe4ff } .ask { fill: #ffdfc2 } .stale { fill: #d0d7de }
.bid-edge { stroke: #2f77d0; stroke-width: 2; fill: none } .ask-edge { stroke: #d1701a; stroke-width: 2; fill: none }
.own { stroke: #8250df; stroke-width: 6; stroke-linecap: round; fill: none }
.waits { stroke: #8250df; stroke-width: 4; stroke-dasharray: 3 8; stroke-linecap: round; fill: none }
.own-text { fill: #6e3bd0 }
.own-fill { fill: #8250df; stroke: #fff; stroke-width: 2 }
.own-block { fill: #8250df }
.own-end { stroke: #8250df; stroke-width: 4; stroke-linecap: round; fill: none }
.trade { fill: #1f2328; stroke: #fff; stroke-width: 1.5 }
.sent { stroke: #8250df; stroke-width: 2.5; fill: none } .sent-head { fill: #8250df }
.heard { stroke: #57606a; stroke-width: 2.5; fill: none } .heard-head { fill: #57606a }
.feed { stroke: #2da44e; stroke-width: 2; stroke-dasharray: 5 4; fill: none } .feed-head { fill: #2da44e } .feed-text { fill: #1a7f37 }
.bad { stroke: #cf222e; stroke-width: 4; stroke-linecap: round; fill: none } .bad-text { fill: #cf222e }
.ahead { fill: #8c959f } .behind { fill: #d0d7de }
@media (prefers-color-scheme: dark) {
text { fill: #e6edf3 }
.muted { fill: #9ea7b3 }
.halo { stroke: #0d1117 }
.card { fill: #0d1117; stroke: #30363d }
.panel { fill: #161b22 }
.grid { stroke: #30363d }
.axis { stroke: #9ea7b3 }
.bid { fill: #143257 } .ask { fill: #53300f } .stale { fill: #30363d }
.bid-edge { stroke: #6cb0ff } .ask-edge { stroke: #f0a35e }
.own, .waits { stroke: #b58cff } .own-text { fill: #c9a8ff } .own-fill { fill: #b58cff; stroke: #0d1117 } .own-end { stroke: #b58cff } .own-block { fill: #b58cff }
.trade { fill: #e6edf3; stroke: #0d1117 }
.sent { stroke: #b58cff } .sent-head { fill: #b58cff }
.heard { stroke: #9ea7b3 } .heard-head { fill: #9ea7b3 }
.feed { stroke: #56d364 } .feed-head { fill: #56d364 } .feed-text { fill: #56d364 }
.bad, .danger { stroke: #ff7b72 } .bad-text { fill: #ff7b72 }
.ahead { fill: #768390 } .behind { fill: #373e47 }
}
`;
