// The task as the registry knows it.
import { requireSizes, type TaskDefinition, type TaskSettings } from '@dg-sct/task';
import { TemplateHead } from './head.ts';

export const TEMPLATE_TASK = {
  name: 'template',
  description: 'which class a clip belongs to, from what is seen and heard in it',
  create: ({ sizes = {}, ...rest }: TaskSettings): TemplateHead => {
    requireSizes('template', sizes, ['dim', 'dropout']);
    return new TemplateHead({ ...rest, ...sizes });
  },
} satisfies TaskDefinition;
