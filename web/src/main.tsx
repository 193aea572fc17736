import "./styles/main.scss";
import { render } from "preact";
import { App } from "./App.tsx";
import { resume } from "./auth/enter.ts";
import { CannotStart } from "./pages/CannotStart.tsx";
import { followLanguage } from "./i18n/index.ts";
import { fetchPageEarly } from "./pages/index.tsx";
import { startRouter } from "./router/place.ts";
import { loadSettings } from "./settings.ts";

async function start(root: HTMLElement): Promise<void> {
  followLanguage();
  const loaded = loadSettings();
  fetchPageEarly(window.location.pathname);
  try {
    await loaded;
  } catch {
    render(<CannotStart />, root);
    return;
  }
  // Who cannot be reached now is met at the door, where the trouble is told and can be retried.
  await resume().catch(() => false);
  startRouter();
  render(<App />, root);
}

const root = document.getElementById("app");
if (root) void start(root);
