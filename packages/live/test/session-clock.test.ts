import { it, expect } from "vitest";
import { SessionClock } from "@mexoms/live/internal";
it("a session at 50x passes 50 ns a ns, and never goes back", async () => {
  const clock = new SessionClock({ epochNs: 0n, originMonoNs: process.hrtime.bigint(), speed: 50 });
  const [m0, t0] = [process.hrtime.bigint(), clock.read()];
  await new Promise((done) => {
    setTimeout(done, 20);
  });
  const [t1, m1] = [clock.read(), process.hrtime.bigint()];
  const ratio = (t1 - t0) / Number(m1 - m0);
  expect(t1).toBeGreaterThan(t0);
  expect(ratio).toBeGreaterThan(45);
  expect(ratio).toBeLessThanOrEqual(50.01);
});

it("a session that is older than its times are exact throws, and does not stand still", () => {
  const days = 86_400_000_000_000n;
  const originMonoNs = process.hrtime.bigint() - 3n * days;
  const [young, old] = [34, 35].map(
    (speed) => new SessionClock({ epochNs: 0n, originMonoNs, speed }),
  );
  expect(Number.isSafeInteger(young!.read())).toBe(true);
  expect(() => old!.read()).toThrow("104 days");
});
