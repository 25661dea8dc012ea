// The check beside a text: it comes after the page, and anew when the text was saved, when a form on the page was sent, or
// when somebody comes back from another tab. Without this script its place holds the way to the page of the check.

// Milliseconds: a text that is being written is saved all the time.
const CALM = 3000;

for (const place of document.querySelectorAll("[data-check]")) follow(place);

function follow(place) {
  const found = place.querySelector("[data-check-found]");
  const news = place.querySelector("[data-check-news]");
  let timer = 0;
  let asking = null;

  async function ask() {
    asking?.abort();
    asking = new AbortController();
    const seen = found.querySelector("[data-mark]")?.dataset.mark ?? "";
    try {
      const answer = await fetch(`${place.dataset.check}?gezien=${seen}`, { signal: asking.signal, redirect: "manual" });
      // Nothing new, signed out, or away for a moment: what stands there stays.
      if (answer.status === 200) show(await answer.text(), seen !== "");
    } catch {
      // As above.
    }
  }

  function show(html, isNews) {
    const wasOpen = found.querySelector("details")?.open;
    const focused = found.contains(document.activeElement) ? document.activeElement.id : null;
    found.innerHTML = html;
    const details = found.querySelector("details");
    if (details && wasOpen) details.open = true;
    const stand = document.getElementById("toets-stand");
    if (focused !== null) (document.getElementById(focused) ?? document.getElementById("toets-geheel")).focus();
    if (isNews) news.textContent = `Toets: ${stand.textContent}.`;
  }

  function soon() {
    clearTimeout(timer);
    timer = setTimeout(ask, CALM);
  }

  const saved = document.getElementById("save-state");
  if (saved) new MutationObserver(soon).observe(saved, { childList: true, characterData: true, subtree: true });
  document.addEventListener("visibilitychange", () => document.hidden || soon());
  document.addEventListener("htmx:afterRequest", ({ detail }) => {
    if (detail.successful && detail.requestConfig?.verb !== "get") soon();
  });
  ask();
}
