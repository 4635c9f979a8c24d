/** The schemas, for the server and for the generator. Browser code imports `../index.ts`, which carries no validator. */
export * from './models.ts';
export * from './visitor.ts';
export * from './operator.ts';
