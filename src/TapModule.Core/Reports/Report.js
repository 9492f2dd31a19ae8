'use strict';
(() => {
  const pageSize = 50;
  // Paper cannot be searched: more rows than this are a book.
  const mostPrinted = 500;
  const { columns, rows } = JSON.parse(document.getElementById('data').textContent);
  const byId = id => document.getElementById(id);
  const filters = ['outcome', 'state', 'enrolment'].filter(key => byId('filter-' + key));
  const collator = new Intl.Collator(undefined, { numeric: true, sensitivity: 'base' });
  const texts = rows.map(row => row.join('\n').toLowerCase());
  const indexOf = key => columns.findIndex(column => column[0] === key);
  const view = { q: '', sort: '', descending: false, page: 1 };
  let found = [];

  // The address keeps the view, so that it can be bookmarked and linked to: #q=…&outcome=Failed&sort=user&descending=1
  function readAddress() {
    const address = new URLSearchParams(location.hash.slice(1));
    view.q = address.get('q') || '';
    for (const key of filters) view[key] = address.get(key) || '';
    view.sort = indexOf(address.get('sort')) < 0 ? '' : address.get('sort');
    view.descending = address.get('descending') === '1';
    view.page = Number.parseInt(address.get('page'), 10) || 1;
    byId('search').value = view.q;
    for (const key of filters) byId('filter-' + key).value = view[key];
  }

  function writeAddress() {
    const address = new URLSearchParams();
    for (const key of ['q', ...filters, 'sort']) if (view[key]) address.set(key, view[key]);
    if (view.descending) address.set('descending', '1');
    if (view.page > 1) address.set('page', view.page);
    history.replaceState(null, '', '#' + address);
  }

  function find() {
    const words = view.q.toLowerCase().split(/\s+/).filter(word => word);
    const wanted = filters.filter(key => view[key]).map(key => [indexOf(key), view[key]]);
    found = [];
    rows.forEach((row, i) => {
      if (words.every(word => texts[i].includes(word)) && wanted.every(([column, value]) => row[column] === value)) found.push(row);
    });
    if (!view.sort) return;
    const column = indexOf(view.sort);
    const sign = view.descending ? -1 : 1;
    // What is empty comes last, whichever way round.
    found.sort((a, b) => (a[column] === '') - (b[column] === '') || sign * collator.compare(a[column], b[column]));
  }

  function cell(name, text) {
    const element = document.createElement(name);
    element.textContent = text;
    return element;
  }

  function showHead() {
    const line = document.createElement('tr');
    for (const [key, name] of columns) {
      const head = cell('th', '');
      head.scope = 'col';
      const button = cell('button', name);
      button.type = 'button';
      button.addEventListener('click', () => {
        view.descending = view.sort === key && !view.descending;
        view.sort = key;
        change();
      });
      head.append(button);
      line.append(head);
    }
    byId('table').tHead.replaceChildren(line);
  }

  function showRows(first, last) {
    const lines = document.createDocumentFragment();
    for (const row of found.slice(first, last)) {
      const line = document.createElement('tr');
      row.forEach((text, i) => {
        const field = cell(i === 0 ? 'th' : 'td', text);
        if (i === 0) field.scope = 'row';
        if (['user', 'name', 'passId', 'methods'].includes(columns[i][0])) field.className = 'long';
        // What a narrow screen shows in front of the value, where a head has no room.
        if (i > 0) field.dataset.name = columns[i][1];
        line.append(field);
      });
      lines.append(line);
    }
    byId('table').tBodies[0].replaceChildren(lines);
    const count = found.length.toLocaleString();
    const all = found.length === rows.length ? `${count} rows` : `${count} of ${rows.length.toLocaleString()} rows`;
    byId('found').textContent = found.length > last - first && found.length > 0 ? `${all}, ${(first + 1).toLocaleString()} to ${Math.min(last, found.length).toLocaleString()} shown` : all;
  }

  function show() {
    const pages = Math.max(1, Math.ceil(found.length / pageSize));
    view.page = Math.min(Math.max(1, view.page), pages);
    [...byId('table').tHead.rows[0].cells].forEach((head, i) => {
      head.setAttribute('aria-sort', columns[i][0] !== view.sort ? 'none' : view.descending ? 'descending' : 'ascending');
    });
    showRows((view.page - 1) * pageSize, view.page * pageSize);
    byId('page').textContent = `Page ${view.page.toLocaleString()} of ${pages.toLocaleString()}`;
    byId('previous').disabled = view.page === 1;
    byId('next').disabled = view.page === pages;
  }

  function change(page = 1) {
    view.page = page;
    find();
    show();
    writeAddress();
  }

  byId('search').addEventListener('input', event => {
    view.q = event.target.value;
    change();
  });
  for (const key of filters) {
    byId('filter-' + key).addEventListener('change', event => {
      view[key] = event.target.value;
      change();
    });
  }
  const form = document.querySelector('.controls');
  form.addEventListener('submit', event => event.preventDefault());
  form.addEventListener('reset', () => {
    view.q = '';
    for (const key of filters) view[key] = '';
    change();
  });
  byId('previous').addEventListener('click', () => change(view.page - 1));
  byId('next').addEventListener('click', () => change(view.page + 1));
  window.addEventListener('beforeprint', () => {
    if (found.length <= mostPrinted) showRows(0, found.length);
  });
  window.addEventListener('afterprint', show);
  window.addEventListener('hashchange', () => {
    // A link within the page, not a view.
    if (location.hash === '#rows') return;
    readAddress();
    find();
    show();
    byId('rows').focus();
  });

  readAddress();
  showHead();
  find();
  show();
})();
