// The example that stands in the page: a sheet of invented departments with a dozen kinds of mistakes.

/** The example as a file that somebody brought. */
export function exampleFile(name) {
  const bytes = Uint8Array.from(atob(document.getElementById('example').textContent), (character) => character.charCodeAt(0));
  return { path: name, file: new File([bytes], name), isNamed: true };
}
