// Mends what Streamlit's markup lacks for people who use a keyboard or a screen reader; each line may run any number of
// times. Changes no text and asks nothing of any server.
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

  let asked = false;
  const mend = () => { asked = false; scheme(); menu(); scrolling(); dropping(); };
  const soon = () => { if (!asked) { asked = true; requestAnimationFrame(mend); } };
  new MutationObserver(soon).observe(document.documentElement, { childList: true, subtree: true });
  addEventListener("resize", soon);
  soon();
})();
