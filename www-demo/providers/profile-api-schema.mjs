// The part of the Helsinki profile's schema that a service meets, and what it answers to whom.
import { buildSchema, GraphQLError } from "graphql";
import { redeemGdprCode } from "./profile-api-gdpr.mjs";
import { words } from "./profile-api-words.mjs";

export const schema = buildSchema(`
  scalar DateTime
  scalar JSONString
  enum Language { FINNISH ENGLISH SWEDISH }
  enum ContactMethod { EMAIL SMS }
  enum EmailType { NONE WORK PERSONAL OTHER }
  enum PhoneType { NONE WORK HOME MOBILE OTHER }
  enum AddressType { NONE WORK HOME OTHER }
  enum LoginMethod { PASSWORD OTP SUOMI_FI }
  type Query {
    myProfile: ProfileNode
    downloadMyProfile(authorizationCode: String!): JSONString
  }
  type Mutation {
    addServiceConnection(input: AddServiceConnectionMutationInput!): AddServiceConnectionMutationPayload
    deleteMyProfile(input: DeleteMyProfileMutationInput!): DeleteMyProfileMutationPayload
  }
  input AddServiceConnectionMutationInput { serviceConnection: ServiceConnectionInput! }
  input ServiceConnectionInput { enabled: Boolean }
  type AddServiceConnectionMutationPayload { serviceConnection: ServiceConnectionType }
  input DeleteMyProfileMutationInput { authorizationCode: String!, clientMutationId: String }
  type DeleteMyProfileMutationPayload { clientMutationId: String }
  type ProfileNode {
    id: ID! firstName: String! lastName: String! nickname: String!
    language: Language
    primaryEmail: EmailNode
    primaryPhone: PhoneNode
    primaryAddress: AddressNode
    emails: EmailNodeConnection
    phones: PhoneNodeConnection
    addresses: AddressNodeConnection
    contactMethod: ContactMethod
    availableLoginMethods: [LoginMethodNode]
    sensitivedata: SensitiveDataNode
    serviceConnections: ServiceConnectionTypeConnection
    verifiedPersonalInformation: VerifiedPersonalInformationNode
  }
  type EmailNode { id: ID! primary: Boolean! email: String! emailType: EmailType verified: Boolean! }
  type PhoneNode { id: ID! primary: Boolean! phone: String! phoneType: PhoneType }
  type AddressNode {
    id: ID! primary: Boolean! address: String! postalCode: String! city: String! countryCode: String! addressType: AddressType
  }
  type PageInfo { hasNextPage: Boolean! hasPreviousPage: Boolean! startCursor: String endCursor: String }
  type EmailNodeConnection { pageInfo: PageInfo! edges: [EmailNodeEdge]! }
  type EmailNodeEdge { node: EmailNode cursor: String! }
  type PhoneNodeConnection { pageInfo: PageInfo! edges: [PhoneNodeEdge]! }
  type PhoneNodeEdge { node: PhoneNode cursor: String! }
  type AddressNodeConnection { pageInfo: PageInfo! edges: [AddressNodeEdge]! }
  type AddressNodeEdge { node: AddressNode cursor: String! }
  type LoginMethodNode { method: LoginMethod! createdAt: DateTime userLabel: String credentialId: ID }
  type SensitiveDataNode { id: ID! ssn: String! }
  type ServiceConnectionTypeConnection { pageInfo: PageInfo! edges: [ServiceConnectionTypeEdge]! }
  type ServiceConnectionTypeEdge { node: ServiceConnectionType cursor: String! }
  type ServiceConnectionType { service: ServiceNode! createdAt: DateTime! enabled: Boolean! }
  type ServiceNode { name: String! title: String }
  type VerifiedPersonalInformationNode {
    firstName: String! lastName: String! givenName: String! nationalIdentificationNumber: String!
    municipalityOfResidence: String! municipalityOfResidenceNumber: String!
    permanentAddress: VerifiedPersonalInformationAddressNode
    temporaryAddress: VerifiedPersonalInformationAddressNode
    permanentForeignAddress: VerifiedPersonalInformationForeignAddressNode
  }
  type VerifiedPersonalInformationAddressNode { streetAddress: String! postalCode: String! postOffice: String! }
  type VerifiedPersonalInformationForeignAddressNode { streetAddress: String! additionalAddress: String! countryCode: String! }
`);

/** By the names of the fields of Query and Mutation. */
export const resolvers = {
  myProfile(_given, context) {
    const { sub, service } = identified(context);
    const profile = context.profiles.of(sub);
    if (!profile) return null;
    if (!profile.isConnectedTo(service)) throw refused("PERMISSION_DENIED_ERROR", context);
    return { ...profile.fields, verifiedPersonalInformation, sensitivedata };
  },

  async downloadMyProfile({ authorizationCode }, context) {
    const { profile } = await forGdpr(authorizationCode, context);
    return JSON.stringify({
      key: "DATA",
      children: [{ key: "FIRST_NAME", value: profile.fields.firstName }],
    });
  },

  addServiceConnection({ input }, context) {
    const { sub, service } = identified(context);
    const profile = context.profiles.of(sub);
    if (!profile) throw refused("PROFILE_DOES_NOT_EXIST_ERROR", context);
    if (profile.isConnectedTo(service)) throw refused("SERVICE_CONNECTION_ALREADY_EXISTS_ERROR", context);
    const enabled = input.serviceConnection.enabled ?? true;
    return { serviceConnection: profile.connect(service, enabled) };
  },

  async deleteMyProfile({ input }, context) {
    const { sub } = await forGdpr(input.authorizationCode, context);
    context.profiles.remove(sub);
    return { clientMutationId: input.clientMutationId };
  },
};

// Fields of ProfileNode that not everybody is told.

function verifiedPersonalInformation(_given, context) {
  const { sub, loa } = identified(context);
  if (!STRONG.includes(loa)) throw refused("PERMISSION_DENIED_ERROR", context);
  return context.profiles.of(sub).verified ?? null;
}

function sensitivedata(_given, context) {
  throw refused("FIELD_NOT_ALLOWED_ERROR", context, { field_name: "sensitivedata" });
}

function identified(context) {
  const { claims, refused: reason } = context.caller;
  if (reason === "missing") throw refused("PERMISSION_DENIED_ERROR", context);
  if (!claims) throw refused("JWT_AUTHENTICATION_ERROR", context);
  const { sub, loa, azp } = claims;
  const service = context.profiles.serviceOf(azp);
  if (!service) throw refused("SERVICE_NOT_IDENTIFIED_ERROR", context);
  context.profiles.meet(claims);
  return { sub, loa, service };
}

async function forGdpr(code, context) {
  const { sub, loa } = identified(context);
  const profile = context.profiles.of(sub);
  if (!profile) throw refused("PROFILE_DOES_NOT_EXIST_ERROR", context);
  if (profile.verified && !STRONG.includes(loa)) throw refused("INSUFFICIENT_LOA_ERROR", context);
  if (!(await redeemGdprCode(code, context))) throw refused("MISSING_GDPR_API_TOKEN_ERROR", context);
  return { sub, profile };
}

const refused = (code, { language }, more) =>
  new GraphQLError(words[language][code] ?? words[language].other, { extensions: { code, ...more } });

const STRONG = ["substantial", "high"];
