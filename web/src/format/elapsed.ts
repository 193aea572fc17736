const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const MONTH = 30 * DAY;
const YEAR = 365 * DAY;

type Unit = "second" | "minute" | "hour" | "day" | "month" | "year";

/** How long something has lasted, in its largest whole unit: "3 minutes". */
export function elapsed(since: string, now: number, language: string): string {
  const [amount, unit] = inUnits(since, now);
  return new Intl.NumberFormat(language, { style: "unit", unit, unitDisplay: "long" }).format(amount);
}

/** How long ago something was, as people say it: "3 minutes ago", "yesterday". */
export function ago(since: string, now: number, language: string): string {
  const [amount, unit] = inUnits(since, now);
  return new Intl.RelativeTimeFormat(language, { numeric: "auto" }).format(-amount, unit);
}

/** A date with the time of day, in the browser's time zone. */
export function moment(iso: string, language: string): string {
  return new Intl.DateTimeFormat(language, { dateStyle: "medium", timeStyle: "short" }).format(new Date(iso));
}

/** A clock that is behind the server's makes nothing happen in the future. */
function inUnits(since: string, now: number): [number, Unit] {
  const passed = Math.max(0, now - Date.parse(since));
  if (passed < MINUTE) return [Math.floor(passed / SECOND), "second"];
  if (passed < HOUR) return [Math.floor(passed / MINUTE), "minute"];
  if (passed < DAY) return [Math.floor(passed / HOUR), "hour"];
  if (passed < MONTH) return [Math.floor(passed / DAY), "day"];
  return passed < YEAR ? [Math.floor(passed / MONTH), "month"] : [Math.floor(passed / YEAR), "year"];
}
