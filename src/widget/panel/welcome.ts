import { html, nothing, type TemplateResult } from 'lit/html.js';
import type { VisitorConfig } from '../../protocol/index.ts';
import { avatar } from '../../ui/avatar.ts';
import { icon, rightIcon } from '../../ui/icons.ts';
import type { WidgetStrings } from '../strings/en.ts';
import { team } from './header.ts';
import type { View } from './view.ts';

export interface WelcomeOptions {
  readonly view: View;
  readonly config: VisitorConfig | undefined;
  readonly strings: WidgetStrings;
  /** Choosing a topic sends it as the first message. */
  readonly onTopic: (topic: string) => void;
}

/** Greeting and topics before the first message; at the bottom, near the thumb. */
export const welcome = ({ view, config, strings, onTopic }: WelcomeOptions): TemplateResult => {
  const people = team(view, config);
  const topics = config?.site.topics ?? [];
  return html`<div class="hero" part="welcome">
    <slot name="welcome">
      <div class="spacer"></div>
      ${people.length ? html`<span class="avatars">${people.map((person) => avatar(person, { size: 48 }))}</span>` : nothing}
      <h2><bdi>${config?.site.title ?? strings.hello}</bdi></h2>
      ${config?.site.body ? html`<p><bdi>${config.site.body}</bdi></p>` : nothing}
      ${
        topics.length
          ? html`<div class="topics">
              <h3>${strings.topics}</h3>
              <ul>
                ${topics.map(
                  (topic) =>
                    html`<li>
                      <button type="button" @click=${() => onTopic(topic)}><bdi>${topic}</bdi>${icon(rightIcon, 's18 flip')}</button>
                    </li>`,
                )}
              </ul>
            </div>`
          : nothing
      }
    </slot>
  </div>`;
};
