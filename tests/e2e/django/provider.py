"""django-oidc-provider as a local OpenID provider, with the routes and habits of Tunnistamo.

    python provider.py        prints "ready <issuer>" when it answers, and runs until it is stopped

Environment:
    PORT               0 (default) takes a free one
    APP_ORIGINS        origins of the app, separated by spaces; default http://localhost:5173
    REDIRECT_PATHS     paths on each of them; default /callback and /kirjaudu-pages/callback.html
    POST_LOGOUT_PATHS  default /, REDIRECT_PATHS and /kirjaudu-pages/logged-out.html
    AUTO               1: signs in without a form, as the person in login_hint or else as aino
    C_HASH             1: puts c_hash into hybrid ID tokens, where django-oidc-provider has none
    AD_GROUPS          number of groups in the ID token, 48 octets each: makes it as large as a test wants
    LOGOUT_PAGE        1: ends sessions as Tunnistamo does, by GET and with a page; else as django-oidc-provider does, by redirect
    SESSION_MANAGEMENT 1: OpenID Connect Session Management 1.0: check_session_iframe, session_state
    EXIT_WITH_STDIN    1: ends when standard input closes, so that no provider outlives its test
"""

import base64
import hashlib
import os
import signal
import sys
import tempfile
import threading
import uuid
from urllib.parse import parse_qs, urlsplit

import django
import oidc_provider
from django.conf import settings
from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler
from pages import SIGN_IN_PAGE, SIGNED_OUT_PAGE
from people import PASSWORD, PEOPLE


def from_environment(name, default=""):
    return os.environ.get(name) or default


APP_ORIGINS = from_environment("APP_ORIGINS", "http://localhost:5173").split()
REDIRECT_PATHS = from_environment("REDIRECT_PATHS", "/callback /kirjaudu-pages/callback.html").split()
POST_LOGOUT_PATHS = (
    from_environment("POST_LOGOUT_PATHS").split() or ["/", *REDIRECT_PATHS, "/kirjaudu-pages/logged-out.html"]
)
AUTO = from_environment("AUTO") == "1"
C_HASH = from_environment("C_HASH") == "1"
AD_GROUPS = int(from_environment("AD_GROUPS", "0"))
LOGOUT_PAGE = from_environment("LOGOUT_PAGE") == "1"
SESSION_MANAGEMENT = from_environment("SESSION_MANAGEMENT") == "1"

CLIENTS = {
    "https://api.hel.fi/auth/exampleapp-ui": "Venepaikat",
    "https://api.hel.fi/auth/otherapp-ui": "Talvisäilytys",
}


class SilentHandler(WSGIRequestHandler):
    def log_message(self, *args):
        pass


# Bound first: with port 0 nothing else knows the address.
server = ThreadedWSGIServer(("127.0.0.1", int(from_environment("PORT", "0"))), SilentHandler)
BASE = f"http://localhost:{server.server_port}"
folder = tempfile.TemporaryDirectory(prefix="kirjaudu-django-")

