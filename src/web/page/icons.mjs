// Pictures on buttons: lines in a square of 20.
import {icon} from './dom.mjs';

const PATHS = {
  add: 'M10 4v12M4 10h12',
  download: 'M10 3v10M5.5 9 10 13.5 14.5 9M3.5 16.5h13',
  auto: 'M10 3a7 7 0 1 0 0 14zM10 3a7 7 0 0 1 0 14',
  light: 'M10 6.5a3.5 3.5 0 1 0 0 7a3.5 3.5 0 1 0 0-7M10 1.5v2M10 16.5v2M1.5 10h2M16.5 10h2M4 4l1.4 1.4M14.6 14.6 16 16M4 16l1.4-1.4M14.6 5.4 16 4',
  dark: 'M16.5 11.8A7 7 0 1 1 8.2 3.5a5.6 5.6 0 0 0 8.3 8.3z',
  settings: 'M3 6h8M15 6h2M3 14h2M9 14h8M13 4a2 2 0 1 0 0 4a2 2 0 1 0 0-4M7 12a2 2 0 1 0 0 4a2 2 0 1 0 0-4',
  keys: 'M2.5 5.5h15v9h-15zM5.5 8.5h.01M8.5 8.5h.01M11.5 8.5h.01M14.5 8.5h.01M6.5 11.5h7',
  previous: 'M12.5 4.5 7 10l5.5 5.5',
  next: 'M7.5 4.5 13 10l-5.5 5.5',
  close: 'M5.5 5.5l9 9M14.5 5.5l-9 9',
  sheet: 'M5 2.5h7l3.5 3.5v11.5H5zM12 2.5V6h3.5M7.5 9.5h5.5M7.5 12h5.5M7.5 14.5h3.5',
  drop: 'M10 3v9M6.5 8.5 10 12l3.5-3.5M3 12.5V16a1 1 0 0 0 1 1h12a1 1 0 0 0 1-1v-3.5',
  ruler: 'M2.5 7h15v6h-15zM5.5 7v2.5M8.5 7v4M11.5 7v2.5M14.5 7v4',
};

/** The picture of this name. */
export function picture(name) {
  return icon(PATHS[name]);
}
