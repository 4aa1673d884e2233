// The page: made when its script runs, which is after its markup.
import {fill, h} from './dom.mjs';
import {wordsOf} from './words.mjs';
import {Store} from './store.mjs';

const store = new Store();
fill(document.getElementById('app'), h('h1', {}, wordsOf(store.settings.language)('product')));
