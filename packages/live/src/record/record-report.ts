import type { Recorder } from "./recorder.ts";
import { RingSource } from "./ring-source.ts";
import type { RowSource } from "./row-source.ts";
import type { StreamSink } from "./stream-sink.ts";
import type { TapeFiles, WrittenTape } from "./tape-files.ts";

/** How a recording stands, or how it went. */
export interface RecordReport {
  /** Ids of the instruments and the names of their recordings. */
  readonly recordings: readonly { readonly instrument: string; readonly recording: string }[];
  readonly rows: number;
  /** Share of the tapes that was played; undefined for a session. */
  readonly share: number | undefined;
  /** Rows that wait to be read; undefined for tapes. */
  readonly lagRows: number | undefined;
  /** Places at which rows were lost before the recorder had them. */
  readonly sourceGaps: number;
  /** Rows whose local time had to be moved behind their exchange time or the row before. */
  readonly clockFixes: number;
  readonly stream:
    | {
        readonly batches: number;
        readonly bytes: number;
        /** Batches that the stream has not confirmed. */
        readonly waiting: number;
        readonly connected: boolean;
        /** Rows that were dropped, and at how many places. */
        readonly droppedRows: number;
        readonly gaps: number;
      }
    | undefined;
  readonly files: readonly WrittenTape[];
  /** Why tape files ended before the recording did. */
  readonly filesFailure: string | undefined;
  readonly seconds: number;
}

export function reportOf(of: {
  readonly source: RowSource;
  readonly recorder: Recorder;
  readonly streamSink: StreamSink | undefined;
  readonly fileSink: TapeFiles | undefined;
  readonly startedMs: number;
}): RecordReport {
  const { source, recorder, streamSink, fileSink, startedMs } = of;
  return {
    recordings: source.tracks.map(({ instrument, recording }) => ({
      instrument: instrument.id,
      recording,
    })),
    rows: recorder.rows,
    share: source.share,
    lagRows: source instanceof RingSource ? source.lag : undefined,
    sourceGaps: recorder.sourceGaps,
    clockFixes: recorder.clockFixes,
    stream: streamSink && streamReport(streamSink),
    files: fileSink?.written ?? [],
    filesFailure: fileSink?.failure,
    seconds: (performance.now() - startedMs) / 1000,
  };
}

function streamReport(sink: StreamSink): NonNullable<RecordReport["stream"]> {
  const { batches, bytes, waiting, connected, droppedRows, gaps } = sink;
  return { batches, bytes, waiting, connected, droppedRows, gaps };
}
