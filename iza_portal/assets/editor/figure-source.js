// The dialog of one figure in the text: what it is, where it comes from, and what could stand in its place by now.

const DAY = new Intl.DateTimeFormat("nl-NL", { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" });

const reasons = {
  nieuwer: ({ shown, when }) => `Er is een nieuwer cijfer: ${shown} (${when}).`,
  gecorrigeerd: ({ shown, when }) => `De bron heeft dit cijfer gecorrigeerd: ${shown} (${when}).`,
  laatste: ({ shown, when }) => `Het laatste cijfer dat de bron geeft: ${shown} (${when}).`,
};
const states = {
  weg: "Dit cijfer staat niet meer bij de bron. In de tekst blijft het staan zoals het is.",
  verborgen: "De bron toont dit cijfer niet meer, omdat het over te weinig mensen gaat.",
  anders: "De bron geeft intussen een ander cijfer.",
};

export class FigureSource {
  // `change` changes the figure and answers whether it was still there; `other` lets the writer choose another one.
  constructor(dialog, { change, other }) {
    Object.assign(this, { dialog, change, other });
    this.facts = dialog.querySelector("[data-facts]");
    this.offers = dialog.querySelector("[data-offers]");
    this.note = dialog.querySelector("[data-note]");
    this.page = dialog.querySelector("[data-page]");
    this.keep = dialog.querySelector("[data-keep-line]");
    this.another = dialog.querySelector("[data-another]");
  }

  connect(view) {
    this.dialog.addEventListener("click", (event) => {
      const index = event.target.closest("[data-offer]")?.dataset.offer;
      if (index !== undefined) this.#take(this.at.told.offers[Number(index)]);
      else if (event.target.closest("[data-keep]")) this.#apply({ follow: "jaar" });
    });
    this.dialog.addEventListener("close", () => {
      view.focus();
      if (this.dialog.returnValue === "other") this.other();
    });
  }

  open({ attrs, pos, told, isWritable }) {
    this.at = { attrs, pos, told };
    this.dialog.querySelector("[data-shown]").textContent = attrs.shown;
    this.facts.replaceChildren(...facts(attrs, told));
    this.#say(told ? (states[told.state] ?? "") : "Waar dit cijfer vandaan komt, is nu niet op te halen.");
    this.page.hidden = !told?.address;
    this.page.querySelector("a").href = told?.address || "#";
    this.offers.replaceChildren(...(told?.offers ?? []).map((offer, index) => line(offer, index, isWritable)));
    this.keep.hidden = !isWritable || !told?.offers.some(({ why }) => why === "nieuwer");
    this.keep.querySelector("[data-when]").textContent = attrs.year;
    this.another.hidden = !isWritable;
    this.dialog.returnValue = "";
    this.dialog.showModal();
  }

  #take({ year, scenario, shown }) {
    this.#apply({ year, scenario, shown });
  }

  #apply(changes) {
    if (this.change(this.at, changes)) this.dialog.close();
    else this.#say("Dit cijfer is intussen door iemand anders veranderd of weggehaald.");
  }

  #say(sentence) {
    this.note.textContent = sentence;
    this.note.hidden = !sentence;
  }
}

function facts(attrs, told) {
  const sources = (told?.sources ?? []).map(
    ({ source, peildatum, certainty }) => `${source}, peildatum ${DAY.format(new Date(peildatum))}, ${certainty}`,
  );
  const rows = [
    ["Wat het is", told?.label ?? attrs.indicator],
    ["Gebied", told?.area],
    ["Jaar", told?.when ?? String(attrs.year)],
    ["Bron", sources.join("; ") || told?.publisher],
    ["In een zin", told?.sentence],
  ];
  return rows
    .filter(([, value]) => value)
    .map(([name, value]) => {
      const row = document.createElement("div");
      row.append(element("dt", name), element("dd", value));
      return row;
    });
}

function line(offer, index, isWritable) {
  const row = element("p", `${reasons[offer.why](offer)} `);
  if (isWritable) {
    const button = element("button", "Neem over");
    Object.assign(button, { type: "button", className: "nl-button nl-button--primary" });
    button.dataset.offer = index;
    const which = element("span", ` ${offer.shown} (${offer.when})`);
    which.className = "visually-hidden";
    button.append(which);
    row.append(button);
  }
  return row;
}

function element(tag, words) {
  const made = document.createElement(tag);
  made.textContent = words;
  return made;
}
