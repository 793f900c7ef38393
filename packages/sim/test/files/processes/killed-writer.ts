// Writes a file and is killed before it has its name: after the pieces that are given as arguments.

import { writeWholeFile } from "../../../src/files/whole-file.ts";

const [file, ...pieces] = process.argv.slice(2);

function* untilKilled(): Generator<string> {
  yield* pieces;
  yield "x".repeat(1 << 20); // what came before is not kept back
  process.kill(process.pid, "SIGKILL");
  for (;;);
}

writeWholeFile(file!, untilKilled(), { sync: true });
