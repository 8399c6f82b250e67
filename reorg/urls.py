from django.urls import include, path

urlpatterns = [
    path("accounts/", include("allauth.urls")),
    path("", include("reorg.web.urls")),
]

handler400 = "reorg.web.views.errors.bad_request"
handler403 = "reorg.web.views.errors.forbidden"
handler404 = "reorg.web.views.errors.not_found"
handler500 = "reorg.web.views.errors.broken"
