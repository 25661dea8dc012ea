// The line that says whether the text is kept. What it says is always true; a screen reader hears what is new in it.

const UNSENT = "Uw tekst staat nog in dit venster";

const sentences = {
  busy: () => "Bezig met opslaan…",
  saved: ({ saved_at: at }) => `Opgeslagen om ${at}`,
  offline: () => `Niet opgeslagen: geen verbinding. ${UNSENT} en wordt vanzelf opgeslagen zodra het kan.`,
  unavailable: () => `Niet opgeslagen: het portaal antwoordt nu niet. ${UNSENT}; we proberen het steeds opnieuw.`,
  "signed-out": () => `Niet opgeslagen: u bent uitgelogd. ${UNSENT}. Meld u aan in een nieuw tabblad en kom hier terug.`,
  refused: ({ reason }) => `Niet opgeslagen. ${reason} ${UNSENT}: kopieer wat u wilt bewaren.`,
  invalid: ({ message }) => `Niet opgeslagen. ${message} ${UNSENT}.`,
  conflict: () => `Niet opgeslagen: iemand anders was u voor. ${UNSENT}. Kies wat er moet gebeuren.`,
};

const isTrouble = (state) => state !== "busy" && state !== "saved";

export class Status {
  constructor(editor, { retry }) {
    this.line = document.getElementById("save-state");
    this.trouble = editor.querySelector("[data-trouble]");
    this.sentence = editor.querySelector("[data-trouble-sentence]");
    this.signIn = editor.querySelector("[data-sign-in]");
    this.again = editor.querySelector("[data-retry]");
    this.spoken = document.getElementById("spoken-state");
    this.state = "";
    this.again.addEventListener("click", retry);
  }

  show(state, details = {}) {
    const sentence = sentences[state](details);
    this.line.textContent = isTrouble(state) ? "Niet opgeslagen" : sentence;
    this.line.classList.toggle("overdue", isTrouble(state));
    this.trouble.hidden = !isTrouble(state);
    if (isTrouble(state)) this.sentence.textContent = sentence;
    this.signIn.hidden = state !== "signed-out";
    this.again.hidden = state === "conflict" || state === "invalid";
    // Every save would be read out; trouble is, the first save after it, and «saved» once a minute at most.
    if (state !== "busy") this.say(sentence);
  }

  say(sentence) {
    if (this.spoken.textContent !== sentence) this.spoken.textContent = sentence;
  }
}
