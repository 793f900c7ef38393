/** Width of a picture; a phone shows it at half of it. */
export const WIDTH = 720;
export const LEFT = 88;
export const RIGHT: number = WIDTH - 16;

/** Colours by class, for light and for dark. Bids are blue and asks orange for all eyes. */
export const STYLE: string = `
text { font-family: system-ui, -apple-system, "Segoe UI", Roboto, Helvetica, Arial, sans-serif; font-size: 17px; fill: #1f2328 }
.title { font-size: 21px; font-weight: 700 }
.muted { fill: #57606a }
.card { fill: #fff; stroke: #d0d7de }
.panel { fill: #f6f8fa }
.grid { stroke: #d0d7de; stroke-width: 1 }
.market { fill: #d0d7de }
.second { fill: #d8c4f0 }
.bid { stroke: #2f77d0; stroke-width: 2.5 } .ask { stroke: #d1701a; stroke-width: 2.5 }
.bought { fill: #2f77d0; stroke: #fff; stroke-width: 1.5 } .sold { fill: #d1701a; stroke: #fff; stroke-width: 1.5 }
.held { fill: #8250df; opacity: 0.35 } .held-edge { stroke: #8250df; stroke-width: 2; fill: none }
@media (prefers-color-scheme: dark) {
text { fill: #e6edf3 } .muted { fill: #9ea7b3 }
.card { fill: #0d1117; stroke: #30363d } .panel { fill: #161b22 } .grid { stroke: #30363d }
.market { fill: #3d444d } .second { fill: #4b3a68 }
.bid { stroke: #6cb0ff } .ask { stroke: #f0a35e }
.bought { fill: #6cb0ff; stroke: #0d1117 } .sold { fill: #f0a35e; stroke: #0d1117 }
.held { fill: #b58cff } .held-edge { stroke: #b58cff }
}
`;
