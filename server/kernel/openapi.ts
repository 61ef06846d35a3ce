// OpenAPI 3.1 from the same route objects that answer the requests.
import { z } from 'zod';
import { exportColumns, FORMATS } from './export.ts';
import type { Route } from './route.ts';

type Json = Record<string, unknown>;

function schemaOf(shape: z.ZodType, io: 'input' | 'output'): Json {
  const schema = z.toJSONSchema(shape, {
    io,
    target: 'draft-2020-12',
    unrepresentable: 'any',
    override: ({ zodSchema, jsonSchema }) => {
      if (zodSchema._zod.def.type === 'date')
        Object.assign(jsonSchema, { type: 'string', format: 'date-time' });
    },
  }) as Json;
  delete schema.$schema;
  return schema;
}

function parametersOf(shape: z.ZodType | undefined, place: 'path' | 'query'): Json[] {
  if (!shape) return [];
  const schema = schemaOf(shape, 'input') as { properties?: Record<string, Json>; required?: string[] };
  return Object.entries(schema.properties ?? {}).map(([name, property]) => ({
    name,
    in: place,
    required: place === 'path' || (schema.required ?? []).includes(name),
    description: property.description,
    schema: property,
  }));
}

const FORMAT_PARAMETERS = [
  { $ref: '#/components/parameters/Format' },
  { $ref: '#/components/parameters/Heading' },
];
const FILES = Object.fromEntries(
  Object.values(FORMATS).map((type) => [type, { schema: { type: 'string', format: 'binary' } }]),
);

const problem = { $ref: '#/components/responses/Problem' };

function operationOf(route: Route): Json {
  const status = String(route.status ?? (route.response || route.produces ? 200 : 204));
  const isList = exportColumns(route) !== undefined;
  const content = route.response
    ? { 'application/json': { schema: schemaOf(route.response, 'output') }, ...(isList && FILES) }
    : route.produces &&
      Object.fromEntries(route.produces.map((type) => [type, { schema: { type: 'string' } }]));
  const writes = route.method !== 'get' && route.mode !== 'plain' && route.mode !== 'read';
  const roles = Array.isArray(route.role) ? `Roles: ${route.role.join(', ')}.` : '';
  const codes = route.problems?.length
    ? `Problem codes: ${route.problems.map((code) => `\`${code}\``).join(', ')}.`
    : '';
  return {
    summary: route.summary,
    description: [route.description, roles, codes].filter(Boolean).join('\n\n') || undefined,
    tags: [route.tag],
    operationId: `${route.method}${route.path.replace(/\W+(\w)?/g, (_, c: string = '') => c.toUpperCase())}`,
    security: route.role === 'public' ? [] : [{ bearer: [] }],
    parameters: [
      ...parametersOf(route.params, 'path'),
      ...parametersOf(route.query, 'query'),
      ...(writes ? [{ $ref: '#/components/parameters/IdempotencyKey' }] : []),
      ...(isList ? FORMAT_PARAMETERS : []),
      { $ref: '#/components/parameters/AcceptLanguage' },
    ],
    requestBody: route.body && {
      required: true,
      content: { 'application/json': { schema: schemaOf(route.body, 'input') } },
    },
    responses: { [status]: { description: 'Success', content }, default: problem },
  };
}

/** The OpenAPI 3.1 document of all routes. */
export function describeApi(
  routes: readonly Route[],
  info: { title: string; version: string; description: string },
): Json {
  const paths: Record<string, Json> = {};
  for (const route of routes) {
    const path = route.path.replace(/:(\w+)/g, '{$1}');
    (paths[path] ??= {})[route.method] = operationOf(route);
  }
  return {
    openapi: '3.1.0',
    info,
    servers: [{ url: '/' }],
    paths,
    components: {
      securitySchemes: { bearer: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' } },
      parameters: {
        IdempotencyKey: {
          name: 'Idempotency-Key',
          in: 'header',
          description: 'Makes a repeated request harmless; the `id` in the body serves when there is one',
          schema: { type: 'string', maxLength: 200 },
        },
        Format: {
          name: 'format',
          in: 'query',
          description: 'The whole list as a file; `Accept` says the same',
          schema: { type: 'string', enum: ['json', ...Object.keys(FORMATS)], default: 'json' },
        },
        Heading: {
          name: 'heading',
          in: 'query',
          description: 'Whether a file begins with its title, place, choices and the moment it was made',
          schema: { type: 'string', enum: ['true', 'false'], default: 'true' },
        },
        AcceptLanguage: {
          name: 'Accept-Language',
          in: 'header',
          schema: { type: 'string', examples: ['id', 'en'] },
        },
      },
      responses: {
        Problem: {
          description: 'A problem (RFC 9457)',
          content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
        },
      },
      schemas: {
        Problem: {
          type: 'object',
          required: ['type', 'title', 'status', 'detail', 'code'],
          properties: {
            type: { type: 'string' },
            title: { type: 'string' },
            status: { type: 'integer' },
            detail: { type: 'string' },
            code: { type: 'string', description: 'Stable, snake_case' },
            errors: {
              type: 'array',
              items: {
                type: 'object',
                required: ['pointer', 'message'],
                properties: { pointer: { type: 'string' }, message: { type: 'string' } },
              },
            },
          },
        },
      },
    },
  };
}
