import assert from 'node:assert/strict';
import { describe, test, type TestContext } from 'node:test';
import { PGLITE } from '../support/database.ts';
import type { ChatsCloseEndedResult, ChatsReopenResult, Inbox } from '../../src/protocol/index.ts';
import { sweepLeft } from '../../src/server/jobs/idle-sweep.ts';
import { OPERATOR } from '../support/server.ts';
import { logIn, result } from '../support/wire.ts';
import { openStage, UNLIMITED } from './stage.ts';

const DAY = 86_400_000;

for (const [name, databaseUrl] of [['SQLite', null], ...PGLITE] as const)
  describe(`the inbox on ${name}`, () => {
    async function stageOf(t: TestContext) {
      let now = Date.now();
      const stage = await openStage({
        clock: { now: () => ++now },
        limits: UNLIMITED,
        ...(databaseUrl && { env: { DATABASE_URL: databaseUrl } }),
      });
      t.after(() => stage.stop());
      let n = 0;
      const inbox = (query = '', who = stage.admin) => who.get<Inbox>(`/v1/sites/demo/inbox${query}`);
      return {
        stage,
        inbox,
        jump: (ms: number) => (now += ms),
        sweep: () => sweepLeft(stage.server.app.services),
        async writes(text: string) {
          const { wire } = await stage.visitor({ address: `198.51.100.${++n}` });
          const { session } = await wire.say(text);
          const chat = await stage.operator.chat(session);
          return { wire, session, id: chat.id, visitor: chat.visitor.id };
        },
        joined: async (chat: { id: string }, operator = stage.operator) =>
          result(await operator.command({ type: 'chat.join', chat: chat.id })),
        reply: async (chat: { id: string }) => result(await stage.operator.command({ type: 'message.reply', chat: chat.id, text: 'Yes' })),
        /** Every page of a list, and what it said of itself. */
        async pages(query: string) {
          const texts: (string | undefined)[] = [];
          for (let after = ''; ;) {
            const page = await inbox(`?limit=2&${query}${after}`);
            assert.ok(page.chats.length <= 2);
            texts.push(...page.chats.map(({ last }) => last?.text));
            if (!page.next) return texts;
            after = `&after=${page.next}`;
          }
        },
      };
    }

    test('L1 pages by need: the visitor who waits longest first, then the own unread, then by the last event; each chat once', async (t) => {
      const { stage, writes, joined, reply, pages, inbox } = await stageOf(t);
      const waiting = [await writes('first'), await writes('second'), await writes('third')];
      const mine = await writes('mine');
      await joined(mine);
      const answered = await writes('answered');
      await reply(answered);
      const theirs = await writes('theirs');
      const { wire: marcus } = await (await logIn(stage.server, OPERATOR)).connect();
      await joined(theirs, marcus);
      const ended = await writes('ended');
      await joined(ended);
      result(await stage.operator.command({ type: 'message.reply', chat: ended.id, text: 'Goodbye' }));
      result(await ended.wire.command({ type: 'session.end', session: ended.session }));
      const missed = await writes('missed');
      result(await missed.wire.command({ type: 'session.end', session: missed.session }));
      // A visitor who waits and writes again does not lose their place.
      await waiting[0]!.wire.say('anybody?', waiting[0]!.session);

      assert.deepEqual(await pages(''), ['anybody?', 'second', 'third', 'mine', 'missed', 'Goodbye', 'theirs', 'Yes']);
      assert.deepEqual(await pages('tab=unassigned'), ['anybody?', 'second', 'third', 'missed']);
      assert.deepEqual(await pages('tab=mine'), ['mine', 'Goodbye', 'Yes']);
      assert.deepEqual(await pages('filter=ended'), ['missed', 'Goodbye']);
      assert.deepEqual(await pages('filter=unread'), ['anybody?', 'second', 'third', 'mine', 'missed', 'theirs']);
      assert.deepEqual(await pages('tab=mine&filter=unread'), ['mine']);
      assert.deepEqual((await inbox('?limit=1')).counts, {
        unassigned: { total: 4, unread: 4, ended: 1 },
        mine: { total: 3, unread: 1, ended: 1 },
        all: { total: 8, unread: 6, ended: 2 },
        waiting: 3,
      });
    });

    test('L1 a change says what the chat counted as before it', async (t) => {
      const { stage, writes, joined } = await stageOf(t);
      const chat = await writes('hello');
      await joined(chat);
      await stage.operator.chat(chat.session, ({ status }) => status === 'open');
      result(await stage.operator.command({ type: 'chat.close', chat: chat.id, seen: 9 }));
      await stage.operator.chat(chat.session, ({ status }) => status === 'closed');
      const changes = stage.operator.frames.flatMap((frame) =>
        frame.type === 'event' && frame.event.type === 'chat.changed' ? [frame.event] : [],
      );
      const admin = changes.at(-1)!.chat.operators.map(({ id }) => id);
      assert.deepEqual(
        changes.map(({ fresh, was }) => ({ fresh, was })),
        [
          { fresh: true, was: undefined },
          { fresh: false, was: { status: 'new', done: false, unread: 1, operators: [] } },
          { fresh: false, was: { status: 'open', done: false, unread: 1, operators: admin } },
        ],
      );
    });

    test('T6 the search of the inbox folds accents and case, and finds name, number, words and page', async (t) => {
      const { writes, inbox, stage } = await stageOf(t);
      const who: Record<string, string> = {};
      for (const name of ['Фёдор', 'Zoë', 'İbrahim']) {
        const chat = await writes(`I am ${name}, 100% sure`);
        result(await chat.wire.command({ type: 'visitor.update', name }));
        who[name] = chat.id;
      }
      const nameless = await writes('Größe?');
      const { number } = (await stage.operator.chat(nameless.session)).visitor;
      nameless.wire.send({ type: 'page', page: { url: 'https://nordvik.example/Zelte', title: 'Zelte' } });
      const find = async (words: string) => (await inbox(`?search=${encodeURIComponent(words)}`)).chats.map(({ id }) => id);
      for (const [words, id] of [
        ['ФЕДОР', who['Фёдор']],
        ['zoe', who['Zoë']],
        ['ibrahim', who['İbrahim']],
        ['grosse', nameless.id],
        [`Посетитель ${number}`, nameless.id],
        ['/zelte', nameless.id],
      ] as const)
        assert.deepEqual(await find(words), [id], words);
      assert.equal((await find('100%')).length, 3);
      assert.deepEqual(await find('%'), await find('100%'));
      assert.deepEqual(await find('_'), []);
    });

    test('L6 close all ended closes what the operator saw as ended, keeps what came later, and can be undone', async (t) => {
      const { stage, writes, reply, inbox } = await stageOf(t);
      const end = async (chat: Awaited<ReturnType<typeof writes>>) =>
        result(await chat.wire.command({ type: 'session.end', session: chat.session }));
      const waits = await writes('still here');
      const ended = [await writes('a'), await writes('b')];
      for (const chat of ended) {
        await reply(chat);
        await end(chat);
      }
      const { gseq } = await inbox();
      const later = await writes('c');
      await reply(later);
      await end(later);
      const unread = await writes('d');
      await end(unread);
      const answer = result<ChatsCloseEndedResult>(await stage.operator.command({ type: 'chats.close_ended', seen: gseq }));
      assert.deepEqual([[...answer.closed].sort(), answer.kept, answer.more], [ended.map(({ id }) => id).sort(), 2, false]);
      assert.deepEqual(
        (await inbox()).chats.map(({ id }) => id),
        [waits.id, unread.id, later.id],
      );
      assert.deepEqual(result(await stage.operator.command({ type: 'chats.close_ended', seen: gseq })), {
        closed: [],
        kept: 2,
        more: false,
      });

      // One of them writes again before the Undo and has a newer chat in a session of its own: that is no reason to stay closed.
      await ended[0]!.wire.say('again');
      const undone = result<ChatsReopenResult>(await stage.operator.command({ type: 'chats.reopen', chats: [...answer.closed, 'gone'] }));
      assert.deepEqual([undone.reopened.length, undone.refused], [2, 1]);
      assert.equal((await inbox()).counts?.all.ended, 4);
    });

    test('L6 an answered chat in which nobody wrote for a day was left; a message brings it back', async (t) => {
      const { stage, writes, joined, reply, inbox, jump, sweep } = await stageOf(t);
      const left = await writes('left');
      await reply(left);
      const unanswered = await writes('unanswered');
      await joined(unanswered);
      await writes('waits');
      jump(DAY / 2);
      assert.equal(await sweep(), 0);
      jump(DAY);
      assert.equal(await sweep(), 1);
      assert.equal(await sweep(), 0);
      assert.equal((await stage.operator.chat(left.session, (chat) => chat.left === true)).session.status, 'active');
      const { wire, session } = left;
      const admin = await logIn(stage.server);
      assert.deepEqual(
        (await inbox('?filter=ended', admin)).chats.map(({ id }) => id),
        [left.id],
      );
      await wire.say('one more thing', session);
      assert.equal((await inbox('', admin)).counts?.all.ended, 0);
    });

    test('a page that is asked for wrongly is refused where it was asked', async (t) => {
      const { inbox } = await stageOf(t);
      for (const query of [
        'limit=0',
        'limit=501',
        'limit=x',
        'tab=yours',
        'filter=x',
        'after=1',
        'after=3.1.a',
        `search=${'a'.repeat(201)}`,
      ])
        await assert.rejects(inbox(`?${query}`), /400/, query);
    });
  });
