// The dialog in which a writer finds a figure: words, then which indicator, of which area and year. All of it are form
// controls of the browser's own: a list of radio buttons that the arrows go through, and two lists to choose from.

const WAIT = 200;

export class FigureChoice {
  // `ask` answers what is told of figures; `put` sets one in the text.
  constructor(dialog, { session, ask, put }) {
    Object.assign(this, { dialog, session, ask, put });
    this.form = dialog.querySelector("form");
    this.list = dialog.querySelector("[data-list]");
    this.found = dialog.querySelector("[data-found]");
    this.details = dialog.querySelector("[data-details]");
    this.ways = dialog.querySelector("[data-ways]");
    this.preview = dialog.querySelector("[data-preview]");
    this.error = dialog.querySelector("[data-error]");
    // Only the answer to what was asked last is shown.
    this.turn = { search: 0, choices: 0, preview: 0 };
  }

  connect(view) {
    const { words, place, year } = this.form.elements;
    words.addEventListener("input", () => {
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.#search(), WAIT);
    });
    words.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" && event.key !== "ArrowDown") return;
      event.preventDefault();
      this.#toList();
    });
    this.list.addEventListener("change", () => this.#choose());
    place.addEventListener("change", () => this.#showYears());
    year.addEventListener("change", () => this.#showWays());
    this.ways.addEventListener("change", () => this.#showPreview());
    this.form.addEventListener("submit", (event) => {
      if (event.submitter?.value === "cancel") return;
      if (!this.attrs) {
        event.preventDefault();
        this.#say("Kies eerst een cijfer uit de lijst.");
        (this.#radios()[0] ?? words).focus();
        return;
      }
      this.chosen = this.attrs;
    });
    this.dialog.addEventListener("close", () => {
      const { chosen } = this;
      this.chosen = null;
      if (chosen) this.put(chosen);
      view.focus();
    });
  }

  open() {
    this.form.elements.words.value = "";
    this.chosen = null;
    this.#forget();
    this.list.replaceChildren();
    this.found.textContent = "";
    this.dialog.showModal();
    this.form.elements.words.focus();
    this.#search();
  }

  #radios() {
    return [...this.list.querySelectorAll("input")];
  }

  // Into the list, to what is chosen or else the first; a search that is under way is awaited.
  async #toList() {
    clearTimeout(this.timer);
    await this.#search();
    const radio = this.#radios().find((each) => each.checked) ?? this.#radios()[0];
    if (!radio) return;
    radio.focus();
    if (!radio.checked) radio.click();
  }

  async #search() {
    const words = this.form.elements.words.value;
    if (words === this.asked && this.list.childElementCount) return;
    const answer = await this.#get("search", `?${new URLSearchParams({ q: words })}`);
    if (!answer) return;
    this.asked = words;
    this.named = { place: answer.place, year: answer.year };
    const before = this.#radios().find((radio) => radio.checked)?.value;
    this.list.replaceChildren(...answer.found.map((each) => row(each, each.code === before)));
    const of = answer.found.length === 1 ? "1 cijfer" : `${answer.found.length || "Geen"} cijfers`;
    this.found.textContent = `${of} gevonden${answer.found.length ? ` over ${answer.area}` : ". Probeer een ander woord"}.`;
    if (before && this.#radios().some((radio) => radio.checked)) this.#choose();
    else this.#forget();
  }

  async #choose() {
    const code = this.#radios().find((radio) => radio.checked).value;
    const answer = await this.#get("choices", `${encodeURIComponent(code)}/`);
    if (!answer) return;
    this.choices = answer;
    this.#say("");
    this.details.hidden = !answer.places.length;
    if (!answer.places.length) {
      this.#forget();
      this.#say("Van dit onderwerp zijn er hier nog geen cijfers.");
      return;
    }
    const { place } = this.form.elements;
    place.replaceChildren(...answer.places.map((each) => new Option(each.name, each.place)));
    if (answer.places.some((each) => each.place === this.named.place)) place.value = this.named.place;
    this.#showYears();
  }

  #showYears() {
    const { place, year } = this.form.elements;
    this.years = this.choices.places.find((each) => each.place === place.value).years;
    const options = this.years.map((each, index) => new Option(each.when, String(index)));
    if (!this.years[0].scenario) options.unshift(new Option(`Het nieuwste, nu ${this.years[0].when}`, "newest"));
    year.replaceChildren(...options);
    const named = this.years.findIndex((each) => each.year === this.named.year);
    if (named >= 0) year.value = String(named);
    this.#showWays();
  }

  get #year() {
    const { value } = this.form.elements.year;
    return this.years[value === "newest" ? 0 : Number(value)];
  }

  #showWays() {
    const { shown } = this.#year;
    const legend = this.ways.querySelector("legend");
    this.ways.replaceChildren(legend, ...shown.map((words, index) => way(words, index === 0)));
    this.ways.hidden = shown.length < 2;
    this.#showPreview();
  }

  async #showPreview() {
    const { indicator, place, year } = this.form.elements;
    const chosen = this.#year;
    this.attrs = {
      indicator: indicator.value,
      place: place.value,
      year: chosen.year,
      scenario: chosen.scenario,
      follow: year.value === "newest" ? "nieuwste" : "jaar",
      shown: this.ways.querySelector("input:checked").value,
    };
    const turn = ++this.turn.preview;
    try {
      const [told] = await this.ask([this.attrs]);
      if (turn !== this.turn.preview) return;
      const sources = told.sources.map(({ source, certainty }) => `${source} (${certainty})`);
      this.preview.textContent = `In de tekst komt: ${this.attrs.shown}. Dat zegt: ${told.sentence} Bron: ${sources.join("; ") || told.publisher}.`;
    } catch {
      if (turn === this.turn.preview) this.preview.textContent = "";
    }
  }

  #forget() {
    this.turn.choices++;
    this.turn.preview++;
    this.attrs = null;
    this.details.hidden = true;
    this.preview.textContent = "";
    this.#say("");
  }

  #say(sentence) {
    this.error.textContent = sentence;
    this.error.hidden = !sentence;
  }

  async #get(what, path) {
    const turn = ++this.turn[what];
    let sentence = "Zoeken lukt nu niet: er is geen verbinding. Probeer het straks opnieuw.";
    try {
      const response = await fetch(`${this.session.url}cijfers/${path}`);
      if (turn !== this.turn[what]) return null;
      if (response.ok) {
        this.#say("");
        return await response.json();
      }
      sentence = response.status === 401 ? "U bent uitgelogd. Meld u aan in een nieuw tabblad en zoek dan opnieuw." : sentence;
      if (response.status === 403) sentence = (await response.json()).reason;
    } catch {
      // Said below.
    }
    if (turn === this.turn[what]) this.#say(sentence);
    return null;
  }
}

function row({ code, label, theme, latest }, isChecked) {
  const words = document.createElement("span");
  words.textContent = label;
  const more = document.createElement("span");
  more.className = "small";
  more.textContent = `${theme} · ${latest || "nog geen cijfer"}`;
  return choice("indicator", code, isChecked, words, more);
}

function way(words, isChecked) {
  const shown = document.createElement("span");
  shown.textContent = words;
  return choice("shown", words, isChecked, shown);
}

function choice(name, value, isChecked, ...words) {
  const radio = document.createElement("input");
  Object.assign(radio, { type: "radio", name, value, checked: isChecked });
  const label = document.createElement("label");
  label.append(radio, ...words);
  return label;
}
