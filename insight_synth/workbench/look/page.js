// Mends what Streamlit's markup lacks for people who use a keyboard or a screen reader, and says Streamlit's own words in
// the language of the page; each line may run any number of times. Asks nothing of any server.
(() => {
  "use strict";
  const all = (where, what) => where.querySelectorAll(what);
  const set = (node, name, value) => { if (node.getAttribute(name) !== value) node.setAttribute(name, value); };

  // What hangs outside the app (windows, lists of a choice) takes the app's colours too.
  const scheme = () => {
    const app = document.querySelector("[data-testid=stApp]");
    if (app) document.documentElement.style.colorScheme = getComputedStyle(app).colorScheme;
  };

  // The menu's sections lie in a list without being its items.
  const menu = () => {
    for (const list of all(document, "[data-testid=stSidebarNavItems]")) {
      set(list, "role", "none");
      for (const item of all(list, "li")) set(item, "role", "none");
    }
  };

  // What scrolls can be scrolled by keys.
  const scrolling = () => {
    for (const part of all(document, "[data-testid=stSidebarContent], [data-testid=stGrid], [data-testid=stTable]")) {
      const scrolls = part.scrollHeight > part.clientHeight + 1 || part.scrollWidth > part.clientWidth + 1;
      if (scrolls) set(part, "tabindex", "0");
    }
  };

  // Where files are dropped can also be reached by keys, and has a name: so it is a group, and no decoration.
  const dropping = () => {
    for (const zone of all(document, "[data-testid=stFileUploaderDropzone]")) set(zone, "role", "group");
  };

  // A part of a picture that has nothing to say says nothing.
  const silent = () => {
    for (const part of all(document, "[data-testid=stVegaLiteChart] [role=graphics-symbol]")) {
      if (!part.getAttribute("aria-label")) { set(part, "role", "none"); set(part, "aria-hidden", "true"); }
    }
  };

  // Streamlit's own words, which no setting of it translates: English, Finnish, Polish.
  const words = [
    ["Sidebar", "Sivupalkki", "Panel boczny"],
    ["App pages", "Sivut", "Strony"],
    ["Navigate to home page", "Ensimmäiselle sivulle", "Na pierwszą stronę"],
    ["Collapse sidebar", "Sulje sivupalkki", "Zwiń panel boczny"],
    ["Expand sidebar", "Avaa sivupalkki", "Rozwiń panel boczny"],
    ["Main menu", "Valikko", "Menu"],
    ["Skip to main content", "Siirry sisältöön", "Przejdź do treści"],
    ["Close", "Sulje", "Zamknij"],
    ["Fullscreen", "Koko näyttö", "Pełny ekran"],
    ["Close fullscreen", "Pois koko näytöstä", "Zamknij pełny ekran"],
    ["Search", "Etsi", "Szukaj"],
    ["Download as CSV", "Lataa CSV-tiedostona", "Pobierz jako CSV"],
    ["Show/hide columns", "Näytä tai piilota sarakkeita", "Pokaż lub ukryj kolumny"],
    ["Previous page", "Edellinen sivu", "Poprzednia strona"],
    ["Next page", "Seuraava sivu", "Następna strona"],
    ["Clear value", "Tyhjennä", "Wyczyść"],
    ["Clear all", "Tyhjennä kaikki", "Wyczyść wszystko"],
    ["No results", "Ei löytynyt", "Brak wyników"],
    ["Choose an option", "Valitse", "Wybierz"],
    ["Choose options", "Valitse", "Wybierz"],
    ["Upload", "Valitse tiedostoja", "Wybierz pliki"],
  ];
  const sayings = [
    [/^Help for (.*)$/s, "Help for $1", "Ohje: $1", "Pomoc: $1"],
    [/^(\d+)\s?GB per file(.*)$/s, "Up to $1 GB a file$2", "Enintään $1 Gt tiedostoa kohti$2", "Do $1 GB na plik$2"],
    [/^(\d+)\s?MB per file(.*)$/s, "Up to $1 MB a file$2", "Enintään $1 Mt tiedostoa kohti$2", "Do $1 MB na plik$2"],
  ];
  const languages = ["en", "fi", "pl"];
  const said = new WeakMap(); // what Streamlit said, by where, so that another language can be taken up
  const translated = (own, at) => {
    const row = words.find((one) => one[0] === own);
    if (row) return row[at];
    const saying = sayings.find((one) => one[0].test(own));
    return saying ? own.replace(saying[0], saying[at + 1]) : null;
  };
  const say = (node, name, now, write) => {
    const known = said.get(node) || {};
    const own = known[name] && known[name].shown === now ? known[name].own : now;
    const at = Math.max(0, languages.indexOf(document.documentElement.lang));
    const shown = translated(own, at);
    if (shown === null || shown === now) return;
    known[name] = { own, shown };
    said.set(node, known);
    write(shown);
  };
  // A page that leads on at once leaves the language out of the address: the switch knows it.
  const language = () => {
    const on = document.querySelector("[data-testid=stSidebar] button[role=radio][aria-checked=true]");
    const chosen = on ? on.textContent.trim().toLowerCase() : "";
    if (languages.includes(chosen)) set(document.documentElement, "lang", chosen);
  };
  const speaking = () => {
    const named = "button[aria-label], section[aria-label], nav[aria-label], [data-testid=stElementToolbar] [aria-label]";
    for (const node of all(document, named)) {
      say(node, "label", node.getAttribute("aria-label"), (shown) => node.setAttribute("aria-label", shown));
    }
    for (const node of all(document, "input[placeholder]")) {
      say(node, "hint", node.placeholder, (shown) => { node.placeholder = shown; });
    }
    const written = "[data-testid=stSkipToContent], [data-testid=stFileUploaderDropzone] button p, " +
      "[data-testid=stFileUploaderDropzoneInstructions] span";
    for (const node of all(document, written)) {
      const text = node.firstChild;
      if (node.childNodes.length === 1 && text.nodeType === Node.TEXT_NODE) {
        say(node, "text", text.nodeValue, (shown) => { text.nodeValue = shown; });
      }
    }
  };

  let asked = false;
  const mend = () => { asked = false; scheme(); menu(); scrolling(); dropping(); silent(); language(); speaking(); };
  const soon = () => { if (!asked) { asked = true; requestAnimationFrame(mend); } };
  const watched = { childList: true, subtree: true, attributes: true, attributeFilter: ["lang"] };
  new MutationObserver(soon).observe(document.documentElement, watched);
  addEventListener("resize", soon);
  soon();
})();
