import { RING_FULL, RingProducer } from "@mexoms/live/internal";

// Sends messages of 1 to 20 doubles as fast as it can: all of message m hold m. With 0 it goes on
// until killed.
const [file, countText] = process.argv.slice(2) as [string, string];
const count = Number(countText) || Number.POSITIVE_INFINITY;
const ring = RingProducer.create(file, 8192);
process.stdout.write("ready\n");

for (let m = 1; m <= count; m++) {
  const doubles = 1 + (m % 20);
  let at = ring.claim(doubles * 8);
  while (at === RING_FULL) at = ring.claim(doubles * 8);
  if (at < 0) break;
  for (let i = 0; i < doubles; i++) ring.fields[at / 8 + i] = m;
  ring.commit();
}
ring.close();
