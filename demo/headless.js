import { ChatClient } from '../sdk/browser/client.js';

// In a project with a bundler: import { ChatClient } from 'chat-widget/client';
const client = new ChatClient({ server: new URL('..', location.href).href, site: 'demo', lang: document.documentElement.lang });
const [log, form, input, who, note, end] = ['log', 'form', 'text', 'who', 'note', 'end'].map((id) => document.getElementById(id));

const row = (text, kind, meta) => {
  const item = document.createElement('li');
  item.className = kind;
  item.dir = 'auto';
  item.append(text);
  if (meta) item.append(Object.assign(document.createElement('small'), { textContent: meta }));
  return item;
};
const time = (at) => new Date(at).toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' });

function rowOf(event) {
  if (event.type === 'message.sent')
    return event.author === 'visitor'
      ? row(event.text, 'mine', time(event.at))
      : row(event.text, 'theirs', `${event.operator?.name ?? 'Nordvik'} · ${time(event.at)}`);
  if (event.type === 'operator.joined') return row(`${event.operator.name} joined`, 'fact');
  if (event.type === 'session.ended') return row('The chat has ended. Write to start a new one.', 'fact');
  return null;
}

client.subscribe(({ session, earlier, outbox, typing, availability, connection, gate }) => {
  const events = [...earlier, ...(session ? [session] : [])].flatMap((view) => view.events);
  const waiting = outbox.map((entry) => row(entry.text, 'mine', entry.status === 'failed' ? 'Not sent' : 'Sending…'));
  log.replaceChildren(...events.map(rowOf).filter(Boolean), ...waiting);
  log.parentElement.scrollTop = log.scrollHeight;
  who.textContent = availability === 'online' ? 'Online' : 'We answer as soon as we are back';
  note.textContent = typing.length ? `${typing[0].name} is typing…` : connection.status === 'waiting' ? 'Reconnecting…' : '';
  end.hidden = session?.status !== 'active';
  document.getElementById('desk').hidden = gate?.show === false;
});

form.addEventListener('submit', async (submit) => {
  submit.preventDefault();
  const text = input.value;
  input.value = '';
  await client.send(text).catch((error) => Object.assign(note, { textContent: error.message }));
});
input.addEventListener('input', () => client.setTyping(input.value !== ''));
end.addEventListener('click', () => client.endSession());
client.setPage({ url: location.href, title: document.title });
await client.resume();
