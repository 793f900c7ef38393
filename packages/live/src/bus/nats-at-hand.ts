import { ConfigError } from "@mexoms/core";
import { NatsServer, type NatsServerOptions } from "./nats-server.ts";

/** A server to connect to, and how to let go of it. */
export interface NatsAtHand {
  readonly url: string;
  /** The server that was started; undefined when a running one is used. */
  readonly server: NatsServer | undefined;
  /** Stops the server if it was started for this; leaves a running one alone. */
  stop(): Promise<void>;
}

/**
 * The running server that NATS_URL names, else one started in `options.folder`. Throws ConfigError
 * as NatsServer.start does.
 */
export async function natsAtHand(options: NatsServerOptions): Promise<NatsAtHand> {
  const env = options.env ?? process.env;
  const url = env["NATS_URL"];
  if (url !== undefined && url !== "") {
    return { url: checkedUrl("NATS_URL", url), server: undefined, stop: async () => {} };
  }
  const server = await NatsServer.start(options);
  return {
    url: server.url,
    server,
    stop: async () => {
      await server.stop();
    },
  };
}

/**
 * An address of a server, or several with commas between them. Throws ConfigError when it is none,
 * or when it holds a user or password: those come from files, as addresses are shown.
 */
export function checkedUrl(field: string, text: string): string {
  for (const one of text.split(",")) {
    const url = parsed(one.trim());
    // The text is not repeated: it may be a secret.
    if (url === undefined) {
      throw new ConfigError(field, "is not an address of a server, such as nats://127.0.0.1:4222");
    }
    if (url.username !== "" || url.password !== "") {
      throw new ConfigError(
        field,
        "has credentials in it; write the address alone (nats://127.0.0.1:4222) and name a file of credentials",
      );
    }
  }
  return text;
}

function parsed(text: string): URL | undefined {
  try {
    const url = new URL(text.includes("://") ? text : `nats://${text}`);
    return ["nats:", "tls:"].includes(url.protocol) && url.hostname !== "" ? url : undefined;
  } catch {
    return undefined;
  }
}
