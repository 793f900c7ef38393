import type { Bus } from "../bus/bus.ts";
import {
  type ControlAnswer,
  type ControlOrder,
  controlSubject,
  parseControlAnswer,
} from "./control-order.ts";
import { clearKillSwitch, setKillSwitch } from "./kill-switch.ts";

const ANSWER_MS = 5_000;

/**
 * Tells a session what to do and waits for its answer; undefined when none came within 5 s (or as told), as nobody
 * runs a session of this name, or cannot reach the server. A halt sets the session's kill switch
 * first, so that it holds for one that starts later, and a resume takes it back. Throws BusError.
 */
export async function giveOrder(
  bus: Bus,
  session: string,
  order: ControlOrder,
  withinMs: number = ANSWER_MS,
): Promise<ControlAnswer | undefined> {
  const { word, by, reason } = order;
  const time = new Date().toISOString();
  if (word === "halt") await setKillSwitch(bus, session, { by, reason, time });
  if (word === "resume") await clearKillSwitch(bus, session);
  const data = new TextEncoder().encode(JSON.stringify(order));
  return new Promise((done) => {
    const asked = bus.ask(controlSubject(session), data, (message) => {
      const answer = parseControlAnswer(message.data);
      if (answer !== undefined && ["", order.id].includes(answer.id)) finish(answer);
    });
    const late = setTimeout(() => finish(undefined), withinMs);
    const finish = (answer: ControlAnswer | undefined): void => {
      clearTimeout(late);
      asked.stop();
      done(answer);
    };
  });
}
