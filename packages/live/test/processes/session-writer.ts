import { SessionControl } from "@mexoms/live";

// Makes a session and stays, doing nothing, until killed.
const [memory, session] = process.argv.slice(2) as [string, string];
SessionControl.create({ memory, session, epochNs: 0n, speed: 1, instruments: [] });
process.stdout.write("ready\n");
setInterval(() => {}, 1000);
