import type { RouteContract } from '@onsale/contracts/route';
import type { Node, SchemaBook } from './schema-book.js';

interface Parameter {
  readonly name: string;
  readonly in: string;
  readonly required: boolean;
  readonly schema: object;
  readonly description?: string;
}

/** The parameters of routes. Those that several routes share are listed once, under a name. */
export function parameterBook(contracts: readonly RouteContract[], schemas: SchemaBook) {
  const routesOf = new Map<string, number>();
  const shapesOf = new Map<string, Set<string>>();
  for (const parameter of contracts.flatMap((contract) => parametersOf(contract, schemas))) {
    const [name, shape] = [nameOf(parameter), JSON.stringify(parameter)];
    routesOf.set(name, (routesOf.get(name) ?? 0) + 1);
    shapesOf.set(name, (shapesOf.get(name) ?? new Set()).add(shape));
  }
  const isShared = (parameter: Parameter) =>
    (routesOf.get(nameOf(parameter)) ?? 0) > 1 && shapesOf.get(nameOf(parameter))?.size === 1;
  const shared = new Map<string, object>();

  return {
    of: (contract: RouteContract): object[] =>
      parametersOf(contract, schemas).map((parameter) => {
        if (!isShared(parameter)) return parameter;
        shared.set(nameOf(parameter), parameter);
        return { $ref: `#/components/parameters/${nameOf(parameter)}` };
      }),
    shared: () => Object.fromEntries(shared),
  };
}

/** `path.id` */
const nameOf = (parameter: Parameter) => `${parameter.in}.${parameter.name}`;

function parametersOf(contract: RouteContract, schemas: SchemaBook): Parameter[] {
  const places = [
    ['path', contract.params],
    ['query', contract.query],
    ['header', contract.headers],
  ] as const;
  return places.flatMap(([place, schema]) => {
    const { properties = {}, required = [] } = (schema ?? {}) as Node;
    return Object.entries(properties).map(([name, property]) => {
      const { description } = property as { description?: string };
      return {
        name,
        in: place,
        required: required.includes(name),
        ...(description === undefined ? {} : { description }),
        schema: schemas.refer(property),
      };
    });
  });
}
