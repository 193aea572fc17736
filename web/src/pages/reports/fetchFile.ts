/** Has the browser fetch a file from an address of the service; the page stays as it is. */
export function fetchFile(url: string): void {
  const link = document.createElement("a");
  link.href = url;
  link.rel = "noopener noreferrer";
  link.click();
}
