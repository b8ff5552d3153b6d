// The page's part of what the server does: one function for each thing, run before Streamlit's own script.
// Asks nothing of any other server. Repairs of how pages are built are in ../look/page.js.
(() => {
  "use strict";
  const page = document.documentElement;
  const languages = ["en", "fi", "pl"];
  const cookie = "insight_synth_language";

  // Streamlit looks for its server below the page's own address first (/theme/_stcore/health) and logs what it does not
  // find there; it lies at the root, always.
  const serverIsAtTheRoot = () => {
    const root = `${location.origin}/`;
    window.__streamlit = { BACKEND_BASE_URL: root, MAIN_PAGE_BASE_URL: root };
  };

  // The switch of the language writes ?lang=FI, or takes it away where that language is the usual one: the page says which
  // language it is in, for screen readers, and the choice is kept for the next visit.
  const languageFollowsTheSwitch = () => {
    const usual = page.dataset.usualLanguage;
    const chosen = () => {
      const asked = (new URLSearchParams(location.search).get("lang") || "").toLowerCase();
      return languages.includes(asked) ? asked : usual;
    };
    const follow = () => {
      const language = chosen();
      if (language !== page.lang) page.lang = language;
    };
    // Kept is what the page ends in: where one page leads on to another, the address is without a language for a moment.
    const keep = () => {
      const secure = location.protocol === "https:" ? "; Secure" : "";
      document.cookie = `${cookie}=${page.lang}; Path=/; Max-Age=31536000; SameSite=Lax${secure}`;
    };
    new MutationObserver(keep).observe(page, { attributes: true, attributeFilter: ["lang"] });
    for (const name of ["pushState", "replaceState"]) {
      const original = history[name].bind(history);
      history[name] = (...what) => { original(...what); follow(); };
    }
    addEventListener("popstate", follow);
  };

  // Where the server was stopped, Streamlit speaks of itself and of a command that nobody here knows.
  const theServerWasStopped = () => {
    const said = JSON.parse(document.querySelector("meta[name=texts]").content);
    const mend = () => {
      for (const code of document.querySelectorAll("[role=dialog] pre, [role=dialog] [data-testid=stCode]")) {
        if (code.hidden || !code.textContent.includes("streamlit run")) continue;
        const { stopped, stopped_about } = said[page.lang] || said.en;
        const texts = document.createTreeWalker(code.closest("[role=dialog]"), NodeFilter.SHOW_TEXT);
        while (texts.nextNode()) {
          const text = texts.currentNode;
          if (text.data === "Connection error") text.data = stopped;
          if (text.data.startsWith("Is Streamlit still running")) text.data = stopped_about;
        }
        code.hidden = true;
        code.style.display = "none";
      }
    };
    let asked = false;
    const soon = () => {
      if (asked) return;
      asked = true;
      setTimeout(() => { asked = false; mend(); }, 50);
    };
    new MutationObserver(soon).observe(page, { childList: true, subtree: true });
  };

  serverIsAtTheRoot();
  languageFollowsTheSwitch();
  theServerWasStopped();
})();
