// Runs on every page of the development server: shows what is wrong with the sources, and loads the page anew when they are right.
// `VERSION` is written in by the server: the version of the sources that this page was made of.
// A frame is loaded anew with the page around it: a browser holds few connections to one server.
const events = top === self ? new EventSource('/dev/events') : null;
let notice;

events?.addEventListener('message', ({ data }) => {
  const { version, problem } = JSON.parse(data);
  if (problem !== null) show(problem);
  else if (version !== VERSION) location.reload();
  else notice?.remove();
});

// No markup and no style sheet: pages of a strict Content-Security-Policy have to take it.
function show(problem) {
  notice ??= document.createElement('pre');
  notice.id = 'dev-problem';
  notice.textContent = problem;
  Object.assign(notice.style, {
    position: 'fixed',
    inset: '0 0 auto',
    zIndex: 2147483647,
    margin: 0,
    padding: '16px 20px',
    maxHeight: '80vh',
    overflow: 'auto',
    whiteSpace: 'pre-wrap',
    font: '13px/1.5 ui-monospace, monospace',
    color: '#fff',
    background: '#7a1220',
  });
  document.documentElement.append(notice);
}
