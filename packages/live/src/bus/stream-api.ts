import type { Bus } from "./bus.ts";
import { BusError, busError } from "./bus-error.ts";

const TIMEOUT_MS = 5000;

interface ApiAnswer {
  readonly error?: { readonly code: number; readonly description: string };
}

/**
 * Asks JetStream's API and gives its answer. Throws BusError: absent for what is not there, refused
 * with the server's words, no-responders where there is no JetStream.
 */
export async function askJetStream<T>(bus: Bus, call: string, body: object = {}): Promise<T> {
  const subject = `$JS.API.${call}`;
  let data: Uint8Array;
  try {
    const sent = new TextEncoder().encode(JSON.stringify(body));
    const message = await bus.connection.request(subject, sent, { timeout: TIMEOUT_MS });
    data = message.data;
  } catch (error) {
    const failed = busError(call, error);
    if (failed.code !== "no-responders") throw failed;
    throw new BusError("no-responders", `${call}: this server runs without JetStream`);
  }
  const answer = JSON.parse(new TextDecoder().decode(data)) as T & ApiAnswer;
  const { error } = answer;
  if (error === undefined) return answer;
  const code = error.code === 404 ? "absent" : "refused";
  throw new BusError(code, `${call}: ${error.description}`);
}
