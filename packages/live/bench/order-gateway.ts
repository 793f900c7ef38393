import * as hdr from "hdr-histogram-js";
import { MonoClock, SessionControl } from "@mexoms/live";
import {
  type Agent,
  BELL,
  createWait,
  HEADER,
  HEADER_FIELDS,
  type MessageView,
  RingServer,
  runAgent,
  type VenueRequests,
  type WaitKind,
} from "@mexoms/live/internal";

// The gateway's process of order-path.ts. Prints "ready" once it runs, and the figures after the last
// order, which is planned for the time Infinity.
const [memory, session, wait, ringBytes] = process.argv.slice(2) as [
  string,
  string,
  WaitKind,
  string,
];

/** What `process.send` carries to the engine. */
export interface GatewayFigures {
  readonly count: number;
  /** From the planned time, and from just before the order was handed over; in microseconds. */
  readonly plannedUs: readonly number[];
  readonly handedUs: readonly number[];
  readonly cpuShare: number;
}

class Gateway implements Agent, VenueRequests {
  readonly role: string = "gateway";
  readonly abort = new AbortController();
  readonly clock = new MonoClock();
  readonly planned = histogram();
  readonly handed = histogram();
  readonly #server: RingServer;
  #cpu = process.cpuUsage();
  #since = performance.now();

  constructor(control: SessionControl) {
    this.#server = new RingServer({ control, ringBytes: Number(ringBytes) });
  }

  doWork(): number {
    return this.#server.poll(this, 256);
  }

  request({ fields, index }: MessageView): void {
    const plannedNs = fields[index + HEADER.sentNs]!;
    if (plannedNs === Number.POSITIVE_INFINITY) this.abort.abort();
    else if (plannedNs < 0) this.#begin();
    else {
      const nowNs = this.clock.read();
      this.planned.recordValue(Math.max(1, nowNs - plannedNs));
      this.handed.recordValue(Math.max(1, nowNs - fields[index + HEADER_FIELDS]!));
    }
  }

  figures(): GatewayFigures {
    const { user, system } = process.cpuUsage(this.#cpu);
    return {
      count: this.planned.totalCount,
      plannedUs: percentiles(this.planned),
      handedUs: percentiles(this.handed),
      cpuShare: (user + system) / 1000 / (performance.now() - this.#since),
    };
  }

  close(): void {
    this.#server.close();
  }

  /** The warm-up is over. */
  #begin(): void {
    this.planned.reset();
    this.handed.reset();
    this.#cpu = process.cpuUsage();
    this.#since = performance.now();
  }
}

function histogram(): hdr.Histogram {
  return hdr.build({ lowestDiscernibleValue: 1, highestTrackableValue: 1e10 });
}

function percentiles(of: hdr.Histogram): number[] {
  return [50, 99, 99.9, 100].map((p) => of.getValueAtPercentile(p) / 1000);
}

const control = SessionControl.open(memory, session);
const gateway = new Gateway(control);
const waiting = createWait({ kind: wait, bell: control.bell(BELL.toVenue), maxSleepUs: 1000 });
process.send?.("ready");
await runAgent(gateway, gateway.clock, waiting, gateway.abort.signal);
process.send?.(gateway.figures());
process.disconnect();
