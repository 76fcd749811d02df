// The types of the schema of open-city-profile that a service meets; `null` where the schema allows it.

export interface ProfileNode {
  id: string;
  firstName: string;
  lastName: string;
  nickname: string;
  language: Language | null;
  primaryEmail: EmailNode | null;
  primaryPhone: PhoneNode | null;
  primaryAddress: AddressNode | null;
  emails: Connection<EmailNode> | null;
  phones: Connection<PhoneNode> | null;
  addresses: Connection<AddressNode> | null;
  contactMethod: "EMAIL" | "SMS" | null;
  /** @deprecated `availableLoginMethods` says more. */
  loginMethods: readonly (LoginMethod | null)[] | null;
  availableLoginMethods: readonly (LoginMethodNode | null)[] | null;
  sensitivedata: SensitiveDataNode | null;
  serviceConnections: Connection<ServiceConnectionType> | null;
  /** Of the population register: only after a strong sign-in, and for services that were granted it. */
  verifiedPersonalInformation: VerifiedPersonalInformationNode | null;
}

export type Language = "FINNISH" | "ENGLISH" | "SWEDISH";

export type LoginMethod = "PASSWORD" | "OTP" | "SUOMI_FI";

export interface EmailNode {
  id: string;
  primary: boolean;
  email: string;
  emailType: "NONE" | "WORK" | "PERSONAL" | "OTHER" | null;
  verified: boolean;
}

export interface PhoneNode {
  id: string;
  primary: boolean;
  phone: string;
  phoneType: "NONE" | "WORK" | "HOME" | "MOBILE" | "OTHER" | null;
}

export interface AddressNode {
  id: string;
  primary: boolean;
  address: string;
  postalCode: string;
  city: string;
  countryCode: string;
  addressType: "NONE" | "WORK" | "HOME" | "OTHER" | null;
}

/** A list as Relay has it. */
export interface Connection<N> {
  edges: readonly ({ node: N | null; cursor: string } | null)[];
  pageInfo: PageInfo;
}

export interface PageInfo {
  hasNextPage: boolean;
  hasPreviousPage: boolean;
  startCursor: string | null;
  endCursor: string | null;
}

export interface LoginMethodNode {
  method: LoginMethod;
  createdAt: string | null;
  userLabel: string | null;
  credentialId: string | null;
}

export interface SensitiveDataNode {
  id: string;
  ssn: string;
}

export interface ServiceConnectionType {
  service: ServiceNode;
  createdAt: string;
  enabled: boolean;
}

export interface ServiceNode {
  name: string;
  title: string | null;
}

export interface VerifiedPersonalInformationNode {
  firstName: string;
  lastName: string;
  givenName: string;
  nationalIdentificationNumber: string;
  municipalityOfResidence: string;
  municipalityOfResidenceNumber: string;
  permanentAddress: VerifiedAddressNode | null;
  temporaryAddress: VerifiedAddressNode | null;
  permanentForeignAddress: VerifiedForeignAddressNode | null;
}

export interface VerifiedAddressNode {
  streetAddress: string;
  postalCode: string;
  postOffice: string;
}

export interface VerifiedForeignAddressNode {
  streetAddress: string;
  additionalAddress: string;
  countryCode: string;
}
