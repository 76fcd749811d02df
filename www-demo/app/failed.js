// Runs after main.js, also when that could not start: kirjaudu refuses to work without https, for example. The browser's console says why.

if (!document.getElementById("app")) {
  const text = document.createElement("p");
  text.textContent = "Sivua ei voitu avata. Sidan kunde inte öppnas. The page could not be opened.";
  document.body.append(text);
}
