import type { SessionClock } from "../clock/session-clock.ts";
import { MonoClock } from "../clock/mono-clock.ts";
import { connectBus } from "../bus/bus.ts";
import { NatsServerLink } from "../link/nats-server-link.ts";
import { BELL, type SessionControl } from "../memory/session-control.ts";
import { createWait, type WaitStrategy } from "../memory/wait.ts";
import { runAgent } from "../run-agent.ts";
import { PaperSession } from "./paper-session.ts";
import type { PaperSettings } from "./paper-settings.ts";

const HOUSEKEEPING_MS = 50;
const BUS = { name: "paper venue", role: "gateway" } as const;

/**
 * Runs a paper venue until `signal` is aborted, or until it has been idle for the time that the
 * settings say: no engine asked for anything, and the tapes are over or were never begun. Takes the
 * session's memory away when it ends. `onReady` is called once engines may connect.
 */
export async function runPaperVenue(
  settings: PaperSettings,
  options: {
    readonly signal: AbortSignal;
    readonly onReady: () => void;
    readonly onProblem: (problem: string) => void;
  },
): Promise<void> {
  const bus = settings.nats && (await connectBus({ ...settings.nats, ...BUS }));
  const link = { venue: "paper", session: settings.session };
  const newServer = bus && (() => new NatsServerLink({ bus, link }));
  try {
    const session = await PaperSession.open(settings, options.onProblem, newServer);
    await serve(session, settings, options);
  } finally {
    await bus?.close();
  }
}

async function serve(
  session: PaperSession,
  settings: PaperSettings,
  options: { readonly signal: AbortSignal; readonly onReady: () => void },
): Promise<void> {
  const { control } = session;
  const stop = new AbortController();
  const mono = new MonoClock();
  const idle = new IdleWatch(session, settings.idleMs);
  const housekeeping = setInterval(() => {
    session.beat(mono.read());
    if (idle.isOver(performance.now())) stop.abort();
  }, HOUSEKEEPING_MS);
  try {
    options.onReady();
    const signal = AbortSignal.any([options.signal, stop.signal]);
    await runAgent(session, new HeldClock(control), waitOf(settings, control), signal);
  } finally {
    clearInterval(housekeeping);
  }
}

/** A session's clock that stands at zero until somebody lets it run. */
export class HeldClock {
  readonly #control: SessionControl;
  #clock: SessionClock | undefined;

  constructor(control: SessionControl) {
    this.#control = control;
  }

  read(): number {
    this.#clock ??= this.#control.clock();
    return this.#clock === undefined ? 0 : this.#clock.read();
  }
}

/** Sees when nobody needs the venue any more. */
class IdleWatch {
  readonly #session: PaperSession;
  readonly #idleMs: number;
  #requests = -1;
  #sinceMs = 0;

  constructor(session: PaperSession, idleMs: number) {
    this.#session = session;
    this.#idleMs = idleMs;
  }

  isOver(nowMs: number): boolean {
    const { venue, control } = this.#session;
    const mayEnd = venue.isOver || !control.running;
    if (venue.requests !== this.#requests || !mayEnd) {
      this.#requests = venue.requests;
      this.#sinceMs = nowMs;
    }
    return nowMs - this.#sinceMs >= this.#idleMs;
  }
}

function waitOf({ wait, maxSleepUs }: PaperSettings, control: SessionControl): WaitStrategy {
  return createWait({ kind: wait, bell: control.bell(BELL.toVenue), maxSleepUs });
}
