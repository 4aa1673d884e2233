// The worker of the page: keeps the module, and answers one question after another. Runs go document by document, so that
// whatever is asked meanwhile does not wait for all of them.
import {Desk} from '../module.mjs';
import {Shared} from './shared.mjs';

/** The questions that wait: {number, request, bytes, steps}. Steps: what is left of a run that has begun. */
const waiting = [];
let isBusy = false;
const shared = new Shared();
const desk = new Promise((resolve) => {
  self.onmessage = ({ data }) => {
    if (data.module !== undefined) {
      resolve(Desk.unpacked(data.module));
    } else if (data.drop) {
      const nth = waiting.findIndex(({ number }) => number === data.number);
      if (nth >= 0) waiting.splice(nth, 1)[0].steps?.return();
    } else {
      waiting.push(data);
      work();
    }
  };
});

/** What is asked first is answered first, but for runs over several documents, which let all others go first. */
function next() {
  const nth = waiting.findIndex(({ request }) => !(request.run?.documents.length > 1));
  return waiting[Math.max(nth, 0)];
}

function done(question) {
  const nth = waiting.indexOf(question);
  if (nth >= 0) waiting.splice(nth, 1);
}

async function work() {
  if (isBusy) return;
  isBusy = true;
  try {
    const answers = await desk;
    while (waiting.length > 0) {
      const question = next();
      answer(answers, question);
      // A turn, in which new questions come in.
      await turn();
    }
  } catch (error) {
    for (const { number } of waiting.splice(0)) self.postMessage({ number, error: { message: String(error), help: null } });
  } finally {
    isBusy = false;
  }
}

function answer(answers, question) {
  const { number, request, bytes } = question;
  try {
    if (request.run) {
      question.steps ??= answers.run(request.run.documents, request.run.settings);
      const { done: isDone, value } = question.steps.next();
      if (!isDone) {
        self.postMessage({ number, part: shared.shorten(value) });
        return;
      }
      self.postMessage({ number, answer: value });
    } else {
      const given = answers.ask(request, bytes);
      if (request.close) shared.forget(request.close.id);
      self.postMessage({ number, answer: given }, given.bytes ? [given.bytes.buffer] : []);
    }
  } catch (error) {
    self.postMessage({ number, error: { message: error.message, help: error.help ?? null } });
  }
  done(question);
}

const { port1, port2 } = new MessageChannel();
let turned = null;
port1.onmessage = () => turned();

/** Timers wait for milliseconds; a message to oneself comes after those that are there already. */
function turn() {
  return new Promise((resolve) => {
    turned = resolve;
    port2.postMessage(null);
  });
}
