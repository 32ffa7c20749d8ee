// Conveniences of the developer's page, which works without them.

// A model's answer takes seconds: say that it is being made, and send a form once.
for (const form of document.querySelectorAll("form[data-busy]")) {
  const button = form.querySelector("button");
  const says = form.querySelector("[role=status]");
  form.addEventListener("submit", () => {
    says.textContent = form.dataset.busy;
    setTimeout(() => { button.disabled = true; });
  });
  // The browser shows the page again as it was left.
  addEventListener("pageshow", () => {
    says.textContent = "";
    button.disabled = false;
  });
}

// All that is folded away, opened at once, so that the browser's own search finds it.
const folded = document.querySelectorAll("main details");
if (folded.length > 2) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "tool";
  button.textContent = "Open all";
  button.addEventListener("click", () => {
    const open = button.textContent === "Open all";
    for (const one of folded) one.open = open;
    button.textContent = open ? "Close all" : "Open all";
  });
  const inner = document.querySelector("nav.inner");
  if (inner) inner.append(button);
  else document.querySelector("main h1").after(button);
}
