import { SessionControl } from "@mexoms/live";

// Sleeps on a bell, round by round, for at most 900 ms, and prints how many ms it slept.
const [memory, session, rounds] = process.argv.slice(2) as [string, string, string];
const bell = SessionControl.open(memory, session).bell(0);
process.stdout.write("ready\n");
const slept: number[] = [];
for (let i = 0; i < Number(rounds); i++) {
  const armed = bell.arm();
  const from = performance.now();
  bell.sleep(armed, 9e8);
  slept.push(Math.round(performance.now() - from));
}
process.stdout.write(`${JSON.stringify(slept)}\n`);
