"use strict";

// Theme: the system's, or the one that the reader chose. It goes first, so that nothing flashes.
const theme = (() => {
  const MEDIA = { auto: "screen and (prefers-color-scheme: dark)", light: "not all", dark: "screen" };
  const NAMES = Object.keys(MEDIA);
  const KEY = "jichi-theme";
  // A page from a file may have no storage.
  const stored = () => { try { return localStorage.getItem(KEY); } catch { return null; } };
  const store = (name) => { try { localStorage.setItem(KEY, name); } catch { /* For this visit only. */ } };
  let name = NAMES.includes(stored()) ? stored() : "auto";
  const show = () => {
    document.getElementById("dark").media = MEDIA[name];
    const button = document.getElementById("theme");
    if (button) button.textContent = button.dataset[name];
  };
  show();
  const next = () => {
    name = NAMES[(NAMES.indexOf(name) + 1) % NAMES.length];
    store(name);
    show();
  };
  return { show, next };
})();

addEventListener("DOMContentLoaded", () => {
  theme.show();
  document.getElementById("theme").addEventListener("click", theme.next);

  const $ = (id) => document.getElementById(id);
  const form = $("filter");
  const words = $("words");
  const selects = ["chapter", "code", "department"].map($);
  const only = $("only");
  const boxes = [...form.querySelectorAll('input[name="severity"]')];
  const count = $("count");
  const SEVERITIES = boxes.map((box) => box.value);
  const number = new Intl.NumberFormat("en");

  // What the page holds, indexed once: a department's sections, their units, a unit's findings.
  const chapterOf = new Map([...$("code").options].map((option) => [option.value, option.dataset.chapter]));
  const sections = [...document.querySelectorAll("#units > .department")].map((element) => {
    const department = element.dataset.department;
    const title = element.querySelector("h3").textContent.toLowerCase();
    const units = [...element.querySelectorAll(":scope > .unit")].map((unit) => ({
      element: unit,
      isProject: unit.classList.contains("project"),
      text: null,
      findings: [...unit.querySelectorAll(".finding")].map((finding) => ({
        element: finding,
        code: finding.dataset.code,
        chapter: chapterOf.get(finding.dataset.code),
        severity: SEVERITIES.find((severity) => finding.classList.contains(severity)),
        link: null,
      })),
    }));
    const clean = [...element.querySelectorAll(".clean li")];
    return { element, department, title, units, clean, list: element.querySelector(".clean"), texts: null };
  });
  const units = sections.flatMap((section) => section.units);
  const textOf = (unit, section) => (unit.text ??= `${section.title}\n${unit.element.textContent.toLowerCase()}`);
  const textsOf = (section) =>
    (section.texts ??= section.clean.map((item) => `${section.title}\n${item.textContent.toLowerCase()}`));
  const all = {
    projects: sections.reduce(
      (sum, { units, clean }) => sum + clean.length + units.filter((unit) => unit.isProject).length, 0),
    findings: units.reduce((sum, unit) => sum + unit.findings.length, 0),
  };

  // The view: what is searched for and filtered by, and the cell or finding that is pointed at.
  const EMPTY = { words: "", severity: SEVERITIES, chapter: "", code: "", department: "", only: false, at: "" };
  let view = EMPTY;

  const fromAddress = () => {
    const hash = location.hash.slice(1);
    if (hash && !hash.includes("=")) return { ...view, at: hash };
    const given = new URLSearchParams(hash);
    const known = (name) => {
      const value = given.get(name) ?? "";
      return [...$(name).options].some((option) => option.value === value) ? value : "";
    };
    return {
      words: given.get("words") ?? "",
      severity: given.has("severity")
        ? SEVERITIES.filter((severity) => given.get("severity").split(",").includes(severity)) : SEVERITIES,
      chapter: known("chapter"),
      code: known("code"),
      department: known("department"),
      only: given.has("only"),
      at: given.get("at") ?? "",
    };
  };

  const toAddress = () => {
    const told = new URLSearchParams();
    if (view.words) told.set("words", view.words);
    if (view.severity.length < SEVERITIES.length) told.set("severity", view.severity.join(","));
    for (const name of ["chapter", "code", "department"]) if (view[name]) told.set(name, view[name]);
    if (view.only) told.set("only", "1");
    if (view.at && !told.size) return `#${view.at}`;
    if (view.at) told.set("at", view.at);
    return told.size ? `#${told}` : "#";
  };

  const fromForm = () => ({
    words: words.value.trim(),
    severity: boxes.filter((box) => box.checked).map((box) => box.value),
    ...Object.fromEntries(selects.map((select) => [select.id, select.value])),
    only: only.checked,
    at: "",
  });

  const fillForm = () => {
    if (words.value.trim() !== view.words) words.value = view.words;
    for (const box of boxes) box.checked = view.severity.includes(box.value);
    for (const select of selects) select.value = view[select.id];
    only.checked = view.only;
  };

  const setHidden = (element, hidden) => {
    if (element.hidden !== hidden) element.hidden = hidden;
  };

  // A finding's number in the cell comes and goes with it, and the cell's colour with the last one.
  const showFinding = (finding, unit, shown) => {
    if (finding.element.hidden === !shown) return;
    finding.element.hidden = !shown;
    finding.link ??= unit.element.querySelector(`.form a[href="#${finding.element.id}"]`);
    if (!finding.link) return;
    finding.link.hidden = !shown;
    const cell = finding.link.closest(".cell, .unmarked");
    const isMarked = cell.querySelector("a.to:not([hidden])") !== null;
    cell.classList.toggle("cell", isMarked);
    cell.classList.toggle("unmarked", !isMarked);
  };

  const apply = () => {
    const wanted = view.words.toLowerCase().split(/\s+/).filter(Boolean);
    const severity = new Set(view.severity);
    const narrows = severity.size < SEVERITIES.length || view.chapter !== "" || view.code !== "";
    const shown = { projects: 0, findings: 0 };
    let any = false;
    for (const section of sections) {
      const isMeant = !view.department || section.department === view.department;
      let inSection = 0;
      for (const unit of section.units) {
        const isFound = isMeant && (!wanted.length || wanted.every((word) => textOf(unit, section).includes(word)));
        let findings = 0;
        if (isFound) {
          for (const finding of unit.findings) {
            const matches = severity.has(finding.severity)
              && (!view.chapter || finding.chapter === view.chapter)
              && (!view.code || finding.code === view.code);
            if (matches) findings += 1;
            showFinding(finding, unit, matches);
          }
        }
        setHidden(unit.element, findings === 0);
        if (findings === 0) continue;
        inSection += 1;
        shown.findings += findings;
        if (unit.isProject) shown.projects += 1;
      }
      let clean = 0;
      if (section.list) {
        const isMeantToo = isMeant && !narrows && !view.only;
        section.clean.forEach((item, nth) => {
          const isFound = isMeantToo && (!wanted.length || wanted.every((word) => textsOf(section)[nth].includes(word)));
          if (isFound) clean += 1;
          setHidden(item, !isFound);
        });
        setHidden(section.list, clean === 0);
        if (clean) section.list.querySelector(".number").textContent = clean;
      }
      shown.projects += clean;
      setHidden(section.element, inSection + clean === 0);
      any ||= inSection + clean > 0;
    }
    const numbers = {
      projects: shown.projects, "all-projects": all.projects, findings: shown.findings, "all-findings": all.findings,
    };
    const text = count.dataset.text.replace(/\{([a-z-]+)\}/g, (_, name) => number.format(numbers[name]));
    if (count.textContent !== text) count.textContent = text;
    setHidden($("nothing"), any);
  };

  // Points at a cell, a finding or a project.
  let here = null;
  const point = () => {
    here?.classList.remove("here");
    here = view.at ? $(view.at) : null;
    // To the parts of the page the browser goes by itself.
    if (!here?.closest("#units")) return;
    if (here.closest("[hidden]")) {
      view = { ...EMPTY, at: view.at };
      fillForm();
      apply();
    }
    if (here.matches(".finding, .cell")) {
      here.classList.add("here");
      here.tabIndex = -1;
      here.scrollIntoView({ block: "center" });
    } else {
      here.scrollIntoView({ block: "start" });
    }
    here.focus({ preventScroll: true });
  };

  // To where the results begin, when they are out of sight.
  const toResults = () => {
    const top = $("units").getBoundingClientRect().top;
    if (top < 0 || top > innerHeight * 0.7) $("details").scrollIntoView({ block: "start" });
  };

  const changed = () => {
    view = fromForm();
    here?.classList.remove("here");
    apply();
    history.replaceState(null, "", toAddress());
    if ($("units").getBoundingClientRect().top < 0) $("details").scrollIntoView({ block: "start" });
  };

  const addressed = () => {
    view = fromAddress();
    fillForm();
    apply();
    if (view.at) point();
    else if (location.hash.includes("=")) toResults();
  };

  form.addEventListener("input", changed);
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("reset", (event) => {
    event.preventDefault();
    view = EMPTY;
    fillForm();
    apply();
    history.replaceState(null, "", toAddress());
    words.focus();
  });
  // Between cells and findings the filter stays.
  $("units").addEventListener("click", (event) => {
    const link = event.target.closest('a[href^="#"]');
    if (!link) return;
    event.preventDefault();
    view = { ...view, at: link.hash.slice(1) };
    history.pushState(null, "", toAddress());
    point();
  });
  addEventListener("hashchange", addressed);
  if (location.hash) addressed();

  // Searching looks through texts that are gathered while nobody waits.
  const gather = () => {
    for (const section of sections) {
      textsOf(section);
      for (const unit of section.units) textOf(unit, section);
    }
  };
  if ("requestIdleCallback" in window) requestIdleCallback(gather);

  // Nothing stays folded on paper.
  let folded = [];
  addEventListener("beforeprint", () => {
    folded = [...document.querySelectorAll("details:not([open])")];
    for (const details of folded) details.open = true;
  });
  addEventListener("afterprint", () => {
    for (const details of folded) details.open = false;
  });
});
