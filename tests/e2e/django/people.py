"""The people who can sign in at provider.py. All of them are invented."""

PASSWORD = "esimerkki"
PEOPLE = {
    "aino": {
        "sub": "5f1c2a34-0b7e-4d5c-9a86-3c1d7e9b2a10",
        "given_name": "Aino",
        "family_name": "Esimerkki",
        "email": "aino.esimerkki@example.org",
    },
    "bjorn": {
        "sub": "a2d94e61-7c35-4f0b-8e12-6b5f3d8c4e21",
        "given_name": "Björn",
        "family_name": "Exempel",
        "email": "bjorn.exempel@example.org",
        # Tunnistamo's amr is a string, against OIDC Core 2, and absent after a sign-in by password.
        "amr": "helsinki_tunnus",
    },
}
