// Copies the address of a view that can be shared, or the one that the line names. Without this script the line that offers it is not there.
for (const line of document.querySelectorAll("[data-copy-address]")) {
  if (!navigator.clipboard) continue;
  line.hidden = false;
  line.querySelector("button").addEventListener("click", async () => {
    await navigator.clipboard.writeText(line.dataset.copyAddress || location.href);
    line.querySelector("[role=status]").textContent = "Het adres is gekopieerd.";
  });
}
