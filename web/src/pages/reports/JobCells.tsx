import type { JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { isUnderWay } from "../../api/polling.ts";
import { announce } from "../../components/announce.tsx";
import { Chip, type Tone } from "../../components/Chip.tsx";
import { Delivered } from "../../components/Delivered.tsx";
import { ago, moment } from "../../format/elapsed.ts";
import { date } from "../../format/format.ts";
import { language } from "../../i18n/index.ts";
import { type Words, words } from "./words.ts";

export type JobStatus = keyof Words["status"];

/** Something that was asked for and is made by and by. */
export interface Job {
  id: string;
  name: string;
  status: JobStatus;
  failure: string | null;
  created_at: string;
}

const TONES: Record<JobStatus, Tone> = {
  pending: "busy",
  running: "busy",
  completed: "good",
  "no-results": "plain",
  failed: "bad",
  expired: "warn",
};

/** How far it has come, and in words why there is nothing where there is not. */
export function StatusCell({ job, progress }: { job: Job; progress?: string | null }): JSX.Element {
  const said = words.value;
  const { status, failure } = job;
  const says = status === "no-results" || status === "expired" ? said.statusSays[status] : null;
  return (
    <>
      <Chip tone={TONES[status]}>{said.status[status]}</Chip>
      {status === "running" && progress && <span class="quiet job-says">{progress}</span>}
      {failure ? (
        <span class="quiet job-says">
          <Delivered>{failure}</Delivered>
        </span>
      ) : (
        says && <span class="quiet job-says">{says}</span>
      )}
    </>
  );
}

/** When it was made: how long ago, and the exact moment. */
export function MadeCell({ at }: { at: string }): JSX.Element {
  const spoken = language.value;
  return (
    <time dateTime={at} class="job-made">
      {ago(at, Date.now(), spoken)}
      <span class="quiet">{moment(at, spoken)}</span>
    </time>
  );
}

/** What a file holds, and until when it is kept. */
export function HoldsCell({ text, until }: { text: string; until: string }): JSX.Element {
  return (
    <>
      {text}
      <span class="quiet job-says">{words.value.keptUntil(date(until, language.value))}</span>
    </>
  );
}

/** Says aloud when something that was on its way has become ready. */
export function useReadySaid(jobs: readonly Job[] | null): void {
  const waiting = useRef(new Set<string>());
  useEffect(() => {
    for (const each of jobs ?? []) {
      if (each.status === "completed" && waiting.current.has(each.id)) announce(words.value.ready(each.name));
      if (isUnderWay(each)) waiting.current.add(each.id);
      else waiting.current.delete(each.id);
    }
  }, [jobs]);
}
