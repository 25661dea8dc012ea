// A field above a long choice that leaves only what has the words that one types. Without this script all of it is there.

for (const line of document.querySelectorAll("[data-narrow]")) {
  const field = line.querySelector("input");
  const told = line.querySelector("[role=status]");
  const choices = [...document.querySelectorAll(line.dataset.narrow)].map((each) =>
    each instanceof HTMLSelectElement ? listed(each) : ticked(each),
  );
  line.hidden = false;
  field.addEventListener("input", () => {
    const words = plain(field.value).split(" ").filter(Boolean);
    const fits = (text) => words.every((word) => text.includes(word));
    const found = Math.max(...choices.map((narrow) => narrow(fits)));
    told.textContent = words.length ? `${found || "Geen"} gevonden. Wat u koos, blijft gekozen.` : "";
  });
  field.addEventListener("keydown", (event) => {
    // The field is a help in choosing: Enter there must not send the form.
    if (event.key === "Enter") event.preventDefault();
  });
}

function plain(text) {
  return text.normalize("NFD").replace(/\p{Diacritic}/gu, "").toLowerCase().replace(/[^\p{L}\p{N}]+/gu, " ").trim();
}

// Each of these answers a function that shows what fits, and tells how much that is.

function ticked(groups) {
  const all = [...groups.querySelectorAll("fieldset")].map((group) => {
    const name = group.querySelector("legend").textContent;
    return [group, [...group.querySelectorAll("label")].map((label) => [label.parentElement, plain(`${label.textContent} ${name}`)])];
  });
  return (fits) => {
    let found = 0;
    for (const [group, rows] of all) {
      for (const [row, text] of rows) row.hidden = !fits(text);
      const fitting = rows.filter(([row]) => !row.hidden).length;
      group.hidden = !fitting;
      found += fitting;
    }
    return found;
  };
}

// Not every browser hides an option: those that do not fit are taken out, but for the one that is chosen.
function listed(select) {
  const all = [...select.children].map((child) => [child, [...child.children]]);
  return (fits) => {
    let found = 0;
    const kept = [];
    for (const [child, options] of all) {
      if (child instanceof HTMLOptionElement) {
        kept.push(child);
        continue;
      }
      const fitting = options.filter((option) => fits(plain(`${option.textContent} ${child.label}`)));
      found += fitting.length;
      child.replaceChildren(...options.filter((option) => option.selected || fitting.includes(option)));
      if (child.childElementCount) kept.push(child);
    }
    const { value } = select;
    select.replaceChildren(...kept);
    select.value = value;
    return found;
  };
}
