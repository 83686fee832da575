// Public surface of @dg-sct/task-template.
export { decodeTemplate, type TemplatePrediction } from './decode.ts';
export { TemplateError, type TemplateErrorCode } from './errors.ts';
export { TemplateHead, type TemplateHeadOptions, type TemplateOutputs } from './head.ts';
export { TemplateMetric } from './metric.ts';
export { type TemplateTargets, targetsOfTemplate } from './targets.ts';
export { TEMPLATE_TASK } from './task.ts';
