// What the profile API says in `message`, in the language of Accept-Language.

export const words = {
  fi: {
    PERMISSION_DENIED_ERROR: "Sinulla ei ole oikeutta suorittaa tätä toimintoa.",
    FIELD_NOT_ALLOWED_ERROR: "Palvelulla ei ole oikeutta tähän tietoon.",
    other: "Toiminto ei onnistunut.",
  },
  sv: {
    PERMISSION_DENIED_ERROR: "Du har inte behörighet att utföra denna åtgärd.",
    FIELD_NOT_ALLOWED_ERROR: "Tjänsten har inte rätt till denna uppgift.",
    other: "Åtgärden lyckades inte.",
  },
  en: {
    PERMISSION_DENIED_ERROR: "You do not have permission to perform this action.",
    FIELD_NOT_ALLOWED_ERROR: "The service may not have this field.",
    other: "The action did not succeed.",
  },
};
