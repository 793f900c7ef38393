import { type Bus, connectBus, NatsServer } from "@mexoms/live";
import { type BusOptions, findNatsProgram, type NatsServerOptions } from "@mexoms/live/internal";
import { onTestFinished, TestRunner } from "vitest";
import { tempFolder } from "./temp-folder.ts";

/**
 * A server for one test, stopped when it is over. Where there is no nats-server, and none is to be
 * installed, the test is not run and says why; scripts/test.mjs makes that a failure in CI.
 */
export async function serverAtHand(options: Partial<NatsServerOptions> = {}): Promise<NatsServer> {
  const mayInstall = (process.env["MEXOMS_NO_INSTALL"] ?? "") === "";
  if (!mayInstall && findNatsProgram(process.env) === undefined) {
    TestRunner.getCurrentTest()?.context.skip("there is no nats-server here");
  }
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
