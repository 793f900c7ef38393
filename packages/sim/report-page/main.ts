import type uPlot from "uplot";
import type { ReportData } from "./report-data.ts";
import { size } from "./chart-frame.ts";
import { type ChartTime, equityChart, inventoryChart, priceChart } from "./charts.ts";
import { FillsTable } from "./fills-table.ts";
import { LinkedZoom } from "./linked-zoom.ts";
import { MarkoutView } from "./markout-view.ts";
import { explainTerms } from "./term-tips.ts";

/** Time shown around a fill that a reader picks from the table. */
const CLOSE_UP_MS = 10_000;

function main(): void {
  const data = JSON.parse(element("report-data").textContent) as ReportData;
  const startMs = Number(BigInt(data.startNs) / 1_000_000n);
  const spanMs = [startMs + data.spanMs[0], startMs + data.spanMs[1]] as const;
  const charts = drawCharts(data, { startMs, spanMs });
  const zoom = linkZoom([...charts.values()], spanMs);
  const table = new FillsTable(element("fills"), data, (ns) => {
    const ms = startMs + ns / 1e6;
    zoom.show(ms - CLOSE_UP_MS / 2, ms + CLOSE_UP_MS / 2);
    element("charts").scrollIntoView({ block: "start" });
  });
  table.show();
  const views = markoutViews(data).map((view) => [view.host, view.chart] as const);
  followPage(new Map<HTMLElement, Resizable>([...charts, ...views]));
  explainTerms();
}

function drawCharts(data: ReportData, time: ChartTime): Map<HTMLElement, uPlot> {
  const charts = new Map<HTMLElement, uPlot>();
  for (const host of document.querySelectorAll<HTMLElement>("[data-chart]")) {
    const index = Number(host.dataset["index"]);
    const instrument = data.instruments[index];
    const equity = data.equity[index];
    if (host.dataset["chart"] === "price" && instrument !== undefined) {
      charts.set(host, priceChart(host, instrument, time));
    } else if (host.dataset["chart"] === "inventory" && instrument !== undefined) {
      charts.set(host, inventoryChart(host, instrument, time));
    } else if (host.dataset["chart"] === "equity" && equity !== undefined) {
      charts.set(host, equityChart(host, equity, time));
    }
  }
  return charts;
}

function markoutViews(data: ReportData): MarkoutView[] {
  const hosts = document.querySelectorAll<HTMLElement>("[data-chart=markouts]");
  return [...hosts].flatMap((host) => {
    const markouts = data.markouts[Number(host.dataset["index"])];
    return markouts === undefined ? [] : [new MarkoutView(host, markouts)];
  });
}

function linkZoom(charts: readonly uPlot[], spanMs: readonly [number, number]): LinkedZoom {
  const reset = element("zoom-reset") as HTMLButtonElement;
  const zoom = new LinkedZoom(charts, spanMs, (zoomed) => {
    reset.disabled = !zoomed;
  });
  reset.addEventListener("click", () => zoom.reset());
  element("zoom-in").addEventListener("click", () => zoom.zoom(0.5));
  element("zoom-out").addEventListener("click", () => zoom.zoom(2));
  element("pan-back").addEventListener("click", () => zoom.pan(-0.5));
  element("pan-on").addEventListener("click", () => zoom.pan(0.5));
  return zoom;
}

/** What following the page needs of a chart. */
type Resizable = Pick<uPlot, "width" | "height" | "setSize" | "redraw">;

/** Charts follow the width of the page and the theme of the system. */
function followPage(charts: ReadonlyMap<HTMLElement, Resizable>): void {
  const observer = new ResizeObserver((entries) => {
    for (const { target } of entries) {
      const chart = charts.get(target as HTMLElement);
      const wanted = size(target as HTMLElement);
      if (chart !== undefined && (chart.width !== wanted.width || chart.height !== wanted.height)) {
        chart.setSize(wanted);
      }
    }
  });
  for (const host of charts.keys()) observer.observe(host);
  for (const media of ["(prefers-color-scheme: dark)", "print"]) {
    matchMedia(media).addEventListener("change", () => {
      for (const chart of charts.values()) chart.redraw(true, true);
    });
  }
}

function element(id: string): HTMLElement {
  const found = document.getElementById(id);
  if (found === null) throw new Error(`the page has no element ${id}`);
  return found;
}

main();
