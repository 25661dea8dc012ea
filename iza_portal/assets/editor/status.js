// The line that says whether the text is kept. What it says is always true; a screen reader hears what is new in it.

const HERE = "Uw tekst staat nog in dit venster";

const copy = (hasUnsent) => (hasUnsent ? " Wat u het laatst schreef staat bij “Niet opgenomen”: bewaar daarvan een kopie." : "");

const sentences = {
  loading: () => "",
  busy: () => "Bezig met opslaan…",
  saved: ({ saved_at: at }) => (at ? `Opgeslagen om ${at}` : ""),
  offline: ({ hasUnsent }) =>
    hasUnsent
      ? `Geen verbinding, uw tekst staat nog in dit venster. Hij wordt vanzelf opgeslagen zodra het kan.`
      : "Geen verbinding. Alles wat u schreef is opgeslagen; wat anderen nu schrijven ziet u zodra het kan.",
  unavailable: ({ hasUnsent }) =>
    hasUnsent
      ? `Het portaal antwoordt nu niet. ${HERE}; we proberen het steeds opnieuw.`
      : "Het portaal antwoordt nu niet. Alles wat u schreef is opgeslagen; we proberen het steeds opnieuw.",
  "signed-out": ({ hasUnsent }) =>
    `U bent uitgelogd, meld u aan in een nieuw tabblad en kom hier terug. ${hasUnsent ? `${HERE}.` : "Alles wat u schreef is opgeslagen."}`,
  "other-person": () =>
    `U bent nu aangemeld als iemand anders. ${HERE}. Meld u in een nieuw tabblad aan als uzelf en kom hier terug.`,
  refused: ({ message }) =>
    `${message || "De laatste wijziging kan niet worden opgeslagen."} Maak dit ongedaan met Ctrl+Z, of haal het stuk weg. ${HERE}.`,
  closed: ({ reason, hasUnsent }) => `${reason}${copy(hasUnsent)}`,
  gone: ({ hasUnsent }) => `U kunt deze tekst niet meer zien.${copy(hasUnsent)}`,
  outdated: ({ hasUnsent }) =>
    `Het portaal is vernieuwd. Laad deze pagina opnieuw om verder te schrijven.${copy(hasUnsent)}`,
};

const fine = ["loading", "busy", "saved"];
const passing = ["offline", "unavailable", "signed-out", "other-person", "refused"];

export class Status {
  constructor(editor, { retry }) {
    this.line = document.getElementById("save-state");
    this.trouble = document.querySelector("[data-trouble]");
    this.sentence = this.trouble.querySelector("[data-trouble-sentence]");
    this.signIn = this.trouble.querySelector("[data-sign-in]");
    this.again = this.trouble.querySelector("[data-retry]");
    this.reload = this.trouble.querySelector("[data-reload]");
    this.spoken = document.getElementById("spoken-state");
    this.notice = document.getElementById("editor-notice");
    this.isReader = !editor.dataset.writable;
    this.isTrouble = false;
    this.again.addEventListener("click", retry);
    this.reload.addEventListener("click", () => location.reload());
    this.notice.querySelector("button").addEventListener("click", () => {
      this.notice.hidden = true;
      focusWords();
    });
  }

  show(state, details = {}) {
    const sentence = sentences[state](details);
    const isTrouble = !fine.includes(state);
    // Who came to read was told so by the page.
    const isNews = isTrouble && !(this.isReader && state === "closed");
    const isUnsaved = isTrouble && (details.hasUnsent || state === "refused");
    if (isUnsaved) this.line.textContent = "Niet opgeslagen";
    else if (isTrouble && passing.includes(state)) this.line.textContent = "Opgeslagen";
    else if (isTrouble) this.line.textContent = "Alleen lezen";
    else if (sentence || this.isTrouble) this.line.textContent = sentence || "Opgeslagen";
    this.isTrouble = isTrouble;
    this.line.classList.toggle("overdue", isUnsaved);
    const hadFocus = this.trouble.contains(document.activeElement);
    this.trouble.hidden = !isNews;
    if (hadFocus && !isNews) focusWords();
    this.sentence.textContent = isNews ? sentence : "";
    this.signIn.hidden = !["signed-out", "other-person"].includes(state);
    this.again.hidden = !["offline", "unavailable", "signed-out", "other-person"].includes(state);
    this.reload.hidden = state !== "outdated";
    if (state === "saved") this.isReader = false;
    // Every save would be read out; trouble is, the first save after it, and «saved» once a minute at most.
    if (sentence && state !== "busy" && (isNews || !isTrouble)) this.say(sentence);
  }

  say(sentence) {
    if (this.spoken.textContent !== sentence) this.spoken.textContent = sentence;
  }

  // Something that happened and stays to be read until the person has seen it.
  tell(sentence) {
    this.notice.querySelector("p").textContent = sentence;
    this.notice.hidden = false;
    this.say(sentence);
  }
}

function focusWords() {
  document.getElementById("editor-text").firstElementChild?.focus({ preventScroll: true });
}
