import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { onTestFinished } from "vitest";
import { type Bus, connectBus, NatsServer } from "@mexoms/live";
import { openTape, type Tape } from "@mexoms/sim";

/** A folder that goes away with the test. */
export function scratchFolder(): string {
  const folder = mkdtempSync(path.join(tmpdir(), "mexoms-record-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

export const SAMPLES: string = path.resolve(import.meta.dirname, "../../../../../data/tapes");

export function sampleTape(name: string): Tape {
  return openTape(path.join(SAMPLES, `synthetic-${name}.tape`), { verify: false });
}

export interface Nats {
  readonly server: NatsServer;
  readonly bus: Bus;
}

/** A server of its own for the test, and a connection to it. */
export async function startNats(): Promise<Nats> {
  const server = await NatsServer.start({ folder: path.join(scratchFolder(), "nats") });
  onTestFinished(async () => {
    await server.stop();
  });
  return { server, bus: await connectTo(server.url) };
}

export async function connectTo(url: string): Promise<Bus> {
  const bus = await connectBus({ url, name: "test" });
  onTestFinished(async () => bus.close());
  return bus;
}

/** Makes a stream of market data. */
export async function makeStream(bus: Bus, name: string): Promise<void> {
  const config = {
    name,
    subjects: ["md.>"],
    storage: "file",
    retention: "limits",
    num_replicas: 1,
  };
  const body = new TextEncoder().encode(JSON.stringify(config));
  const answer = await bus.request(`$JS.API.STREAM.CREATE.${name}`, body, { timeoutMs: 10_000 });
  const { error } = JSON.parse(new TextDecoder().decode(answer)) as {
    error?: { description: string };
  };
  if (error) throw new Error(error.description);
}
