/** What the deployment tells the client: `/settings.json`, written beside the bundle, never in it. */
export interface Settings {
  apiBase: string;
  sandbox: boolean;
}

/** The settings could not be read or lack something the client needs. */
export class SettingsError extends Error {}

let current: Settings | null = null;

/** The loaded settings; only called once `loadSettings` has finished. */
export function settings(): Settings {
  if (!current) throw new SettingsError("settings are used before they are loaded");
  return current;
}

/** Reads `/settings.json` from our own origin. */
export async function loadSettings(): Promise<Settings> {
  const response = await fetch("/settings.json");
  if (!response.ok) throw new SettingsError(`/settings.json answered ${response.status}`);
  current = parseSettings(await response.json());
  return current;
}

/** Checks what was read, so that a half-written file fails here and not in the middle of a report. */
export function parseSettings(value: unknown): Settings {
  const found = value as Partial<Settings> | null;
  if (!found?.apiBase?.startsWith("/")) throw new SettingsError("apiBase must be a path");
  return { apiBase: found.apiBase, sandbox: found.sandbox === true };
}
