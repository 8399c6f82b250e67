from django.urls import include, path

from reorg.web.views.errors import not_found

urlpatterns = [
    # Addresses are kept by whoever gives the accounts: mail that lets in must not be led elsewhere by an open session.
    path("accounts/email/", not_found, name="account_email"),
    path("accounts/", include("allauth.urls")),
    path("", include("reorg.web.urls")),
]

handler400 = "reorg.web.views.errors.bad_request"
handler403 = "reorg.web.views.errors.forbidden"
handler404 = "reorg.web.views.errors.not_found"
handler500 = "reorg.web.views.errors.broken"
