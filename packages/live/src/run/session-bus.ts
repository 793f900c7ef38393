import { readFile } from "node:fs/promises";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { ConfigError } from "@mexoms/core";
import { connectBus } from "../bus/bus.ts";
import { type NatsAtHand, natsAtHand } from "../bus/nats-at-hand.ts";
import { natsConfig } from "../bus/nats-config.ts";
import { NatsServer, type NatsServerOptions } from "../bus/nats-server.ts";
import { applySetup, planSetup } from "../bus/stream-setup.ts";
import type { ControlAnswer, ControlOrder } from "../control/control-order.ts";
import { readKillSwitch } from "../control/kill-switch.ts";
import { notedSequence, POSITION_FILE } from "../publish/publish-position.ts";
import { PublisherProcess, type PublisherSettings } from "../publish/publisher-process.ts";
import type { BusStatus } from "../status/session-status.ts";
import { journalFolder } from "./session-folder.ts";

/** Between two looks at how far the publisher is. */
const LOOK_MS = 1_000;
/** What an engine that ends gives its publisher to tell the rest. */
const PUBLISH_MS = 10_000;
/** A server of the session's own that died is started again after this. */
const RESTART_MS = 1_000;

export interface SessionBusOptions {
  /** "auto" for the server that NATS_URL names or one of the session's own, or an address. */
  readonly nats: string;
  /** Folder of the session. */
  readonly dir: string;
  readonly engine: string;
  /**
   * The session has begun before and may have orders at its venue: it goes on without a server that
   * does not answer. The kill switch is read then as soon as that is back.
   */
  readonly begun: boolean;
  readonly say: (line: string) => void;
}

/** The way of a session's journal to NATS: server at hand, streams, publisher. Behind the engine. */
export class SessionBus {
  readonly url: string;
  readonly #options: SessionBusOptions;
  readonly #server: NatsAtHand;
  readonly #position: string;
  /** The server in place of one of our own that died. */
  #again: NatsServer | undefined;
  #publisher: PublisherProcess | undefined;
  #problem: string | undefined;
  #published = 0;
  #lookMs = 0;
  #closed = false;

  private constructor(options: SessionBusOptions, server: NatsAtHand) {
    this.#options = options;
    this.#server = server;
    this.url = server.url;
    this.#position = path.join(journalFolder(options.dir), POSITION_FILE);
    if (server.server !== undefined) void this.#keepAlive(server.server);
  }

  /**
   * Throws ConfigError when there is no server, when it refuses the streams, and when the kill switch
   * is set or cannot be read.
   */
  static async open(options: SessionBusOptions): Promise<SessionBus> {
    const { nats, engine, begun, say } = options;
    const env = nats === "auto" ? process.env : { ...process.env, NATS_URL: nats };
    const server = await natsAtHand(serverOptions(options, env));
    try {
      await prepare(server.url, engine).catch((error: unknown) => {
        // What is set is never passed by; a server that is away is, by what trades already.
        if (!begun || error instanceof KillSwitchError) throw error;
        const why = error instanceof Error ? error.message : String(error);
        say(`NATS does not answer (${why}): the session goes on, its journal is published later`);
      });
      return new SessionBus(options, server);
    } catch (error) {
      await server.stop();
      throw error;
    }
  }

  /** Begins to publish, once there is a journal, and to hear orders. */
  begin(onOrder: (order: ControlOrder) => void): void {
    const { dir, engine } = this.#options;
    const settings: PublisherSettings = {
      dir: journalFolder(dir),
      engine,
      url: this.url,
      control: true,
    };
    this.#publisher = PublisherProcess.start(
      settings,
      (what) => {
        this.#problem = what;
      },
      onOrder,
    );
  }

  answer(answer: Omit<ControlAnswer, "session">): void {
    this.#publisher?.answer({ ...answer, session: this.#options.engine });
  }

  /** Of the publisher's process, which is another one when it died. */
  get publisherPid(): number | undefined {
    return this.#publisher?.pid;
  }

  status(): BusStatus {
    const isWell = this.#publisher?.isRunning === true && this.#problem === undefined;
    const state = isWell ? "connected" : "lost";
    this.#look();
    return { state, why: this.#problem, publishedSequence: this.#published };
  }

  /** Reads now and then how far the publisher is; never waits for the disk. */
  #look(): void {
    const nowMs = performance.now();
    if (nowMs < this.#lookMs) return;
    this.#lookMs = nowMs + LOOK_MS;
    readFile(this.#position, "utf8").then(
      (text) => {
        const { sequence } = JSON.parse(text) as { sequence: number };
        if (sequence > this.#published) this.#problem = undefined;
        this.#published = sequence;
      },
      () => {},
    );
  }

  /**
   * Publishes what is left of a journal of `records` records, for at most 10 s, says what is left then,
   * and stops the server if it is the session's own.
   */
  async close(records: number): Promise<void> {
    this.#closed = true;
    await this.#publisher?.stop(PUBLISH_MS);
    const left = this.#publisher === undefined ? 0 : records - notedSequence(this.#position);
    if (left > 0) {
      const journal = journalFolder(this.#options.dir);
      const how = `mexoms journal publish ${journal} does that`;
      this.#options.say(`up to ${left} records are not published yet: ${how}`);
    }
    await this.#again?.stop();
    await this.#server.stop();
  }

  /** Starts a server of the session's own again when it dies, at the same address. */
  async #keepAlive(first: NatsServer): Promise<void> {
    const { say } = this.#options;
    let server = first;
    for (;;) {
      await server.ended;
      if (this.#closed) return;
      say("the session's nats-server ended; it is started again");
      const next = await this.#restart(first.port);
      if (next === undefined) return;
      server = next;
    }
  }

  async #restart(port: number): Promise<NatsServer | undefined> {
    const { say } = this.#options;
    await delay(RESTART_MS, undefined, { ref: false });
    if (this.#closed) return undefined;
    try {
      const server = await NatsServer.start({ ...serverOptions(this.#options), port });
      this.#again = server;
      if (this.#closed) await server.stop();
      return this.#closed ? undefined : server;
    } catch (error) {
      say(`it does not start: ${error instanceof Error ? error.message : String(error)}`);
      return undefined;
    }
  }
}

/** Makes the streams that are missing, and leaves the others as they were set up; looks at the kill switch. */
async function prepare(url: string, engine: string): Promise<void> {
  const bus = await connectBus({ url, name: `${engine} setup` });
  try {
    const steps = await planSetup(bus, natsConfig());
    const missing = steps.filter(({ action }) => action === "create");
    await applySetup(bus, missing, { force: false });
    const set = await readKillSwitch(bus, engine).catch((error: unknown) => {
      throw new KillSwitchError(`cannot be read: ${error instanceof Error ? error.message : ""}`);
    });
    if (set === undefined) return;
    const { by, reason, time } = set;
    throw new KillSwitchError(
      `is set, by ${by} at ${time}: ${reason}; "mexoms control resume ${engine}" takes it back`,
    );
  } finally {
    await bus.close();
  }
}

class KillSwitchError extends ConfigError {
  constructor(problem: string) {
    super("kill switch", problem);
  }
}

function serverOptions(
  { dir, say }: SessionBusOptions,
  env: NodeJS.ProcessEnv = process.env,
): NatsServerOptions {
  return { folder: path.join(dir, "nats"), env, say };
}
