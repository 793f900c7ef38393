import { readFile } from "node:fs/promises";
import path from "node:path";
import { connectBus } from "../bus/bus.ts";
import { type NatsAtHand, natsAtHand } from "../bus/nats-at-hand.ts";
import { natsConfig } from "../bus/nats-config.ts";
import { applySetup, planSetup } from "../bus/stream-setup.ts";
import { PublisherProcess, type PublisherSettings } from "../publish/publisher-process.ts";
import type { BusStatus } from "../status/session-status.ts";
import { journalFolder } from "./session-folder.ts";

/** Where the publisher notes how far it is; see JournalPublisher. */
const POSITION_FILE = "published.json";
/** Between two looks at how far the publisher is. */
const LOOK_MS = 1_000;
/** What an engine that ends gives its publisher to tell the rest. */
const PUBLISH_MS = 10_000;

/** The way of a session's journal to NATS: server at hand, streams, publisher. Behind the engine. */
export class SessionBus {
  readonly url: string;
  readonly #server: NatsAtHand;
  readonly #publisher: PublisherProcess;
  readonly #position: string;
  #problem: string | undefined;
  #published = 0;
  #lookMs = 0;

  private constructor(server: NatsAtHand, settings: PublisherSettings) {
    this.#server = server;
    this.url = server.url;
    this.#position = path.join(settings.dir, POSITION_FILE);
    this.#publisher = PublisherProcess.start(settings, (what) => {
      this.#problem = what;
    });
  }

  /**
   * `nats`: "auto" for the server that NATS_URL names or one of the session's own, or an address.
   * Throws ConfigError when there is no server, or it refuses the streams.
   */
  static async open(options: {
    readonly nats: string;
    readonly dir: string;
    readonly engine: string;
    readonly say: (line: string) => void;
  }): Promise<SessionBus> {
    const { nats, dir, engine, say } = options;
    const env = nats === "auto" ? process.env : { ...process.env, NATS_URL: nats };
    const server = await natsAtHand({ folder: path.join(dir, "nats"), env, say });
    try {
      const { url } = server;
      const bus = await connectBus({ url, name: `${engine} setup` });
      try {
        await applySetup(bus, await planSetup(bus, natsConfig()), { force: false });
      } finally {
        await bus.close();
      }
      const settings = { dir: journalFolder(dir), engine, url };
      return new SessionBus(server, settings);
    } catch (error) {
      await server.stop();
      throw error;
    }
  }

  status(): BusStatus {
    const isWell = this.#publisher.isRunning && this.#problem === undefined;
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

  /** Publishes what is left, within bounds, and stops the server if it is the session's own. */
  async close(): Promise<void> {
    await this.#publisher.stop(PUBLISH_MS);
    await this.#server.stop();
  }
}
