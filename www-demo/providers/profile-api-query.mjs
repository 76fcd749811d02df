// One GraphQL request, answered with the status and the error codes of the real API.
import { execute, NoSchemaIntrospectionCustomRule, parse, specifiedRules, validate } from "graphql";
import { resolvers, schema } from "./profile-api-schema.mjs";

/** @param {string | undefined} text body of the request @param {object} context what the resolvers get */
export async function answerQuery(text, context) {
  const { query, variables, operationName } = parsed(text) ?? {};
  if (typeof query !== "string") return refusal([{ message: "Must provide query string." }]);
  const document = documentOf(query);
  if (document.errors) return refusal(document.errors);
  const { data, errors } = await execute({
    schema,
    document,
    rootValue: resolvers,
    contextValue: context,
    variableValues: variables,
    operationName,
  });
  // As graphene-django: what has no path is the request's fault.
  if (errors?.some(({ path }) => !path)) return refusal(errors);
  return { status: 200, body: { ...(errors && { errors: errors.map(formatted) }), data } };
}

function parsed(text = "") {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function documentOf(query) {
  try {
    const document = parse(query, { maxTokens: MAX_TOKENS });
    const errors = validate(schema, document, [...specifiedRules, NoSchemaIntrospectionCustomRule]);
    if (errors.length > 0) return { errors };
    return depthOf(document) > MAX_DEPTH ? { errors: [{ message: "query is too deep" }] } : document;
  } catch (error) {
    return { errors: [error] };
  }
}

// Of a valid document, in which fragments have no cycles.
function depthOf({ definitions }) {
  const depth = ({ kind, name, selectionSet }) => {
    if (kind === "FragmentSpread") {
      return depth(
        definitions.find((known) => known.kind === "FragmentDefinition" && known.name.value === name.value),
      );
    }
    const below = selectionSet ? Math.max(...selectionSet.selections.map(depth)) : 0;
    return below + (kind === "Field" ? 1 : 0);
  };
  return Math.max(...definitions.map(depth));
}

const refusal = (errors) => ({ status: 400, body: { errors: errors.map(formatted) } });

function formatted({ message, path, locations, extensions }) {
  return {
    message,
    ...(locations && { locations }),
    ...(path && { path }),
    extensions: { ...extensions, code: extensions?.code ?? "GENERAL_ERROR" },
  };
}

const MAX_TOKENS = 2000;
const MAX_DEPTH = 12;
