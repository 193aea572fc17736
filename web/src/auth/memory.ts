/**
 * What the tab remembers over a reload: which of several assignments was chosen, and in the sandbox
 * the (made up) user. Never a token, a password or a student.
 */
const USER = "cers.sandbox-user";
const ASSIGNMENT = "cers.assignment";

export const rememberedUser = (): string => get(USER);
export const rememberUser = (username: string): void => set(USER, username);
export const rememberedAssignment = (): string => get(ASSIGNMENT);
export const rememberAssignment = (id: string): void => set(ASSIGNMENT, id);

function get(key: string): string {
  try {
    return window.sessionStorage.getItem(key) ?? "";
  } catch {
    return "";
  }
}

/** Browsers may refuse storage; nothing depends on it. */
function set(key: string, value: string): void {
  try {
    if (value) window.sessionStorage.setItem(key, value);
    else window.sessionStorage.removeItem(key);
  } catch {
    return;
  }
}
