// Naming somebody in what one writes: @ and a part of the name brings a list of people, who are chosen with the arrows.

const WAIT = 150;
const typed = /(?:^|\s)@((?:[\p{L}\p{M}\d.'’-]+ ?){0,4})$/u;
let count = 0;

export class Mentions {
  // `search(part)` answers people: [{pk, name, organisation}].
  constructor(area, { search }) {
    this.area = area;
    this.search = search;
    this.chosen = new Map();
    this.people = [];
    this.at = -1;
    this.list = document.createElement("ul");
    this.list.className = "people-found";
    this.list.id = `people-found-${count++}`;
    this.list.setAttribute("role", "listbox");
    this.list.setAttribute("aria-label", "Mensen");
    this.list.hidden = true;
    this.spoken = document.createElement("p");
    this.spoken.className = "visually-hidden";
    this.spoken.setAttribute("role", "status");
    area.after(this.list, this.spoken);
    area.setAttribute("aria-autocomplete", "list");
    area.setAttribute("aria-controls", this.list.id);
    area.addEventListener("input", () => this.#look());
    area.addEventListener("click", () => this.#look());
    area.addEventListener("blur", () => this.#close());
    area.addEventListener("keydown", (event) => this.#move(event));
    this.list.addEventListener("mousedown", (event) => {
      event.preventDefault(); // the focus stays in the words
      const item = event.target.closest("[role=option]");
      if (item) this.#choose([...this.list.children].indexOf(item));
    });
  }

  // The people whose names still stand in the words.
  get named() {
    return [...this.chosen].filter(([, name]) => this.area.value.includes(`@${name}`)).map(([pk]) => pk);
  }

  get isOpen() {
    return !this.list.hidden;
  }

  get #part() {
    const { selectionStart, selectionEnd, value } = this.area;
    if (selectionStart !== selectionEnd) return null;
    return typed.exec(value.slice(0, selectionStart))?.[1] ?? null;
  }

  #look() {
    clearTimeout(this.timer);
    const part = this.#part;
    if (part === null || [...this.chosen.values()].includes(part.trim())) {
      this.#close();
      return;
    }
    this.timer = setTimeout(async () => {
      const people = await this.search(part.trim());
      if (this.#part === part && document.activeElement === this.area) this.#show(people);
    }, WAIT);
  }

  #show(people) {
    this.people = people;
    if (!people.length) {
      this.#close();
      return;
    }
    this.list.replaceChildren(
      ...people.map(({ name, organisation }, index) => {
        const item = document.createElement("li");
        item.id = `${this.list.id}-${index}`;
        item.setAttribute("role", "option");
        const who = document.createElement("b");
        who.textContent = name;
        item.append(who, organisation && `, ${organisation}`);
        return item;
      }),
    );
    this.list.hidden = false;
    this.spoken.textContent = people.length === 1 ? "1 naam. Kies met Enter." : `${people.length} namen. Kies met de pijltjes en Enter.`;
    this.#point(0);
  }

  #point(index) {
    this.at = index;
    for (const [number, item] of [...this.list.children].entries()) item.setAttribute("aria-selected", String(number === index));
    const item = this.list.children[index];
    this.area.setAttribute("aria-activedescendant", item.id);
    item.scrollIntoView({ block: "nearest" });
  }

  #close() {
    clearTimeout(this.timer);
    this.list.hidden = true;
    this.list.replaceChildren();
    this.area.removeAttribute("aria-activedescendant");
  }

  #move(event) {
    if (!this.isOpen || event.isComposing) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) this.#point((this.at + step + this.people.length) % this.people.length);
    else if (event.key === "Enter" || event.key === "Tab") this.#choose(this.at);
    else if (event.key === "Escape") this.#close();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  #choose(index) {
    const { pk, name } = this.people[index];
    const { selectionStart, value } = this.area;
    const start = selectionStart - this.#part.length;
    this.chosen.set(pk, name);
    this.area.setRangeText(`${name} `, start, selectionStart, "end");
    this.#close();
    this.spoken.textContent = `${name} wordt genoemd.`;
    this.area.dispatchEvent(new Event("input", { bubbles: true }));
  }
}