settings.configure(
    SECRET_KEY=uuid.uuid4().hex,
    ALLOWED_HOSTS=["localhost", "127.0.0.1"],
    ROOT_URLCONF=__name__,
    SITE_URL=BASE,
    LOGIN_URL="/login/",
    USE_TZ=True,
    DEFAULT_AUTO_FIELD="django.db.models.AutoField",
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": os.path.join(folder.name, "db.sqlite3")}},
    # Tables straight from the models: the migrations take seconds, and there is nothing to migrate.
    MIGRATION_MODULES={app: None for app in ["auth", "contenttypes", "sessions", "oidc_provider"]},
    PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
    INSTALLED_APPS=[
        "django.contrib.auth",
        "django.contrib.contenttypes",
        "django.contrib.sessions",
        "corsheaders",
        "oidc_provider",
    ],
    MIDDLEWARE=[
        "corsheaders.middleware.CorsMiddleware",
        "django.contrib.sessions.middleware.SessionMiddleware",
        "django.middleware.common.CommonMiddleware",
        "django.middleware.csrf.CsrfViewMiddleware",
        "django.contrib.auth.middleware.AuthenticationMiddleware",
        "django.middleware.clickjacking.XFrameOptionsMiddleware",
        "oidc_provider.middleware.SessionManagementMiddleware",
    ],
    TEMPLATES=[
        {
            "BACKEND": "django.template.backends.django.DjangoTemplates",
            "APP_DIRS": True,
            "OPTIONS": {"context_processors": ["django.template.context_processors.request"]},
        }
    ],
    # Cookies know no ports: other providers on localhost have a session too.
    SESSION_COOKIE_NAME=f"django-{server.server_port}-sessionid",
    CSRF_COOKIE_NAME=f"django-{server.server_port}-csrftoken",
    CORS_ALLOWED_ORIGINS=APP_ORIGINS,
    CORS_URLS_REGEX=r".*/(\.well-known/openid-configuration|openid).*",
    # The script of check_session_iframe.
    STATIC_URL="/static/",
    OIDC_SESSION_MANAGEMENT_ENABLE=SESSION_MANAGEMENT,
    OIDC_IDTOKEN_INCLUDE_CLAIMS=True,
    OIDC_USERINFO=f"{__name__}.userinfo",
    OIDC_IDTOKEN_SUB_GENERATOR=f"{__name__}.subject",
    OIDC_IDTOKEN_PROCESSING_HOOK=f"{__name__}.complete_id_token",
)
django.setup()

# Whatever follows needs the settings above.
from cryptography.hazmat.primitives import serialization  # noqa: E402
from cryptography.hazmat.primitives.asymmetric import rsa  # noqa: E402
from django.contrib.auth import authenticate, get_user_model, login, logout  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.core.wsgi import get_wsgi_application  # noqa: E402
from django.http import HttpResponse, HttpResponseRedirect, JsonResponse  # noqa: E402
from django.template import engines  # noqa: E402
from django.urls import include, path, re_path  # noqa: E402
from django.utils.http import url_has_allowed_host_and_scheme  # noqa: E402
from django.views.decorators.csrf import csrf_exempt  # noqa: E402
from django.views.decorators.http import require_GET, require_POST  # noqa: E402
from django.views.static import serve  # noqa: E402
from oidc_provider.lib.endpoints.authorize import AuthorizeEndpoint  # noqa: E402
from oidc_provider.lib.errors import AuthorizeError  # noqa: E402
from oidc_provider.models import RESPONSE_TYPE_CHOICES, Client, Code, ResponseType, RSAKey  # noqa: E402
from oidc_provider.views import AuthorizeView, ProviderInfoView  # noqa: E402


def main():
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    if from_environment("EXIT_WITH_STDIN") == "1":
        threading.Thread(target=exit_with_stdin, daemon=True).start()
    call_command("migrate", run_syncdb=True, verbosity=0)
    create_people()
    create_clients()
    create_key()
    server.set_app(get_wsgi_application())
    print(f"ready {BASE}/openid", flush=True)
    server.serve_forever()


def exit_with_stdin():
    sys.stdin.buffer.read()
    os.kill(os.getpid(), signal.SIGTERM)


def create_people():
    for username, person in PEOPLE.items():
        get_user_model().objects.create_user(
            username,
            person["email"],
            PASSWORD,
            first_name=person["given_name"],
            last_name=person["family_name"],
        )


def create_clients():
    every = lambda paths: [origin + path for origin in APP_ORIGINS for path in paths]  # noqa: E731
    types = [ResponseType.objects.create(value=value, description=text) for value, text in RESPONSE_TYPE_CHOICES]
    for client_id, name in CLIENTS.items():
        client = Client(client_id=client_id, name=name, client_type="public", require_consent=False)
        client.redirect_uris = every(REDIRECT_PATHS)
        client.post_logout_redirect_uris = every(POST_LOGOUT_PATHS)
        client.save()
        client.response_types.set(types)


def create_key():
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    pem = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    return RSAKey.objects.create(key=pem.decode())


@csrf_exempt
@require_POST
def rotate_key(request):
    """For tests: from now on a new key signs, and the JWKS has no other."""
    RSAKey.objects.all().delete()
    return JsonResponse({"kid": create_key().kid})


