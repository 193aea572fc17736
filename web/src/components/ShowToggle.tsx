import type { JSX } from "preact";
import { text } from "../i18n/index.ts";
import { place, setQuery } from "../router/place.ts";
import { Toggle } from "./Choice.tsx";
import type { Show } from "./StackedBar.tsx";

/** Whether the address asks for shares or counts. */
export function showIn(query: URLSearchParams): Show {
  return query.get("show") === "number" ? "number" : "percent";
}

/** Percent or number, for every figure of a report. */
export function ShowToggle(): JSX.Element {
  const words = text.value.charts;
  return (
    <Toggle
      label={words.show}
      value={showIn(place.value.query)}
      options={[
        { value: "percent", label: words.percent },
        { value: "number", label: words.number },
      ]}
      onChange={(value) => setQuery({ show: value === "number" ? value : null })}
    />
  );
}
