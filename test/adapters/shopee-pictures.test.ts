import type { Picture } from 'mabang/contract';
import { expect, it } from 'vitest';
import { forgetLost, imageIds } from '../../adapters/shopee/pictures.ts';
import { type Ctx, Run } from '../../adapters/shopee/run.ts';

const picture = (type: Picture['type'], size = 10): Picture => ({ bytes: new Uint8Array(size), type, hash: 'abc' });

/** A context whose pictures are these bytes, and whose platform answers every upload with the next id. */
function run(one: Picture): { readonly run: Run; readonly sent: unknown[]; readonly forgotten: string[] } {
  const [sent, forgotten]: [unknown[], string[]] = [[], []];
  const ctx = {
    upload: (_: string, send: (picture: Picture) => Promise<unknown>) => send(one),
    assets: { forget: (url: string) => forgotten.push(url) },
    http: {
      request: async (spec: unknown) => {
        sent.push(spec);
        return { data: { response: { image_info: { image_id: `id-${sent.length}` } } } };
      },
    },
  };
  return { run: new Run(ctx as unknown as Ctx, undefined as never), sent, forgotten };
}

it('goes as a form of bytes, named by its content', async () => {
  const { run: one, sent } = run(picture('image/png'));
  expect(await imageIds(one, [{ src: 'https://images.example/a.png' }])).toEqual({ kind: 'ok', data: ['id-1'] });
  expect(sent[0]).toMatchObject({
    bucket: 'upload',
    path: '/media_space/upload_image',
    resend: 'unsent',
    content: { parts: [{ name: 'scene' }, { name: 'image', filename: 'abc.png', type: 'image/png' }] },
  });
});

it.each([
  ['a GIF', picture('image/gif'), /image\/gif/],
  ['more than 10 MB', picture('image/jpeg', 10_485_761), /10485761 bytes/],
])('%s is refused without a call', async (_, one, words) => {
  const { run: at, sent } = run(one);
  const called = await imageIds(at, [{ src: 'https://images.example/a' }]);
  if (called.kind !== 'refused') throw new Error(called.kind);
  expect(called.refused).toMatchObject({ retry: 'never', issue: { code: 'E_SHOPEE_IMAGE' } });
  expect(called.refused.issue.message.en).toMatch(words);
  expect(sent).toEqual([]);
});

it('that the platform has lost is forgotten, so that the next push uploads it again', () => {
  const { run: at, forgotten } = run(picture('image/png'));
  const refused = {
    retry: 'never',
    issue: { code: 'E', severity: 'error', message: { en: '', zh: '' }, place: {} },
  } as const;
  const lost = { kind: 'refused', refused, error: { code: 'error_param', message: 'Image not exist.' } } as const;
  expect(forgetLost(at, lost, [{ src: 'https://images.example/a' }])).toBe(true);
  expect(forgotten).toEqual(['https://images.example/a']);
  expect(forgetLost(at, { ...lost, error: { code: 'error_param', message: 'Invalid Weight.' } }, [])).toBe(false);
});
