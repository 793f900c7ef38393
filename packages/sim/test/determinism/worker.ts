// Runs a strategy in a thread of its own, as a sweep does, and posts the digest.
import { parentPort, workerData } from "node:worker_threads";
import { type Job, runJob } from "./job.ts";

parentPort!.postMessage(await runJob(workerData as Job));
