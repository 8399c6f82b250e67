"""Strict: refuses to start without a secret and host names; TLS only unless told otherwise."""

from reorg.database.urls import mail_from_url
from reorg.settings import environment
from reorg.settings.base import *  # noqa: F403

SECRET_KEY = environment.required("SECRET_KEY")
environment.required("ALLOWED_HOSTS")
ALLOWED_HOSTS = environment.listed("ALLOWED_HOSTS")

HTTPS = environment.flag("HTTPS")
SECURE_SSL_REDIRECT = SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SECURE_HSTS_SECONDS = environment.number("HSTS_SECONDS") if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
CSRF_TRUSTED_ORIGINS = [f"https://{host.lstrip('.')}" for host in ALLOWED_HOSTS if HTTPS and host != "*"]
if environment.flag("TRUST_PROXY"):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    ALLAUTH_TRUSTED_PROXY_COUNT = 1

if environment.text("EMAIL_URL"):
    EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    globals().update(mail_from_url(environment.text("EMAIL_URL")))
