// Tables that are sorted by a click on the head of a column.
import {h} from './dom.mjs';
import {byName} from './store.mjs';

/**
 * A column: `key` names it, `value` gives what a row is sorted by (a number, a text, null comes last), `cell` gives the
 * cell of a row, `down`: the largest first.
 * @typedef {{key: string, name: string, value: (row: Object) => number|string|null, cell: (row: Object) => Node, down?: boolean, className?: string}} Column
 */

/** The rows in the order of a column. */
export function inOrder(rows, column, isDown) {
  const sign = isDown ? -1 : 1;
  return [...rows].sort((a, b) => {
    const [left, right] = [column.value(a), column.value(b)];
    if (left === null || right === null) return (left === null) - (right === null);
    return sign * (typeof left === 'string' ? byName(left, right) : left - right);
  });
}

/**
 * A table whose columns can be sorted by. `order`: {key, isDown}, which is kept by the caller; `changed` is called when the
 * user wants another.
 */
export function sortedTable({ className, caption, columns, rows, order, changed, say }) {
  const by = columns.find(({ key }) => key === order.key) ?? columns[0];
  const head = (column) => {
    const isBy = column === by;
    const sort = () => changed({ key: column.key, isDown: isBy ? !order.isDown : column.down ?? false });
    return h('th', {
      scope: 'col', class: column.className, 'aria-sort': isBy ? (order.isDown ? 'descending' : 'ascending') : null,
    }, column.value
      ? h('button', { class: 'sort', 'data-key': column.key, title: say('sort-by', { name: column.name }), onclick: sort }, column.name)
      : h('span', { class: 'aside' }, column.name));
  };
  return h('table', { class: className },
    h('caption', { class: 'aside' }, caption),
    h('thead', {}, h('tr', {}, columns.map(head))),
    h('tbody', {}, inOrder(rows, by, order.isDown).map((row) => h('tr', {}, columns.map((column) => column.cell(row))))));
}
