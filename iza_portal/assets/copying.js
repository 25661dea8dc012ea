// Copies the address of a view that can be shared. Without this script the line that offers it is not there.
for (const line of document.querySelectorAll("[data-copy-address]")) {
  if (!navigator.clipboard) continue;
  line.hidden = false;
  line.querySelector("button").addEventListener("click", async () => {
    await navigator.clipboard.writeText(location.href);
    line.querySelector("[role=status]").textContent = "Het adres is gekopieerd.";
  });
}
