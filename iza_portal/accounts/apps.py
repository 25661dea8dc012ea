from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "iza_portal.accounts"
    verbose_name = "Mensen en organisaties"
