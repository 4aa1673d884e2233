"""The variants of all layouts."""

from . import flat, form_88, form_fengjie, form_gansu, form_hunan, form_shanghai, form_transfer, form_wuhai
from . import self_eval, summary

MODULES = [
    summary, flat, form_88, form_shanghai, form_gansu, form_wuhai, form_hunan, form_fengjie, form_transfer,
    self_eval,
]
VARIANTS = [variant for module in MODULES for variant in module.VARIANTS]
