"""The variants of all layouts."""

from . import form_fengjie, form_hunan, form_transfer, form_wuhai, self_eval

MODULES = [form_wuhai, form_hunan, form_fengjie, form_transfer, self_eval]
VARIANTS = [variant for module in MODULES for variant in module.VARIANTS]
