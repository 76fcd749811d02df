"""The HTML pages of provider.py, as Django templates."""

SIGN_IN_PAGE = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Sign in</title>
<main>
  <h1>Sign in</h1>
  {% if failed %}<p role="alert">Wrong user name or password</p>{% endif %}
  <form method="post">
    {% csrf_token %}
    <p><label>User name <input id="username" name="username" value="{{ username }}" autocomplete="username"></label>
    <p><label>Password <input id="password" name="password" type="password" autocomplete="current-password"></label>
    <p><button id="sign-in">Sign in</button> <button id="cancel" name="cancel" value="yes">Cancel</button>
  </form>
</main>
"""

SIGNED_OUT_PAGE = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Log out</title>
<main>
  <h2></h2>
  <p>You have been logged out of City of Helsinki services.</p>
  {% if return_to %}<p><a id="return" href="{{ return_to }}">Return</a></p>{% endif %}
</main>
"""
