const chat = document.querySelector('chat-widget');
const events = document.getElementById('events');
// The demo's server is the one that serves this page; a site of your own names it in the tag.
chat.setAttribute('server', new URL('..', location.href).href);

document.getElementById('open').addEventListener('click', () => chat.show());
for (const name of [
  'chat-ready',
  'chat-open',
  'chat-close',
  'chat-session-start',
  'chat-session-end',
  'chat-message',
  'chat-unread-change',
])
  chat.addEventListener(name, () => (events.textContent = `Last event: ${name}`));

// In a project with a bundler this is `import 'chat-widget'` at the top.
await import('../sdk/browser/index.js');
