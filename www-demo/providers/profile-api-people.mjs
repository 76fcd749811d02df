// Whose profile there is, and which services it is connected to. In memory, as it was after each start.
import { people } from "./people.mjs";

export function createProfiles({ everybodyHasProfile }) {
  const profiles = new Map(
    Object.entries(PROFILES).map(([who, made]) => [people[who].sub, profileOf(people[who], made)]),
  );
  return {
    /** @param {string} sub */
    of: (sub) => profiles.get(sub),
    /** Whoever comes with a token that says who it is. */
    meet({ sub, given_name, family_name, email }) {
      if (everybodyHasProfile && !profiles.has(sub))
        profiles.set(sub, profileOf({ ...SOMEBODY, sub, given_name, family_name, email }, PROFILES.aino));
    },
    remove: (sub) => void profiles.delete(sub),
    /** The service whose UI a client is, by the `azp` of a token. */
    serviceOf: (clientId) => SERVICES.find(({ clientIds }) => clientIds.includes(clientId)),
  };
}

function profileOf(person, { services, verified, language = "FINNISH", phone }) {
  const connections = services.map((name) =>
    connectionOf(
      SERVICES.find((service) => service.name === name),
      true,
    ),
  );
  const id = Buffer.from(`ProfileNode:${person.sub}`).toString("base64");
  const primaryEmail = {
    id: `${id}-e`,
    primary: true,
    email: person.email,
    emailType: "PERSONAL",
    verified: true,
  };
  const primaryPhone = phone ? { id: `${id}-p`, primary: true, phone, phoneType: "MOBILE" } : null;
  return {
    verified,
    isConnectedTo: ({ name }) => connections.some(({ service, enabled }) => enabled && service.name === name),
    connect(service, enabled) {
      const connection = connectionOf(service, enabled);
      connections.push(connection);
      return connection;
    },
    fields: {
      id,
      firstName: person.given_name,
      lastName: person.family_name,
      nickname: person.given_name,
      language,
      primaryEmail,
      primaryPhone,
      primaryAddress: null,
      emails: relay([primaryEmail]),
      phones: relay(primaryPhone ? [primaryPhone] : []),
      addresses: relay([]),
      contactMethod: "EMAIL",
      availableLoginMethods: [{ method: person.idp.keycloak === "suomi_fi" ? "SUOMI_FI" : "PASSWORD" }],
      serviceConnections: () => relay(connections),
    },
  };
}

const connectionOf = ({ name, title }, enabled) => ({
  service: { name, title },
  createdAt: new Date().toISOString(),
  enabled,
});

function relay(nodes) {
  const edges = nodes.map((node, index) => ({ node, cursor: `${index}` }));
  return {
    edges,
    pageInfo: {
      hasNextPage: false,
      hasPreviousPage: false,
      startCursor: edges.at(0)?.cursor,
      endCursor: edges.at(-1)?.cursor,
    },
  };
}

const verifiedOf = (firstName, lastName, nationalIdentificationNumber) => ({
  firstName,
  lastName,
  givenName: firstName,
  nationalIdentificationNumber,
  municipalityOfResidence: "Helsinki",
  municipalityOfResidenceNumber: "091",
  permanentAddress: { streetAddress: "Esimerkkikatu 1", postalCode: "00100", postOffice: "Helsinki" },
  temporaryAddress: null,
  permanentForeignAddress: null,
});

const SERVICES = [
  {
    name: "berths",
    title: "Venepaikat",
    clientIds: ["exampleapp-ui", "exampleapp-short-ui"],
  },
  { name: "storage", title: "Talvisäilytys", clientIds: ["other-ui"] },
];
const BOTH = SERVICES.map(({ name }) => name);

/** Kirsi has no profile. The numbers are of the kind that is never given to anybody. */
const PROFILES = {
  aino: {
    services: BOTH,
    verified: verifiedOf("Aino", "Esimerkki", "010190-999P"),
    phone: "+358 00 0000001",
  },
  bjorn: { services: BOTH, verified: verifiedOf("Björn", "Exempel", "020285-998N"), language: "SWEDISH" },
  oskar: { services: BOTH },
  meri: { services: ["storage"] },
};

const SOMEBODY = { idp: { keycloak: "suomi_fi" } };
