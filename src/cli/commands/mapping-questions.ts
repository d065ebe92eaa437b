import { EXIT, MabangError } from '../../core/index.ts';
import type { MappingProposal } from '../../engine/index.ts';
import { type Lang, pick } from '../../report/index.ts';
import type { Ctx } from '../context.ts';
import type { ProposerFace } from '../engine.ts';
import type { Prompts } from '../prompts.ts';

type Question = MappingProposal['questions'][number];

/** `decimal:单价=,` as an answer. The last `=` divides, for a header or a word may hold one; an answer never does. */
export function answersOf(
  given: readonly string[],
  headers: readonly string[],
  isField: (name: string) => boolean,
): Map<string, string> {
  const answers = new Map<string, string>();
  for (const text of given) {
    const at = text.lastIndexOf('=');
    const [id, answer] = [text.slice(0, at), text.slice(at + 1)];
    if (at < 1) throw usage(`--answer: question=answer, not ${text}`, `--answer：应为 问题=答案，而不是 ${text}`);
    const column = id.startsWith('column:') ? id.slice(7) : id === 'key' ? answer : undefined;
    if (column !== undefined && !headers.includes(column))
      throw usage(`--answer: the sheet has no column ${column}`, `--answer：表格中没有列“${column}”`);
    if (id.startsWith('column:') && answer !== '' && !isField(answer))
      throw usage(`--answer: ${answer} is no field`, `--answer：${answer} 不是字段`);
    answers.set(id, answer);
  }
  return answers;
}

/** Ask one question after the other, and look at the sheet anew with each answer: one may settle or raise others. */
export async function askAll(
  proposer: ProposerFace,
  given: ReadonlyMap<string, string>,
  first: MappingProposal,
  prompts: Prompts,
  ctx: Ctx,
): Promise<MappingProposal> {
  const answers = new Map(given);
  let proposal = first;
  for (let question = proposal.questions[0]; question; question = proposal.questions[0]) {
    answers.set(question.id, await ask(question, prompts, ctx.lang));
    proposal = await proposer.propose(answers);
  }
  return proposal;
}

async function ask(question: Question, prompts: Prompts, lang: Lang): Promise<string> {
  const { choices, wanted } = question;
  const message = pick(question.ask, lang);
  if (choices.length === 0) return (await prompts.ask(message, wanted ? { help: pick(wanted, lang) } : {})).trim();
  return prompts.choose(
    message,
    choices.map(({ value, shows }) => ({ name: `${value}  ${pick(shows, lang)}`, value })),
  );
}

/** The proposal when nothing is open; otherwise exit 2 with every question and the flag that answers it. */
export function openQuestions(
  proposal: MappingProposal,
  answers: ReadonlyMap<string, string>,
  lang: Lang,
): MappingProposal {
  const { questions } = proposal;
  if (questions.length === 0) return proposal;
  const lines = questions.flatMap((question) => {
    const given = answers.get(question.id);
    const not = given === undefined ? '' : lang === 'zh' ? `（不是 ${given}）` : ` (not ${given})`;
    const flag = (value: string, shows: string) => `    --answer '${question.id}=${value}'  ${shows}`;
    return [
      `  ${pick(question.ask, lang)}${not}`,
      ...(question.choices.length > 0
        ? question.choices.map((choice) => flag(choice.value, pick(choice.shows, lang)))
        : [flag('…', question.wanted ? pick(question.wanted, lang) : '')]),
    ];
  });
  const count = questions.length;
  throw new MabangError(
    'E_QUESTIONS',
    EXIT.usage,
    {
      en: `${count === 1 ? 'one question is' : `${count} questions are`} open:\n${lines.join('\n')}`,
      zh: `有 ${count} 个问题待回答：\n${lines.join('\n')}`,
    },
    {
      next: {
        en: 'answer with --answer, or run the command at a terminal',
        zh: '请用 --answer 回答，或在终端中运行',
      },
    },
  );
}

function usage(en: string, zh: string): MabangError {
  return new MabangError('E_USAGE', EXIT.usage, { en, zh });
}
