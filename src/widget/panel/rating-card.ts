import { html, nothing, type TemplateResult } from 'lit/html.js';
import type { Rating } from '../../client/index.ts';
import { RATING_COMMENT_MAX_CHARS } from '../../protocol/limits.ts';
import { fill } from '../../ui/i18n.ts';
import { face } from '../../ui/later-icons.ts';
import type { LaterStrings } from '../strings/en-later.ts';

const SCORES = [1, 2, 3, 4, 5] as const;

export interface RatingOptions {
  readonly strings: LaterStrings;
  /** First name of the operator who answered. */
  readonly name: string | null;
  readonly score: Rating | null;
  /** Saved at once; the comment may follow. */
  readonly onRate: (score: Rating) => void;
  readonly onComment: (comment: string) => void;
}

/** Five faces after the end; a comment opens below the picked one (S6). */
export function ratingCard({ strings, name, score, onRate, onComment }: RatingOptions): TemplateResult {
  const title = name ? fill(strings.rateTitle, { name }) : strings.rateTitleAlone;
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    const comment = new FormData(event.target as HTMLFormElement).get('comment') as string;
    onComment(comment.trim());
  };
  return html`<form class="rate" @submit=${submit}>
    <h3 id="rate-title"><bdi>${title}</bdi></h3>
    <div class="faces" role="radiogroup" aria-labelledby="rate-title">
      ${SCORES.map((value) => {
        const label = strings[`rate${value}`];
        return html`<label title=${label}>
          <input type="radio" name="score" aria-label=${label} .checked=${score === value} @change=${() => onRate(value)} />
          ${face(value)}
        </label>`;
      })}
    </div>
    ${
      score
        ? html`<p class="picked" aria-hidden="true">${strings[`rate${score}`]}</p>
            <textarea
              class="input"
              name="comment"
              rows="2"
              dir="auto"
              maxlength=${RATING_COMMENT_MAX_CHARS}
              aria-label=${strings.rateComment}
              placeholder=${strings.rateComment}
            ></textarea>
            <button class="btn primary block">${strings.save}</button>`
        : nothing
    }
  </form>`;
}
