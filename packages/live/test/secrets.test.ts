import { withoutSecrets } from "@mexoms/live/internal";
import fc from "fast-check";
import { expect, it } from "vitest";

it("hides what looks like a secret, and nothing else", () => {
  const seed = `SU${"AB2C".repeat(14)}`;
  expect(
    withoutSecrets("no server at nats://engine:pass-word@10.0.0.1:4222, tls://token@b:1"),
  ).toBe("no server at nats://[secret]@10.0.0.1:4222, tls://[secret]@b:1");
  expect(withoutSecrets(`seed ${seed} and hvs.CAESIJabcdefghijklmnop-_x`)).toBe(
    "seed [secret] and [secret]",
  );
  const plain = "nats://127.0.0.1:4222 of binance:swap:BTCUSDT SUPERUSDT, mail a@b.c, /out/x@2";
  expect(withoutSecrets(plain)).toBe(plain);
});

it("leaves no password of an address, whatever it is made of", () => {
  const word = fc.string({ minLength: 12, maxLength: 30 }).map((text) => encodeURIComponent(text));
  fc.assert(
    fc.property(word, word, (user, password) => {
      fc.pre(!user.includes("'") && !password.includes("'"));
      const told = withoutSecrets(`lost nats://${user}:${password}@host:4222 again`);
      expect(told).toBe("lost nats://[secret]@host:4222 again");
    }),
  );
});
