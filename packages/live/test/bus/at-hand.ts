import { type Bus, connectBus, NatsServer } from "@mexoms/live";
import type { BusOptions, NatsServerOptions } from "@mexoms/live/internal";
import { onTestFinished } from "vitest";
import { tempFolder } from "./temp-folder.ts";

/** A server for one test, stopped when it is over. */
export async function serverAtHand(options: Partial<NatsServerOptions> = {}): Promise<NatsServer> {
  const server = await NatsServer.start({ folder: options.folder ?? tempFolder(), ...options });
  onTestFinished(async () => {
    await server.stop();
  });
  return server;
}

/** A connection for one test. */
export async function connected(url: string, options: Partial<BusOptions> = {}): Promise<Bus> {
  const bus = await connectBus({ url, name: "test", reconnectMs: 50, ...options });
  onTestFinished(() => bus.close());
  return bus;
}
