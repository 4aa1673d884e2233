// The worker of the page: keeps the module and answers what the page asks.
import {load} from '../module.mjs';

self.onmessage = ({ data }) => load(data);