def userinfo(claims, user):
    person = PEOPLE[user.username]
    claims.update({name: person[name] for name in ["given_name", "family_name", "email"]})
    claims.update(name=user.get_full_name(), nickname=person["given_name"], email_verified=False)
    return claims


def subject(user):
    return PEOPLE[user.username]["sub"]


def complete_id_token(id_token, user, token, request, **_):
    """What Tunnistamo adds to an ID token."""
    person = PEOPLE[user.username]
    id_token.update(
        azp=id_token["aud"],
        sid=str(uuid.uuid5(uuid.NAMESPACE_OID, f"{user.pk} {user.last_login}")),
        loa="low",
        ad_groups=[f"group-{number:0>4}-{uuid.uuid5(uuid.NAMESPACE_OID, str(number))}" for number in range(AD_GROUPS)],
    )
    if "amr" in person:
        id_token["amr"] = person["amr"]
    if C_HASH and "code " in request.GET.get("response_type", ""):
        # The code of this very request has just been saved.
        code = Code.objects.filter(user=user, client=token.client).latest("id").code
        half = hashlib.sha256(code.encode()).digest()[:16]
        id_token["c_hash"] = base64.urlsafe_b64encode(half).rstrip(b"=").decode()
    return id_token


class TunnistamoEndpoint(AuthorizeEndpoint):
    def is_client_allowed_to_skip_consent(self):
        # Tunnistamo's fork asks no consent where there is PKCE; the original asks every public client with a code.
        return bool(self.params["code_challenge"]) or super().is_client_allowed_to_skip_consent()


class TunnistamoAuthorizeView(AuthorizeView):
    authorize_endpoint_class = TunnistamoEndpoint


def sign_in(request):
    target = request.GET.get("next", "")
    if not url_has_allowed_host_and_scheme(target, {request.get_host()}):
        return HttpResponse("nowhere to go after signing in", status=400)
    asked = parse_qs(urlsplit(target).query)
    if AUTO:
        username = asked.get("login_hint", ["aino"])[0]
        login(request, get_user_model().objects.get(username=username))
        return HttpResponseRedirect(target)
    if "cancel" in request.POST:
        return refusal(asked)
    username = request.POST.get("username", "")
    user = authenticate(username=username, password=request.POST.get("password"))
    if user:
        login(request, user)
        return HttpResponseRedirect(target)
    context = {"failed": request.method == "POST", "username": username}
    return HttpResponse(engines["django"].from_string(SIGN_IN_PAGE).render(context, request))


def refusal(asked):
    """Tunnistamo reports what its own identity providers refused in the query, whatever the response mode."""
    uri, state = asked["redirect_uri"][0], asked.get("state", [""])[0]
    if uri not in Client.objects.get(client_id=asked["client_id"][0]).redirect_uris:
        return HttpResponse("unknown redirect_uri", status=400)
    return HttpResponseRedirect(AuthorizeError(uri, "access_denied", None).create_uri(uri, state))



@require_GET
def end_session(request):
    """Ends the session and shows a page, whose link leads to an address registered for any client; hint and state are not read."""
    logout(request)
    asked = request.GET.get("post_logout_redirect_uri")
    registered = {uri for client in Client.objects.all() for uri in client.post_logout_redirect_uris}
    context = {"return_to": asked if asked in registered else None}
    return HttpResponse(engines["django"].from_string(SIGNED_OUT_PAGE).render(context, request))


urlpatterns = [
    *([re_path(r"^openid/end-session/?$", end_session)] if LOGOUT_PAGE else []),
    re_path(r"^openid/authorize/?$", TunnistamoAuthorizeView.as_view()),
    path("openid/", include("oidc_provider.urls", namespace="oidc_provider")),
    re_path(r"^\.well-known/openid-configuration/?$", ProviderInfoView.as_view()),
    path("login/", sign_in),
    path("test/rotate-key", rotate_key),
    path("static/<path:path>", serve, {"document_root": os.path.join(os.path.dirname(oidc_provider.__file__), "static")}),
]

if __name__ == "__main__":
    main()
